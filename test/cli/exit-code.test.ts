import { describe, expect, test } from 'vitest';
import { BROKEN, GOOD, only, PRIVILEGED, SETTINGS, TWICE, WARNED } from './manifests.ts';
import { run, type Files } from './run.ts';

type Row = readonly [what: string, files: Files, args: readonly string[], code: number];

const warned = { 'a.yaml': WARNED };
const denied = { 'a.yaml': PRIVILEGED };

describe.each<readonly [string, readonly Row[]]>([
  [
    'lint',
    [
      ['clean', { 'a.yaml': GOOD }, [], 0],
      ['a warning', warned, [], 0],
      ['an error', denied, [], 1],
      ['an error and a warning', { ...denied, 'b.yaml': WARNED }, [], 1],
      ['settings at fault', { 'a.yaml': GOOD, 'lintel.yaml': 'extend: []' }, [], 2],
      ['settings at fault, beside findings and broken input', { ...denied, 'b.yaml': BROKEN, 'lintel.yaml': 'extend: []' }, [], 2],
      ['broken input', { 'a.yaml': BROKEN }, [], 3],
      ['broken input beside a finding: the highest', { ...denied, 'b.yaml': BROKEN }, [], 3],
      ['broken input, and nothing to fail on', { 'b.yaml': BROKEN }, ['--fail-on', 'never'], 3],
      ['a report that cannot be written, beside all that', { ...denied, 'b.yaml': BROKEN }, ['-f', 'json=/no/such/folder/out.json'], 4],
      ['nothing to examine', {}, [], 3],
      ['nothing to examine, allowed', {}, ['--allow-empty'], 0],
      ['nothing but what is no manifest', { 'values.yaml': 'replicas: 3\n' }, [], 3],
      ['nothing but what is no manifest, allowed', { 'values.yaml': 'replicas: 3\n' }, ['--allow-empty'], 0],
      ['nothing but what is no manifest, with a warning about it', { 'values.yaml': 'a: 1\na: 2\n' }, [], 3],
      ['nothing but context', { 'base/a.yaml': GOOD, 'empty/values.yaml': 'a: 1' }, ['empty', '--context', 'base'], 3],
      ['broken input is no emptiness to allow', { 'a.yaml': BROKEN }, ['--allow-empty'], 3],
      ['a path that is not there', { 'a.yaml': GOOD }, ['a.yaml', 'b.yaml'], 3],
      ['a path that is not there, emptiness allowed', {}, ['b.yaml', '--allow-empty'], 3],
      ['what is no manifest beside one', { 'a.yaml': GOOD, 'values.yaml': 'a: 1' }, [], 0],
      ['what is no manifest beside one, strictly', { 'a.yaml': GOOD, 'values.yaml': 'a: 1' }, ['--strict'], 3],
      ['a manifest alone, strictly', { 'a.yaml': GOOD }, ['--strict'], 0],
      ['a key that stands twice is a warning', { 'a.yaml': `${GOOD}data: {}\ndata: {}\n` }, [], 0],
    ],
  ],
  [
    '--fail-on',
    [
      ['error: a warning', warned, ['--fail-on', 'error'], 0],
      ['error: an error', denied, ['--fail-on', 'error'], 1],
      ['warning: a warning', warned, ['--fail-on', 'warning'], 1],
      ['warning: an error', denied, ['--fail-on', 'warning'], 1],
      ['info: a warning', warned, ['--fail-on', 'info'], 1],
      ['info: an info', { ...denied, 'lintel.yaml': only('no-privileged', 'info') }, ['--fail-on', 'info'], 1],
      ['warning: an info', { ...denied, 'lintel.yaml': only('no-privileged', 'info') }, ['--fail-on', 'warning'], 0],
      ['never: an error', denied, ['--fail-on', 'never'], 0],
      ['by itself: an error that only warns', { ...denied, 'lintel.yaml': `${SETTINGS}enforcement: { no-privileged: warn }` }, [], 0],
      [
        'error: an error that only warns',
        { ...denied, 'lintel.yaml': `${SETTINGS}enforcement: { no-privileged: warn }` },
        ['--fail-on', 'error'],
        1,
      ],
      ['by itself: a warning that denies', { ...warned, 'lintel.yaml': `${SETTINGS}enforcement: { require-liveness-probe: deny }` }, [], 1],
    ],
  ],
  [
    '--max-warnings',
    [
      ['as many', warned, ['--max-warnings', '1'], 0],
      ['one more', { ...warned, 'b.yaml': WARNED.replace('name: web', 'name: api') }, ['--max-warnings', '1'], 1],
      ['none allowed', warned, ['--max-warnings', '0'], 1],
      ['errors are no warnings, but deny', denied, ['--max-warnings', '5'], 1],
      ['counts where nothing fails', warned, ['--max-warnings', '0', '--fail-on', 'never'], 1],
    ],
  ],
  [
    'what an exemption covers fails nothing:',
    [
      ['an error', { ...denied, 'lintel.yaml': exempting('no-privileged') }, [], 0],
      ['an error, at --fail-on info', { ...denied, 'lintel.yaml': exempting('no-privileged') }, ['--fail-on', 'info'], 0],
      ['a warning, at --max-warnings 0', { ...warned, 'lintel.yaml': exempting('require-liveness-probe') }, ['--max-warnings', '0'], 0],
      ['an error, after it ended', { ...denied, 'lintel.yaml': exempting('no-privileged', '2025-12-31') }, [], 1],
      ['an error, on its last day', { ...denied, 'lintel.yaml': exempting('no-privileged', '2026-01-01') }, [], 0],
    ],
  ],
  [
    '--rule',
    [
      ['the one that is broken', denied, ['--rule', 'no-privileged'], 1],
      ['another', denied, ['--rule', 'no-latest-tag'], 0],
      ['several', denied, ['--rule', 'no-latest-tag', '--rule', 'no-privileged'], 1],
      ['one that is off is switched on', { ...denied, 'lintel.yaml': only('no-privileged', 'off') }, ['--rule', 'no-privileged'], 1],
      ['one that is off, without it', { ...denied, 'lintel.yaml': only('no-privileged', 'off') }, [], 0],
      ['one that no pack names', { ...denied, 'lintel.yaml': 'extends: []' }, ['--rule', 'no-privileged'], 1],
    ],
  ],
])('%s', (_flag, rows) => {
  test.each(rows)('%s', async (_what, files, args, code) => {
    expect((await run(['lint', ...args], { files })).code).toBe(code);
  });
});

test('fails nothing over what the webhook mends by itself', async () => {
  const files = { 'a.yaml': TWICE, 'lintel.yaml': `${SETTINGS}inject: [duplicate-env-var]` };
  const { code, stdout } = await run(['lint', '-f', 'json'], { files });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: 'duplicate-env-var', injected: true, enforcement: 'audit' }] });
});

function exempting(rule: string, expires?: string): string {
  const end = expires === undefined ? '' : `, expires: ${expires}`;
  return `${SETTINGS}exemptions: [{ rule: ${rule}, match: { names: ['*'], namespaces: [default] }, reason: known, owner: us${end} }]\n`;
}
