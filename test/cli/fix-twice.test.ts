import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import type { AnyRule } from '../../src/engine/rule.ts';
import { settingsOf } from '../fixture-settings.ts';
import { folderOf, run } from './run.ts';

interface Told {
  readonly rule: string;
  readonly injected?: true;
  readonly fix?: { readonly safety: string };
}

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
const CHOICES: readonly (readonly [flags: readonly string[], wanted: (found: Told) => boolean])[] = [
  [[], ({ fix }) => fix?.safety === 'safe'],
  [['--unsafe'], ({ fix }) => fix !== undefined],
  [['--injected'], ({ injected }) => injected === true],
];

const rows = rules.flatMap((rule) =>
  globSync(`${rule.id}/*.{yaml,yml,json}`, { cwd: FIXTURES })
    .toSorted()
    .map((name) => ({ name, rule })),
);

/** Over the fixtures of all rules: what is fixed is gone, and to fix twice is to fix once. */
test.each(rows)('$name', async ({ name, rule }) => {
  const text = readFileSync(path.join(FIXTURES, name), 'utf8');
  const file = path.basename(name);
  for (const settings of settingsFor(rule, text)) {
    const cwd = folderOf({ [file]: text, 'lintel.yaml': settings });
    const before = await lint(cwd, file);
    const hasFix = before.some(({ fix }) => fix !== undefined);
    for (const [flags, wanted] of hasFix ? CHOICES : CHOICES.slice(1, 2)) {
      writeFileSync(path.join(cwd, file), text);
      await checkFix(cwd, file, flags, before.some(wanted), wanted);
    }
  }
});

async function checkFix(
  cwd: string,
  file: string,
  flags: readonly string[],
  isWanted: boolean,
  wanted: (found: Told) => boolean,
): Promise<void> {
  const read = (): string => readFileSync(path.join(cwd, file), 'utf8');
  const text = read();
  const first = await run(['fix', ...flags, file], { cwd });
  const once = read();
  expect([0, first.stderr.includes('refused') ? 1 : 0]).toContain(first.code);
  expect(once !== text).toBe(isWanted && !first.stderr.includes('0 findings fixed'));
  if (!isWanted || first.code !== 0) return;
  expect(once).not.toBe(text);
  expect((await lint(cwd, file)).filter(wanted)).toEqual([]);
  expect(await run(['fix', ...flags, file], { cwd })).toMatchObject({ code: 0, stderr: '0 findings fixed in 0 files.\n' });
  expect(read()).toBe(once);
}

/** As the fixture says, and once more with its fixes injected where that can be. */
function settingsFor(rule: AnyRule, text: string): readonly string[] {
  const settings = settingsOf(text, rule);
  const { value } = rule.remedy ?? {};
  const canInject = value === 'fixed' || (value !== 'create' && JSON.stringify(settings).includes('"fixWith"'));
  return [settings, ...(canInject ? [{ ...settings, inject: [rule.id] }] : [])].map((one) => JSON.stringify(one));
}

async function lint(cwd: string, file: string): Promise<readonly Told[]> {
  const { code, stdout } = await run(['lint', '-f', 'json', file], { cwd });
  expect(code).toBeLessThan(2);
  return (JSON.parse(stdout) as { findings: readonly Told[] }).findings;
}
