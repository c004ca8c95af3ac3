import { expect, test } from 'vitest';
import { command } from '../cli/command.ts';
import { folderOf, type Files } from '../cli/run.ts';
import { configMap, OWN_RULES, OWN_SETTINGS } from './own-rules.ts';

interface Report {
  readonly findings: readonly { readonly rule: string; readonly location: { readonly file: string } }[];
  readonly problems: readonly { readonly file: string; readonly line: number; readonly code: string; readonly message: string }[];
}

async function lint(objects: readonly string[], more: readonly string[] = []): Promise<{ code: number; report: Report; stderr: string }> {
  const manifests: Files = Object.fromEntries(objects.map((name) => [`m/${name}.yaml`, configMap(name)]));
  const cwd = folderOf({ ...OWN_RULES, ...manifests }, OWN_SETTINGS);
  const { code, stdout, stderr } = await command(['lint', 'm', '--rule-timeout', '1', '--format', 'json', ...more], { cwd });
  return { code, stderr, report: JSON.parse(stdout) as Report };
}

const ids = ['endless', 'hungry', 'learner', 'quits', 'spin'];

test('rules that behave are judged by as ever', async () => {
  const { code, report } = await lint(['bad', 'good']);
  expect(report.problems).toEqual([]);
  expect(report.findings.map(({ rule }) => rule).toSorted()).toEqual(ids);
  expect(code).toBe(1);
});

test.for([
  { what: 'an endless loop', object: 'evil', rule: 'spin', code: 'rule-timeout' },
  { what: 'an endless generator', object: 'flood', rule: 'endless', code: /^rule-(?:timeout|crashed)$/u },
  { what: 'a fact that is never done', object: 'riddle', rule: 'learner', code: 'rule-timeout' },
  { what: 'a rule that fills the memory', object: 'fat', rule: 'hungry', code: /^rule-(?:timeout|crashed)$/u },
  { what: 'a rule that ends its thread', object: 'quit', rule: 'quits', code: 'rule-crashed' },
])('$what is stopped and named, and the other rules still judge', async ({ object, rule, code }) => {
  const { code: exit, report } = await lint(['bad', object]);
  const [problem] = report.problems;
  expect(report.problems).toHaveLength(1);
  expect(problem).toMatchObject({ file: `m/${object}.yaml`, line: 1 });
  expect(problem?.code).toMatch(code);
  expect(problem?.message).toContain(`Rule ${rule} `);
  expect(problem?.message).toContain(`ConfigMap shop/${object}`);
  expect(report.findings.map((finding) => finding.rule).toSorted()).toEqual(ids.filter((id) => id !== rule));
  expect(exit).toBe(3);
});

test('several that misbehave in one run are all named', async () => {
  const { code, report } = await lint(['bad', 'evil', 'quit', 'riddle']);
  expect(report.problems.map((problem) => problem.file).toSorted()).toEqual(['m/evil.yaml', 'm/quit.yaml', 'm/riddle.yaml']);
  expect(report.findings.map((finding) => finding.rule).toSorted()).toEqual(['endless', 'hungry']);
  expect(code).toBe(3);
});
