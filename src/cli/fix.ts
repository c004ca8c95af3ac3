import path from 'node:path';
import { renderDiff } from '../report/diff.ts';
import type { ReportProblem } from '../report/report.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { messageOf } from '../sources/failure.ts';
import { replaceFile } from '../sources/write.ts';
import { readArguments } from './arguments.ts';
import { gather, Share, type Learned, type Work } from './collect.ts';
import type { FileFix, FixChoice } from './fix-file.ts';
import { mendFiles } from './mend.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, wantsColor, write, type Io } from './io.ts';
import { knownRules } from './lint.ts';
import { progressOn } from './progress.ts';
import { openImages, openSession, type SessionSpec } from './session.ts';
import { loadSettings, ruleTimeoutOf, SETTINGS_OPTIONS } from './settings.ts';

const OPTIONS = {
  ...SETTINGS_OPTIONS,
  context: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  unsafe: { type: 'boolean' },
  injected: { type: 'boolean' },
  diff: { type: 'boolean' },
  'rule-timeout': { type: 'string' },
} as const;

/** Writes fixes into files: the safe ones, or what the webhook would inject, or also the unsafe ones. */
export async function fix(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('fix', args, OPTIONS);
  if (positionals.includes('-'))
    throw new CommandFailure(EXIT.usage, 'lintel fix writes files, and standard input is none. Name the files.');
  const settings = await loadSettings(values, io);
  const { catalogue, policyFiles, policyTexts } = settings;
  const spec: SessionSpec = {
    settings: settings.raw,
    policyFiles,
    policyTexts,
    only: knownRules(values.rule, catalogue),
    imageLock: settings.imageLock,
    door: 'files',
    now: io.now,
  };
  const gathered = await gather(positionals.length === 0 ? ['.'] : positionals, values.context ?? [], settings, io);
  const run: MendingRun = { work: gathered.work, spec, catalogue, ruleTimeoutMs: ruleTimeoutOf(values) };
  const { learned, fixes, stops } = await mend(run, choiceOf(values), io);
  for (const fixed of fixes) await apply(fixed, values.diff === true, io);
  const problems = [...gathered.problems, ...learned.problems, ...stops].filter(({ level }) => level === 'error');
  for (const { file, line, column, message } of problems) await write(io.stderr, `${file}:${line}:${column}: ${message}\n`);
  await write(io.stderr, summary(fixes, values.diff === true));
  return exitCode(fixes, problems.length);
}

interface MendingRun {
  readonly work: readonly Work[];
  readonly spec: SessionSpec;
  readonly catalogue: Catalogue;
  readonly ruleTimeoutMs: number;
}

interface Mended {
  readonly learned: Learned;
  readonly fixes: readonly FileFix[];
  /** Rules that had to be stopped. */
  readonly stops: readonly ReportProblem[];
}

/** In this thread; in one that is watched where there are rules of the user's own. */
async function mend({ work, spec, catalogue, ruleTimeoutMs }: MendingRun, choice: FixChoice, io: Io): Promise<Mended> {
  const progress = progressOn(io);
  if (work.length > 0 && (spec.policyFiles ?? []).length > 0) {
    const { mendInThread } = await import('./pool.ts');
    return await mendInThread({ work, spec, effort: { threads: 1, ruleTimeoutMs }, progress, io }, choice);
  }
  const session = openSession(spec, catalogue, await openImages(spec));
  const share = new Share(session, io.cwd);
  const learned = share.learn(work, (done) => progress.show('Reading', done, work.length));
  for (const extract of learned.extracts) session.index.insert(extract);
  const fixes = mendFiles(share.scanned, session, choice);
  progress.clear();
  return { learned, fixes, stops: [] };
}

function choiceOf({ injected, unsafe }: { readonly injected?: boolean; readonly unsafe?: boolean }): FixChoice {
  if (injected === true) return 'injected';
  return unsafe === true ? 'unsafe' : 'safe';
}

async function apply({ file, before, after, applied, refused, unsettled }: FileFix, onlyShow: boolean, io: Io): Promise<void> {
  for (const { line, rule, title, reason } of refused)
    await write(io.stderr, `${file}:${line}: ${rule}: no safe edit here (${title}): ${reason}\n`);
  for (const rule of unsettled)
    await write(io.stderr, `${file}: ${rule}: its fix and another undo each other; nothing was changed. Choose one with --rule.\n`);
  if (before === after) return;
  if (onlyShow) await write(io.stdout, renderDiff(file, before, after, { color: wantsColor(io.stdout, io.env) }));
  else {
    await replace(path.resolve(io.cwd, file), file, after);
    await write(io.stderr, `${file}: ${applied} fixed\n`);
  }
}

async function replace(absolute: string, shown: string, text: string): Promise<void> {
  try {
    await replaceFile(absolute, text);
  } catch (error) {
    throw new CommandFailure(
      EXIT.internal,
      `${shown} could not be written: ${messageOf(error)}. It is as it was; files named before it are fixed, those after it are not.`,
    );
  }
}

function summary(fixes: readonly FileFix[], onlyShow: boolean): string {
  const made = fixes.reduce((sum, { applied }) => sum + applied, 0);
  const refused = fixes.reduce((sum, fixed) => sum + fixed.refused.length, 0);
  const files = fixes.filter(({ before, after }) => before !== after).length;
  const verb = onlyShow ? 'would be fixed' : 'fixed';
  return `${made} ${made === 1 ? 'finding' : 'findings'} ${verb} in ${files} ${files === 1 ? 'file' : 'files'}${refused === 0 ? '' : `, ${refused} refused`}.\n`;
}

/** Refused edits are findings that remain. */
function exitCode(fixes: readonly FileFix[], problems: number): number {
  if (problems > 0) return EXIT.input;
  return fixes.some(({ refused, unsettled }) => refused.length + unsettled.length > 0) ? EXIT.findings : EXIT.clean;
}
