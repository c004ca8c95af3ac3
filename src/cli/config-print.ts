import type { Json, Path } from '../engine/json.ts';
import type { Policy } from '../engine/policy.ts';
import { refOf } from '../engine/resource.ts';
import { compile } from '../settings/compile.ts';
import { oneOf, readArguments } from './arguments.ts';
import { renderConfig, type ConfigReport, type ConfigResource, type ConfigRow } from './config-text.ts';
import { changesFor, concerning, effectiveSettings, type Effective, type Origin } from './effective.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, wantsColor, widthOf, write, type Io } from './io.ts';
import { subjectsIn } from './subjects.ts';
import { loadSettings, SETTINGS_OPTIONS, type LoadedSettings } from './settings.ts';

const OPTIONS = {
  ...SETTINGS_OPTIONS,
  format: { type: 'string', short: 'f' },
  all: { type: 'boolean' },
} as const;

/** Prints the settings that hold, for everything or for the objects of some files, and where each comes from. */
export async function config(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('config', args, OPTIONS);
  const [verb, ...paths] = positionals;
  if (verb !== 'print') throw new CommandFailure(EXIT.usage, `${saidInstead(verb)} See: lintel config --help`);
  const format = oneOf('format', values.format, ['text', 'json'] as const) ?? 'text';
  const settings = await loadSettings(values, io);
  const { policy } = compile(settings.raw, settings.catalogue);
  const rows = effectiveSettings(settings.raw, policy.rules, settings.catalogue);
  const lineOf = await linesOf(settings);
  const isWanted = (row: Effective): boolean => values.all === true || isEverOn(row, policy);
  const known: Known = { settings, policy, rows, lineOf };
  const { report, problems } = paths.length === 0 ? everything(known, isWanted) : await someFiles(paths, known, isWanted, io);
  const told: ConfigReport = { ...sourceOf(settings), ...report };
  await write(io.stdout, format === 'json' ? `${JSON.stringify({ version: 1, ...told }, null, 2)}\n` : renderConfig(told, textOptions(io)));
  for (const problem of problems) await write(io.stderr, `${problem}\n`);
  return problems.length > 0 ? EXIT.input : EXIT.clean;
}

function saidInstead(verb: string | undefined): string {
  return verb === undefined
    ? 'Say what to do with the settings: lintel config print.'
    : `There is no "lintel config ${verb}"; there is: lintel config print.`;
}

function sourceOf({ file }: LoadedSettings): Pick<ConfigReport, 'settings' | 'ref' | 'commit'> {
  return file === undefined ? {} : { settings: file.name, ...file.at };
}

type LineOf = (path: Path) => number | undefined;

interface Known {
  readonly settings: LoadedSettings;
  readonly policy: Policy;
  readonly rows: readonly Effective[];
  readonly lineOf: LineOf;
}

/** Where a key of the settings stands; without a file nothing does. */
async function linesOf({ file }: LoadedSettings): Promise<LineOf> {
  if (file === undefined) return () => undefined;
  const { readLocated } = await import('../settings/located.ts');
  const located = readLocated(file.text, file.name);
  return (path) => located.at(path, 'key', { code: 'wrong-value', message: '' }).line;
}

interface Told {
  readonly report: ConfigReport;
  readonly problems: readonly string[];
}

function everything({ settings, rows, lineOf }: Known, isWanted: (row: Effective) => boolean): Told {
  const rules = rows.filter(isWanted).map((row) => rowOf(row, lineOf));
  return { report: { rules, overrides: overridesIn(settings, lineOf) }, problems: [] };
}

/** The objects of some files as a lint would judge them, each with what is special about it. */
async function someFiles(paths: readonly string[], known: Known, isWanted: (row: Effective) => boolean, io: Io): Promise<Told> {
  const { settings, policy, rows, lineOf } = known;
  const { subjects, problems } = await subjectsIn(paths, settings, io);
  if (subjects.length === 0) throw new CommandFailure(EXIT.input, problems.length > 0 ? problems.join('\n') : NOTHING);
  const resources = subjects.map(({ subject, file, line }): ConfigResource => {
    const changes = changesFor(subject, rows, policy.overrides);
    return { ...refOf(subject), file, line, rules: changes.map((change) => rowOf(change, lineOf)) };
  });
  const rules = rows
    .filter((row) => isWanted(row) && subjects.some(({ subject }) => concerning(subject, [row]).length > 0))
    .map((row) => rowOf(row, lineOf));
  return { report: { rules, overrides: [], resources }, problems };
}

function isEverOn({ rule, setting }: Effective, { overrides }: Policy): boolean {
  return setting.severity !== 'off' || overrides.some(({ rules }) => (rules.get(rule.id)?.severity ?? 'off') !== 'off');
}

function rowOf({ rule, setting, injected, origins, container }: Effective, lineOf: LineOf): ConfigRow {
  const { severity, enforcement, params, given } = setting;
  return {
    rule: rule.id,
    ...(container !== undefined && { container }),
    severity,
    ...(severity !== 'off' && { enforcement }),
    injected,
    parameters: params,
    given: given.parameters,
    origins: origins.map((origin) => originOf(origin, lineOf)),
  };
}

function originOf(origin: Origin, lineOf: LineOf): ConfigRow['origins'][number] {
  if (origin.is === 'default') return { source: 'default' };
  if (origin.is === 'pack') return { source: 'pack', pack: origin.pack };
  const line = lineOf(origin.path);
  return { source: origin.is, ...(line !== undefined && { line }) };
}

function overridesIn({ raw }: LoadedSettings, lineOf: LineOf): ConfigReport['overrides'] {
  return (raw.overrides ?? []).map(({ match, rules }, index) => {
    const line = lineOf(['overrides', index]);
    return { ...(line !== undefined && { line }), match: match as Json, rules };
  });
}

function textOptions({ stdout, env }: Io) {
  return { color: wantsColor(stdout, env), width: widthOf(stdout, env) };
}

const NOTHING = 'No Kubernetes object was found there. Check the paths.';
