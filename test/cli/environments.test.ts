import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

const settings = (environments: string) =>
  `extends: []\nrules: { unique-object: error, no-shared-db-secret: error }\nenvironments:\n${environments}`;
const object = (name: string, namespace = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${namespace === '' ? '' : `, namespace: ${namespace}`} }\n`;

const rows: readonly { readonly name: string; readonly files: Readonly<Record<string, string>>; readonly found: readonly string[] }[] = [
  {
    name: 'without environments a run is one set',
    files: { 'lintel.yaml': 'extends: []\nrules: { unique-object: error }\n', 'prod/a.yaml': object('a'), 'dev/a.yaml': object('a') },
    found: ['dev/a.yaml undefined', 'prod/a.yaml undefined'],
  },
  {
    name: 'two environments do not see each other',
    files: {
      'lintel.yaml': settings('  - { name: prod, paths: [prod] }\n  - { name: dev, paths: ["dev/*"] }\n'),
      'prod/a.yaml': object('a'),
      'dev/a.yaml': object('a'),
    },
    found: [],
  },
  {
    name: 'a file that two environments name belongs to both',
    files: {
      'lintel.yaml': settings('  - { name: prod, paths: [base, prod] }\n  - { name: dev, paths: [base, dev] }\n'),
      'base/a.yaml': object('a'),
      'prod/a.yaml': object('a'),
      'dev/b.yaml': object('b'),
    },
    found: ['base/a.yaml prod', 'prod/a.yaml prod'],
  },
  {
    name: 'the namespace of an environment holds for objects that name none',
    files: {
      'lintel.yaml': settings('  - { name: prod, paths: [prod], namespace: shop }\n'),
      'prod/a.yaml': object('a'),
      'prod/b.yaml': object('a', 'shop'),
      'prod/c.yaml': object('a', 'default'),
    },
    found: ['prod/a.yaml prod', 'prod/b.yaml prod'],
  },
  {
    name: 'what no environment names is one set by itself',
    files: {
      'lintel.yaml': settings('  - { name: prod, paths: [prod] }\n'),
      'prod/a.yaml': object('a'),
      'x/a.yaml': object('a'),
      'y/a.yaml': object('a'),
    },
    found: ['x/a.yaml undefined', 'y/a.yaml undefined'],
  },
  {
    name: 'a kustomization is one set of what it lists',
    files: {
      'lintel.yaml': 'extends: []\nrules: { unique-object: error }\n',
      'k/kustomization.yaml': 'resources: [a.yaml, ./sub/b.yaml]\n',
      'k/a.yaml': object('a'),
      'k/sub/b.yaml': object('a'),
      'k/unlisted.yaml': object('a'),
    },
    found: ['k/a.yaml k', 'k/sub/b.yaml k'],
  },
];

describe('environments', () => {
  test.each(rows)('$name', async ({ files, found }) => {
    const { stdout } = await run(['lint', '--format', 'json'], { files });
    const { findings } = JSON.parse(stdout) as { findings: { location: { file: string }; environment?: string }[] };
    expect(findings.map(({ location, environment }) => `${location.file} ${environment}`)).toEqual(found);
  });
});
