import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countFindings, docsLink, type LocatedFinding, type Report, type ReportProblem, type RuleInfo } from '../report/report.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { nearest } from '../settings/suggest.ts';
import { oneOf, readArguments, wholeNumber } from './arguments.ts';
import { gather, type Gathered } from './collect.ts';
import type { PlacedFinding } from './examine.ts';
import { exitCodeOf, FAIL_ON } from './exit-code.ts';
import { CommandFailure } from './failure.ts';
import { EXIT, type Io } from './io.ts';
import { readOutputs, writeReport } from './output.ts';
import { progressOn } from './progress.ts';
import { Places } from './related.ts';
import { run, type Outcome } from './run.ts';
import { openSession, type SessionSpec } from './session.ts';
import { loadSettings, ruleTimeoutOf, SETTINGS_OPTIONS } from './settings.ts';

const OPTIONS = {
  ...SETTINGS_OPTIONS,
  context: { type: 'string', multiple: true },
  rule: { type: 'string', multiple: true },
  format: { type: 'string', short: 'f', multiple: true },
  'fail-on': { type: 'string' },
  'max-warnings': { type: 'string' },
  'allow-empty': { type: 'boolean' },
  strict: { type: 'boolean' },
  jobs: { type: 'string', short: 'j' },
  'rule-timeout': { type: 'string' },
} as const;

/** Lints files, and says what the cluster would say. */
export async function lint(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments('lint', args, OPTIONS);
  const outputs = readOutputs(values.format ?? []);
  const limits = {
    failOn: oneOf('fail-on', values['fail-on'], FAIL_ON),
    maxWarnings: wholeNumber('max-warnings', values['max-warnings'], 0),
    allowEmpty: values['allow-empty'] === true,
  };
  const effort = {
    jobs: wholeNumber('jobs', values.jobs, 1) ?? io.cores,
    ruleTimeoutMs: ruleTimeoutOf(values),
  };
  const settings = await loadSettings(values, io);
  const spec: SessionSpec = {
    settings: settings.raw,
    policyFiles: settings.policyFiles,
    policyTexts: settings.policyTexts,
    only: knownRules(values.rule, settings.catalogue),
    imageLock: settings.imageLock,
    replacements: outputs.some(({ format }) => format === 'sarif'),
    door: 'files',
    now: io.now,
  };
  const gathered = await gather(positionals.length === 0 ? ['.'] : positionals, values.context ?? [], settings, io);
  const outcome = await run(gathered, spec, effort, progressOn(io), io);
  const places = new Places(textsOf(gathered, io));
  const judged = gathered.work.filter((item) => !item.context).map((item) => item.path);
  const report = await reportOf(outcome, spec, settings.catalogue, places, judged, {
    strict: values.strict === true,
    allowEmpty: limits.allowEmpty,
  });
  await writeReport(report, outputs, io);
  return exitCodeOf(report, limits);
}

/** The rules that `--rule` names; one that there is not is refused, since a gate that judges nothing would pass everything. */
export function knownRules(given: readonly string[] | undefined, { rules }: Catalogue): readonly string[] | undefined {
  const ids = rules.map(({ id }) => id);
  for (const id of given ?? []) {
    if (ids.includes(id)) continue;
    const close = nearest(id, ids);
    throw new CommandFailure(
      EXIT.usage,
      `There is no rule "${id}".${close === undefined ? '' : ` Did you mean ${close}?`} See: lintel rules`,
    );
  }
  return given;
}

async function reportOf(
  outcome: Outcome,
  spec: SessionSpec,
  catalogue: Catalogue,
  places: Places,
  judged: readonly string[],
  flags: { strict: boolean; allowEmpty: boolean },
): Promise<Report> {
  const rules = rulesOf(catalogue);
  const findings = await Promise.all(outcome.findings.map((found) => complete(found, places, rules)));
  const problems = [
    ...outcome.problems,
    ...(flags.strict ? skippedAsProblems(outcome) : []),
    ...(flags.allowEmpty ? [] : emptiness(outcome)),
  ];
  return {
    findings,
    problems,
    summary: {
      files: outcome.files,
      documents: outcome.documents,
      resources: outcome.resources,
      rules: openSession(spec, catalogue).plan.rules.length,
      findings: countFindings(findings),
      skipped: outcome.skipped,
      judged,
    },
  };
}

/** The text of a file of this run: what standard input held is not there to be read again. */
export function textsOf({ work }: Gathered, io: Io): (file: string) => Promise<string> {
  return async (file) => work.find((item) => item.path === file)?.text ?? (await readFile(path.resolve(io.cwd, file), 'utf8'));
}

async function complete(placed: PlacedFinding, places: Places, rules: ReadonlyMap<string, RuleInfo>): Promise<LocatedFinding> {
  const related = await Promise.all(placed.finding.related.map((other) => places.locate(other)));
  const rule = rules.get(placed.finding.rule);
  return { ...placed, related, ...(rule !== undefined && { rule }) };
}

function skippedAsProblems({ skipped }: Outcome): readonly ReportProblem[] {
  return skipped.map(({ file, line = 1, reason }) => ({
    file,
    line,
    column: 1,
    code: 'not-a-resource',
    message: `Not judged: ${reason} (--strict).`,
    level: 'error',
  }));
}

function emptiness({ resources, problems }: Outcome): readonly ReportProblem[] {
  if (resources > 0 || problems.some(({ level }) => level === 'error')) return [];
  const message = 'No Kubernetes object was found, so nothing was examined. Check the paths, or pass --allow-empty where that may be.';
  return [{ file: '.', line: 1, column: 1, code: 'nothing-examined', message, level: 'error' }];
}

/** Only Lintel's own rules have a page. */
function rulesOf({ rules, own }: Catalogue): ReadonlyMap<string, RuleInfo> {
  return new Map(
    rules.map(({ id, summary, why, doors }) => [id, { summary, why, doors, ...(own?.has(id) !== true && { docs: docsLink(id) }) }]),
  );
}
