import { describe, expect, test } from 'vitest';
import { run } from '../cli/run.ts';
import { yamlText } from './rules.ts';

describe('a rule in YAML', () => {
  const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: b }\n';
  test.each([
    ['shows a value', {}, 'kind: Service', 'error no-node-ports: Service "web" is of type NodePort.'],
    ['shows a path', { message: '"{{kind}} {{path}}"' }, 'kind: Service', 'error no-node-ports: Service spec.type'],
    [
      'names the parent of what is missing',
      { where: '$.spec', what: '{ required: [selector] }', message: '"no {{path}}: {{value}}"' },
      'kind: Service',
      'no spec.selector: (nothing)',
    ],
    ['wants nothing without what', { where: '$.spec.type', what: '' }, 'kind: Service', 'is of type NodePort'],
    ['is silent where nothing is selected', { where: '$.spec.typ', what: 'false' }, 'kind: Service', undefined],
    ['is silent about other kinds', { match: '{ kinds: [apps/Deployment] }' }, 'kind: Service', undefined],
    ['finds its kind by the group', { match: '{ kinds: [/Service] }' }, 'kind: Service', 'is of type NodePort'],
  ])('%s', async (_what, change, _kind, told) => {
    const { stdout } = await lint(yamlText(change));
    if (told === undefined) expect(stdout).not.toContain('no-node-ports');
    else expect(stdout).toContain(told);
  });

  test('never shows what is in a Secret', async () => {
    const rule = yamlText({ match: '{ kinds: [Secret] }', where: '$..*', what: 'false', message: '"{{path}} is {{value}}"' });
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s, annotations: { last: hunter2 } }\nstringData: { password: hunter2 }\n';
    const { stdout } = await lint(rule, secret, ['--format', 'json']);
    expect(stdout).toContain('stringData.password is (not shown)');
    expect(stdout).not.toContain('hunter2');
  });

  test('a schema without an end is a failure of the rule, and is named', async () => {
    const { code, stdout } = await lint(yamlText({ what: '{ $ref: "#" }' }));
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('error no-node-ports: Rule no-node-ports failed') });
  });

  test('shortens long values', async () => {
    const rule = yamlText({ match: '{ kinds: [ConfigMap] }', where: '$.data.a', what: 'false', message: '"{{value}}"' });
    const { stdout } = await lint(rule, CONFIG.replace('a: b', `a: ${'x'.repeat(200)}`), ['--format', 'oneline']);
    expect(stdout).toContain(`${'x'.repeat(80)}…`);
    expect(stdout).not.toContain('x'.repeat(81));
  });

  test('is narrowed to containers, as others are', async () => {
    const rule = yamlText({ match: '{ kinds: [workloads] }', where: '$..containers[*].tty', what: 'false', message: '"tty"' });
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - { name: a, tty: true }\n    - { name: b, tty: true }\n';
    const settings = `extends: []\npolicies: [rule.yaml]\noverrides: [{ match: { containers: [a] }, rules: { no-node-ports: off } }]\n`;
    const { stdout } = await run(['lint', 'a.yaml', '--format', 'oneline'], {
      files: { 'lintel.yaml': settings, 'rule.yaml': rule, 'a.yaml': pod },
    });
    expect(stdout).toContain('container b');
    expect(stdout).not.toContain('container a');
  });

  test.each([
    ['sets', '{ set: ClusterIP }', [], 'type: NodePort'],
    ['sets', '{ set: ClusterIP }', ['--unsafe'], 'type: ClusterIP'],
    ['sets', '{ set: ClusterIP, safety: safe }', [], 'type: ClusterIP'],
    ['removes', '{ remove: true, safety: safe }', [], 'spec:\n  ports: []'],
  ])('%s, with fix %s and %j', async (_what, fix, flags, wanted) => {
    const files = {
      'lintel.yaml': 'extends: []\npolicies: [rule.yaml]\n',
      'rule.yaml': yamlText({ fix }),
      'a.yaml': `${SERVICE}  ports: []\n`,
    };
    const { code, stdout } = await run(['fix', '--diff', ...flags, 'a.yaml'], { files });
    expect(code).toBe(0);
    if (wanted === 'type: NodePort') expect(stdout).toBe('');
    else if (wanted.startsWith('type')) expect(stdout).toContain(`+  ${wanted}`);
    else expect(stdout).toContain('-  type: NodePort');
  });
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec:\n  type: NodePort\n';

function lint(rule: string, manifest = SERVICE, flags: readonly string[] = ['--format', 'oneline']) {
  const files = { 'lintel.yaml': 'extends: []\npolicies: [rule.yaml]\n', 'rule.yaml': rule, 'a.yaml': manifest };
  return run(['lint', 'a.yaml', ...flags], { files });
}
