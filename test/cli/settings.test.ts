import { describe, expect, test } from 'vitest';
import { GOOD, only, PRIVILEGED, SETTINGS } from './manifests.ts';
import { folderOf, run } from './run.ts';

const TEN_FAULTS = `extend: [recommended]
extends: [recommend, strict]
rules:
  no-privilegd: error
  no-latest-tag: eror
  require-memory-limit: [error, { fixwith: 256Mi }]
  require-cpu-request: 7
overrides:
  - match: { namespace: [shop] }
    rules: { no-latest-tag: off }
exemptions:
  - rule: no-privileged
    match: { names: [a] }
    owner: us
enforcement: { no-latest-tag: block }
inject: [no-shared-db-secret]
`;

describe('settings at fault', () => {
  test('are told all at once, each with its place and what to do', async () => {
    const { code, stdout, stderr } = await run(['lint'], { files: { 'a.yaml': PRIVILEGED, 'lintel.yaml': TEN_FAULTS } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'lintel.yaml:1:1: "extend" is no key of the settings; did you mean extends?',
      'lintel.yaml:2:11: "recommend" is no pack; did you mean recommended?',
      'lintel.yaml:4:3: "no-privilegd" is no rule; did you mean no-privileged?',
      'lintel.yaml:5:18: "eror" is no severity; did you mean error?',
      'lintel.yaml:6:35: "fixwith" is no parameter of require-memory-limit; did you mean fixWith?',
      'lintel.yaml:7:24: 7 is no severity; write off, error, warning or info, or [severity, { parameters }]',
      'lintel.yaml:9:14: "namespace" is no key of a match; did you mean namespaces?',
      'lintel.yaml:12:5: exemptions[0] has no "reason"; Why it is right to leave this as it is.',
      'lintel.yaml:15:31: "block" is no enforcement; use one of: deny, warn, audit',
      'lintel.yaml:16:10: rule "no-shared-db-secret" is injected, but has no fix; remove it from inject',
      '10 faults in the settings; nothing was judged.',
    ]);
  });

  test.each(['lint', 'fix'])('stop %s before anything is read or written', async (command) => {
    const ran = await run([command], { files: { 'lintel.yaml': 'extends: recommended\n' } });
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^lintel\.yaml:1:10: .*\n1 fault in the settings; nothing was judged\.\n$/u),
    });
  });

  test.each([
    ['no YAML', 'rules: [\n', /^lintel\.yaml:\d+:\d+: .+/u],
    ['a list', '- a\n', /^lintel\.yaml:1:1: .+/u],
    ['two documents', 'extends: []\n---\nextends: []\n', /^lintel\.yaml:\d+:\d+: .+/u],
    ['a key that stands twice', 'extends: []\nextends: [strict]\n', /^lintel\.yaml:2:1: .+/u],
  ])('%s', async (_what, text, told) => {
    expect(await run(['lint'], { files: { 'a.yaml': GOOD, 'lintel.yaml': text } })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(told),
    });
  });

  test.each([
    ['that is not there', 'nope.yaml', 'no such file or directory'],
    ['that is a folder', '.', 'illegal operation on a directory'],
    ['below a file', 'a.yaml/lintel.yaml', 'not a directory'],
  ])('a settings file %s', async (_what, file, reason) => {
    expect(await run(['lint', '--config', file], { files: { 'a.yaml': GOOD } })).toEqual({
      code: 2,
      stdout: '',
      stderr: `Settings file ${file} cannot be read: ${reason}. Check --config.\n`,
    });
  });

  test('a doubt is said, and the run goes on', async () => {
    const exemption = `${SETTINGS}exemptions: [{ rule: no-privileged, match: { names: [root] }, reason: known, owner: us }]\n`;
    const { code, stderr } = await run(['lint'], { files: { 'a.yaml': PRIVILEGED, 'lintel.yaml': exemption } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^lintel\.yaml:9:\d+: .* \(a warning\)\n$/u) });
  });
});

test('an exemption that ended is told of, and counts no more', async () => {
  const exemption = `{ rule: no-privileged, match: { namespaces: [default] }, reason: known, owner: us, expires: 2025-12-31 }`;
  const files = { 'a.yaml': PRIVILEGED, 'lintel.yaml': `${SETTINGS}exemptions: [${exemption}]\n` };
  expect(await run(['lint', '-f', 'oneline'], { files })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('error no-privileged') as string,
    stderr:
      'lintel.yaml:9:106: exemptions[0], from "no-privileged", ended with 2025-12-31 and counts no more; mend what it was for and remove it, or ask "us" to renew it (a warning)\n',
  });
});

describe('which settings hold', () => {
  const files = { 'deploy/a.yaml': PRIVILEGED, 'off.yaml': only('no-privileged', 'off') };

  test('without any: pack recommended', async () => {
    const { stdout } = await run(['rules', '--format', 'json']);
    const listed = (JSON.parse(stdout) as { rules: readonly { packs: readonly string[] }[] }).rules;
    const recommended = listed.filter(({ packs }) => packs.includes('recommended')).length;
    const ran = await run(['lint', 'deploy', '--format', 'json'], { cwd: folderOf(files, null) });
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ summary: { rules: recommended } });
  });

  test('those that --config names, which are no manifest of the run', async () => {
    expect(await run(['lint', 'deploy', '--config', 'off.yaml'], { files })).toMatchObject({ code: 0, stderr: '' });
    expect(await run(['lint', 'deploy', '-c', 'off.yaml'], { files })).toMatchObject({ code: 0 });
  });

  test.each(['lintel.yaml', 'lintel.yml'])('the nearest %s upwards', async (name) => {
    const cwd = folderOf({ ...files, [name]: only('no-privileged', 'off') });
    expect((await run(['lint'], { cwd: `${cwd}/deploy` })).code).toBe(0);
  });

  test('none from above the root of the repository', async () => {
    const cwd = folderOf({ ...files, 'lintel.yaml': only('no-privileged', 'off'), 'deploy/.git/HEAD': '' });
    expect((await run(['lint'], { cwd: `${cwd}/deploy` })).code).toBe(1);
  });

  test('globs of files are relative to the settings file, wherever the run starts', async () => {
    const overrides = `${SETTINGS}overrides: [{ match: { files: [deploy/*] }, rules: { no-privileged: off } }]`;
    const cwd = folderOf({ ...files, 'lintel.yaml': overrides });
    expect((await run(['lint', '.'], { cwd: `${cwd}/deploy` })).code).toBe(0);
    expect((await run(['lint', 'deploy'], { cwd })).code).toBe(0);
    expect((await run(['lint', `${cwd}/deploy/a.yaml`], { cwd })).code).toBe(0);
  });

  test('the count of rules in the summary is that of the settings', async () => {
    expect((await run(['lint', 'deploy', '-c', 'one.yaml'], { files: { ...files, 'one.yaml': only('no-latest-tag') } })).stdout).toContain(
      '1 rule)',
    );
  });
});
