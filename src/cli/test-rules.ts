import { existsSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { readFixtures } from './fixtures.ts';
import { checkRule, type Difference } from './harness.ts';
import { EXIT, write, type Io } from './io.ts';
import { knownRules } from './lint.ts';
import { loadSettings, ruleTimeoutOf, type LoadedSettings } from './settings.ts';
import { testWatched, type Suite, type Tested } from './test-run.ts';

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  fixtures: { type: 'string' },
  'rule-timeout': { type: 'string' },
} as const;

/** Runs the fixtures of rules, users' own above all, and prints where a rule does otherwise than they say. */
export async function testRules(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('test', args, OPTIONS);
  const settings = await loadSettings(values, io);
  const root = values.fixtures === undefined ? path.join(settings.folder, 'fixtures') : path.resolve(io.cwd, values.fixtures);
  const suites = suitesOf(positionals, settings, root, io);
  if (suites.length === 0)
    throw new CommandFailure(
      EXIT.input,
      `There is nothing to test: the settings name no rules of your own (policies:), and ${show(root, io)} has no folder that is named as a rule. Begin with: lintel new rule my-rule`,
    );
  const tested = await testAll(suites, settings, ruleTimeoutOf(values));
  for (const { file, line, message } of tested.flatMap(toldOf)) await write(io.stdout, `${file}:${line}: ${message}\n`);
  await write(io.stdout, summary(suites, tested));
  if (tested.some((one) => 'stop' in one)) return EXIT.input;
  return tested.some((one) => toldOf(one).length > 0) ? EXIT.findings : EXIT.clean;
}

/** In a thread that is watched, where there are rules of the user's own. */
async function testAll(suites: readonly Suite[], settings: LoadedSettings, ruleTimeoutMs: number): Promise<readonly Tested[]> {
  const { catalogue, policyFiles } = settings;
  if (policyFiles.length > 0) return await testWatched(suites, { policyFiles }, ruleTimeoutMs);
  return await Promise.all(
    suites.map(async ({ id, fixtures, folder }) => {
      const rule = catalogue.rules.find((one) => one.id === id);
      return { differences: rule === undefined ? [] : await checkRule(rule, fixtures, folder, catalogue) };
    }),
  );
}

function toldOf(tested: Tested): readonly Difference[] {
  return 'stop' in tested ? [tested.stop] : tested.differences;
}

/** Those of the rules that are named, by id or by the folder of their fixtures; else all of the user's, and others that have a folder. */
function suitesOf(given: readonly string[], { catalogue }: LoadedSettings, root: string, io: Io): readonly Suite[] {
  const folders = new Map(given.map((name) => [path.basename(path.resolve(io.cwd, name)), path.resolve(io.cwd, name)]));
  knownRules([...folders.keys()], catalogue);
  const folderOf = (id: string): string => {
    const named = folders.get(id);
    return named !== undefined && existsSync(named) ? named : path.join(root, id);
  };
  const isWanted = (id: string): boolean => folders.has(id) || catalogue.own?.has(id) === true || existsSync(folderOf(id));
  return catalogue.rules
    .filter(({ id }) => (given.length === 0 ? isWanted(id) : folders.has(id)))
    .map(({ id }) => ({ id, folder: show(folderOf(id), io), fixtures: readFixtures(folderOf(id), (file) => show(file, io)) }));
}

function summary(suites: readonly Suite[], tested: readonly Tested[]): string {
  const fixtures = suites.reduce((sum, suite) => sum + suite.fixtures.length, 0);
  const failed = tested.filter((one) => toldOf(one).length > 0).length;
  const ran = `${counted(suites.length, 'rule')}, ${counted(fixtures, 'fixture')}`;
  if (failed === 0) return `${ran}: all as expected.\n`;
  const stopped = tested.filter((one) => 'stop' in one).length;
  const differences = tested.flatMap(toldOf).length - stopped;
  const told = [
    ...(differences === 0 ? [] : [`${counted(differences, 'difference')} in ${counted(failed - stopped, 'rule')}`]),
    ...(stopped === 0 ? [] : [`${counted(stopped, 'rule')} stopped`]),
  ];
  return `${ran}: ${told.join(', ')}.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function show(file: string, { cwd }: Io): string {
  return path.relative(cwd, file) || '.';
}
