import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { run } from './run.ts';

interface Listed {
  readonly rules: readonly { readonly id: string; readonly parameters: object; readonly packs: readonly string[] }[];
}

test('rules --format json has one entry for each rule, in the shape of the contract', async () => {
  const { code, stdout, stderr } = await run(['rules', '--format', 'json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const listed = JSON.parse(stdout) as Listed;
  expect(listed.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const entry of listed.rules) {
    const rule = rules.find(({ id }) => id === entry.id);
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(['id', 'category', 'severity', 'summary', 'fix', 'parameters', 'packs']));
    expect(entry).toMatchObject({ category: rule?.category, severity: rule?.severity, summary: rule?.summary });
    expect(Array.isArray(entry.packs)).toBe(true);
  }
});

test('the parameters of each are a JSON Schema', async () => {
  const { stdout } = await run(['rules', '-f', 'json']);
  for (const { id, parameters } of (JSON.parse(stdout) as Listed).rules) {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    expect({ id, valid: ajv.validateSchema(parameters) }).toEqual({ id, valid: true });
  }
});

test('rules names every rule with its summary', async () => {
  const { stdout } = await run(['rules'], { env: { COLUMNS: '200' } });
  for (const { id, summary } of rules) {
    expect(stdout).toContain(id);
    expect(stdout).toContain(summary);
  }
});

test.each(rules.map(({ id }) => id))('explain %s tells what it is for', async (id) => {
  const rule = rules.find((one) => one.id === id);
  const { code, stdout, stderr } = await run(['explain', id], { env: { COLUMNS: '10000' } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(rule?.summary);
  expect(stdout).toContain(rule?.why);
});

test('explain tells of several', async () => {
  const { stdout } = await run(['explain', 'no-privileged', 'no-latest-tag']);
  expect(stdout).toContain('no-privileged');
  expect(stdout).toContain('no-latest-tag');
});

test('explain refuses all where one is unknown', async () => {
  expect(await run(['explain', 'no-privileged', 'no-latest-tags'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'There is no rule "no-latest-tags". Did you mean no-latest-tag? See: lintel rules\n',
  });
});
