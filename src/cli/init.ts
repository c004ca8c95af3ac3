import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RawSettings } from '../settings/raw.ts';
import { messageOf } from '../sources/failure.ts';
import { readArguments } from './arguments.ts';
import { gather, Share } from './collect.ts';
import type { Scanned } from './examine.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, write, type Io } from './io.ts';
import { progressOn } from './progress.ts';
import { foundText, proposalText, proposedSettings, type Sin } from './proposal.ts';
import { BUILT_IN, openSession } from './session.ts';
import { surveyOf } from './survey.ts';

/** Proposes settings for what is in this folder, and writes them where there are none. */
export async function init(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('init', args, { print: { type: 'boolean' } } as const);
  if (positionals.length > 0) throw new CommandFailure(EXIT.usage, 'lintel init looks at this folder; change into another one instead.');
  const there = NAMES.find((name) => existsSync(path.join(io.cwd, name)));
  if (there !== undefined && values.print !== true) throw new CommandFailure(EXIT.usage, alreadyThere(there));
  const survey = surveyOf((await look({}, io)).scanned);
  const { sins } = await look(proposedSettings(survey), io);
  const text = proposalText(survey, sins);
  await expectReadable(text);
  if (values.print === true) {
    await write(io.stdout, text);
    return EXIT.clean;
  }
  await create(path.join(io.cwd, FILE), text);
  await write(
    io.stdout,
    `${FILE} written, for ${foundText(survey)}. Read it, then: ${survey.resources === 0 ? 'lintel rules' : 'lintel lint'}\n`,
  );
  return EXIT.clean;
}

function alreadyThere(name: string): string {
  return `${name} is there already, and was left alone. What would be proposed: lintel init --print. What holds: lintel config print.`;
}

/** Everything in this folder, and what rules say of it under some settings. */
async function look(settings: RawSettings, io: Io): Promise<{ readonly scanned: readonly Scanned[]; readonly sins: readonly Sin[] }> {
  const { work } = await gather(['.'], [], { folder: io.cwd, raw: settings }, io);
  const session = openSession({ settings, door: 'files', now: io.now });
  const share = new Share(session, io.cwd);
  const progress = progressOn(io);
  const { extracts } = share.learn(work, (done) => progress.show('Reading', done, work.length));
  for (const extract of extracts) session.index.insert(extract);
  const findings = share.judge((done) => progress.show('Judging', done, work.length)).map(({ finding }) => finding);
  progress.clear();
  const sins = [...Map.groupBy(findings, ({ rule }) => rule)].flatMap(([rule, [first, ...more]]) =>
    first === undefined || !IDS.has(rule) ? [] : [{ rule, severity: first.severity, count: more.length + 1 }],
  );
  return { scanned: share.scanned, sins: sins.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)) };
}

/** A proposal that would be refused is our fault, and must not be left behind. */
async function expectReadable(text: string): Promise<void> {
  const { readSettings } = await import('../settings/read.ts');
  const [fault] = readSettings(text, FILE, BUILT_IN).faults;
  if (fault !== undefined) throw new Error(`the proposal has a fault in line ${fault.line}: ${fault.message}\n${text}`);
}

async function create(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw new CommandFailure(EXIT.internal, `${FILE} could not be written: ${messageOf(error)}. Print it instead: lintel init --print`);
  }
}

const FILE = 'lintel.yaml';
const NAMES = [FILE, 'lintel.yml'];
const IDS: ReadonlySet<string> = new Set(BUILT_IN.rules.map(({ id }) => id));
