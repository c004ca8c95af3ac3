import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AnyRule } from '../engine/rule.ts';
import { readArguments } from './arguments.ts';
import { CommandFailure } from './failure.ts';
import { readFixtures } from './fixtures.ts';
import { checkRule, type Difference, type Fixture } from './harness.ts';
import { EXIT, write, type Io } from './io.ts';
import { knownRules } from './lint.ts';
import { loadSettings, type LoadedSettings } from './settings.ts';

const OPTIONS = { config: { type: 'string', short: 'c' }, fixtures: { type: 'string' } } as const;

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
  const differences = suites.map(({ rule, fixtures, folder }) => checkRule(rule, fixtures, show(folder, io), settings.catalogue));
  for (const { file, line, message } of differences.flat()) await write(io.stdout, `${file}:${line}: ${message}\n`);
  await write(io.stdout, summary(suites, differences));
  return differences.some((found) => found.length > 0) ? EXIT.findings : EXIT.clean;
}

interface Suite {
  readonly rule: AnyRule;
  readonly folder: string;
  readonly fixtures: readonly Fixture[];
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
    .map((rule) => ({ rule, folder: folderOf(rule.id), fixtures: readFixtures(folderOf(rule.id), (file) => show(file, io)) }));
}

function summary(suites: readonly Suite[], differences: readonly (readonly Difference[])[]): string {
  const fixtures = suites.reduce((sum, suite) => sum + suite.fixtures.length, 0);
  const failed = differences.filter((found) => found.length > 0).length;
  const tested = `${counted(suites.length, 'rule')}, ${counted(fixtures, 'fixture')}`;
  if (failed === 0) return `${tested}: all as expected.\n`;
  return `${tested}: ${counted(differences.flat().length, 'difference')} in ${counted(failed, 'rule')}.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function show(file: string, { cwd }: Io): string {
  return path.relative(cwd, file) || '.';
}
