import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { command } from '../cli/command.ts';
import { folderOf, type Files } from '../cli/run.ts';
import { configMap, OWN_RULES, OWN_SETTINGS } from '../judge/own-rules.ts';
import { yamlText } from './rules.ts';

/** Of a rule of `OWN_RULES`; the second one is where it goes wrong. */
function fixtures(rule: string, evil: string): Files {
  return {
    [`fixtures/${rule}/bad.yaml`]: configMap('bad').replace('value }', `value } # expect: ${rule}/m`),
    [`fixtures/${rule}/evil.yaml`]: configMap(evil),
    [`fixtures/${rule}/ok-good.yaml`]: configMap('good'),
  };
}

/** A ConfigMap that rule `mend` has mended. */
function mended(name: string): string {
  return configMap(name).replace('value', 'mended');
}

const MEND = yamlText({
  id: 'mend',
  match: '{ kinds: [ConfigMap] }',
  where: '$.data.key',
  what: '{ const: mended }',
  fix: '{ set: mended }',
});
const CASES = [
  { what: 'an endless loop', rule: 'spin', object: 'evil', code: 'did not finish with' },
  { what: 'an endless generator', rule: 'endless', object: 'flood', code: /did not finish with|took a thread down with/u },
  { what: 'a fact that is never done', rule: 'learner', object: 'riddle', code: 'did not finish with' },
  { what: 'a rule that ends its thread', rule: 'quits', object: 'quit', code: 'took a thread down with' },
];

describe('lintel fix', () => {
  test.for(CASES)('$what is stopped and named, its file is left alone, and the others are mended', async ({ rule, object, code }) => {
    const manifests: Files = Object.fromEntries(['a', object, 'z'].map((name) => [`m/${name}.yaml`, configMap(name)]));
    const cwd = folderOf({ ...OWN_RULES, 'policies/mend.yaml': MEND, ...manifests }, OWN_SETTINGS.replace('*.ts', '*'));
    const ran = await command(['fix', '--unsafe', '--rule-timeout', '1', 'm'], { cwd });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`m/${object}.yaml:1:1: Rule ${rule} `);
    expect(ran.stderr).toMatch(code);
    expect(ran.stderr).toContain(`ConfigMap shop/${object}`);
    expect(ran.stderr).toContain('fixes are missing, and this file is left as it is. Mend the rule, or switch it off until then');
    expect(ran.stderr).toContain('2 findings fixed in 2 files.');
    const texts = ['a', object, 'z'].map((name) => readFileSync(path.join(cwd, `m/${name}.yaml`), 'utf8'));
    expect(texts).toEqual([mended('a'), configMap(object), mended('z')]);
  });

  test('rules that behave mend as ever', async () => {
    const cwd = folderOf({ ...OWN_RULES, 'policies/mend.yaml': MEND, 'm/a.yaml': configMap('a') }, OWN_SETTINGS.replace('*.ts', '*'));
    const diff = await command(['fix', '--unsafe', '--diff', 'm'], { cwd });
    expect(diff).toMatchObject({ code: 0, stderr: '1 finding would be fixed in 1 file.\n' });
    expect(diff.stdout).toContain('+data: { key: mended }');
  });
});

describe('lintel test', () => {
  const settings = OWN_SETTINGS.replace('./work/', './');

  test.for(CASES)('$what is stopped and named, and other rules are tested', async ({ rule, object, code }) => {
    const other = rule === 'spin' ? 'quits' : 'spin';
    const { [`fixtures/${other}/ok-good.yaml`]: _, ...lacking } = fixtures(other, 'fine');
    const cwd = folderOf({ ...OWN_RULES, ...fixtures(rule, object), ...lacking, 'lintel.yaml': settings });
    const ran = await command(['test', rule, other, '--rule-timeout', '1'], { cwd });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 3, stderr: '' });
    const lines = ran.stdout.split('\n');
    const stopped = lines.find((line) => line.startsWith(`fixtures/${rule}/evil.yaml:1: Rule ${rule} `));
    expect(stopped).toMatch(code);
    expect(stopped).toContain(`ConfigMap shop/${object}`);
    expect(lines).toContain(`fixtures/${other}:1: has no ok-*.yaml, in which ${other} finds nothing`);
    expect(lines.slice(2)).toEqual(['2 rules, 5 fixtures: 1 difference in 1 rule, 1 rule stopped.', '']);
  });
});

describe('a module that is never done with itself', () => {
  test.for([
    { what: 'an endless loop', text: 'for (;;);', says: 'was not loaded within 5 s; a module declares rules' },
    { what: 'an end of the process', text: 'process.exit(0);', says: 'ended the thread that loaded it; ' },
    { what: 'a timer', text: 'setInterval(() => undefined, 1000);', says: 'leaves something running (a timer, a server); ' },
    { what: 'a promise of nobody', text: "void Promise.reject(new Error('late'));", says: 'threw behind its own back: late; ' },
    { what: 'a throw', text: "throw new Error('boom');", says: 'threw while it was loaded: boom' },
    { what: 'a throw of anything', text: 'throw 1;', says: 'threw 1 while it was loaded' },
  ])('$what is a fault of the settings, for every command', async ({ text, says }) => {
    const cwd = folderOf({ ...OWN_RULES, 'policies/z.ts': `${text}\nexport const none = 1;\n`, 'm/a.yaml': configMap('a') }, OWN_SETTINGS);
    for (const args of text.startsWith('for') ? [['lint', 'm'], ['fix', 'm'], ['test']] : [['test']]) {
      const { code, stdout, stderr } = await command([...args, '--rule-timeout', '1'], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`policies/z.ts:1:1: ${says}`);
    }
  });

  test('nothing is tried where all rules are data', async () => {
    const cwd = folderOf({ 'policies/a.yaml': yamlText(), 'm/a.yaml': configMap('a') }, "extends: []\npolicies: ['./work/policies/*']\n");
    const { code, stderr } = await command(['rules'], { cwd, env: { NODE_DEBUG: 'worker' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
