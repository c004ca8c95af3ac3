import { expect, test } from 'vitest';
import type { Override, RuleInstance } from '../../src/engine/policy.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { compile, defaultSettings } from '../../src/settings/compile.ts';
import { readSettings } from '../../src/settings/read.ts';
import type { RawMatch, RawSettings } from '../../src/settings/raw.ts';
import { scopeOf } from '../../src/settings/scope.ts';
import { catalogue } from './catalogue.ts';

function told({ rule, setting, injected }: RuleInstance): string {
  const { severity, enforcement, parameters } = setting;
  return [rule.id, severity, enforcement, injected ? 'injected' : undefined, JSON.stringify(parameters)]
    .filter((part) => part !== undefined)
    .join(' ');
}

const NAMED_BY_OVERRIDE = { match: { names: ['a'] }, rules: { 'require-cpu-limit': 'error' } } as const;

const PRECEDENCE: readonly (readonly [what: string, raw: RawSettings, expected: readonly string[]])[] = [
  ['no settings are the pack recommended', {}, ['no-latest-tag error {"max":5}', 'read-only-root warning {}']],
  ['no packs, nothing on', { extends: [] }, []],
  [
    'a later pack wins, and its parameters lie over those before',
    { extends: ['recommended', 'strict'] },
    ['require-cpu-limit off {}', 'no-latest-tag error {"max":5,"strict":true}', 'read-only-root error {}'],
  ],
  [
    'the order of packs counts',
    { extends: ['strict', 'recommended'] },
    ['require-cpu-limit off {}', 'no-latest-tag error {"strict":true,"max":5}', 'read-only-root warning {}'],
  ],
  ['rules win over packs', { rules: { 'no-latest-tag': 'info' } }, ['no-latest-tag info {"max":5}', 'read-only-root warning {}']],
  [
    'parameters lie over those of the pack',
    { rules: { 'no-latest-tag': ['info', { strict: true }] } },
    ['no-latest-tag info {"max":5,"strict":true}', 'read-only-root warning {}'],
  ],
  [
    'off and false',
    { rules: { 'no-latest-tag': 'off', 'read-only-root': false } },
    ['no-latest-tag off {"max":5}', 'read-only-root off {}'],
  ],
  [
    'true is the severity of the pack',
    { extends: ['strict'], rules: { 'read-only-root': true } },
    ['require-cpu-limit off {}', 'no-latest-tag error {"strict":true}', 'read-only-root error {}'],
  ],
  [
    'true is the severity of the rule where no pack has it on',
    { extends: [], rules: { 'read-only-root': true } },
    ['read-only-root warning {}'],
  ],
  [
    'enforcement',
    { extends: [], rules: { 'read-only-root': 'error' }, enforcement: { 'read-only-root': 'warn' } },
    ['read-only-root error warn {}'],
  ],
  ['enforcement switches nothing on', { extends: [], enforcement: { 'read-only-root': 'warn' } }, []],
  ['inject', { extends: [], rules: { 'read-only-root': 'error' }, inject: ['read-only-root'] }, ['read-only-root error injected {}']],
  ['what an override may switch on is there', { extends: [], overrides: [NAMED_BY_OVERRIDE] }, ['require-cpu-limit off {}']],
  [
    'a standard is an instance by itself, whatever the order',
    { extends: ['pss-restricted@v1.28', 'recommended'] },
    [
      'no-latest-tag error {"max":5}',
      'read-only-root warning {}',
      'read-only-root error {"pss":"v1.28"}',
      'all-formats error {"glob":"a","pss":"v1.28"}',
    ],
  ],
  [
    'a standard without a version is the latest',
    { extends: ['pss-restricted'], rules: { 'read-only-root': 'off' } },
    ['read-only-root off {"pss":"latest"}', 'all-formats error {"glob":"a","pss":"latest"}'],
  ],
  [
    'parameters of the user leave the standard alone, and off switches off both',
    { extends: ['pss-restricted'], rules: { 'all-formats': ['error', { glob: 'b' }], 'read-only-root': ['off', {}] } },
    [
      'read-only-root off {}',
      'read-only-root off {"pss":"latest"}',
      'all-formats error {"glob":"b"}',
      'all-formats error {"glob":"a","pss":"latest"}',
    ],
  ],
  [
    'the latest version of a standard is that of the cluster',
    { extends: ['pss-restricted', 'pss-restricted@v1.28'], kubernetesVersion: '1.31', rules: { 'read-only-root': 'off' } },
    [
      'read-only-root off {"pss":"v1.31"}',
      'read-only-root off {"pss":"v1.28"}',
      'all-formats error {"glob":"a","pss":"v1.31"}',
      'all-formats error {"glob":"a","pss":"v1.28"}',
    ],
  ],
  [
    'parameters of an override make an instance beside a standard, a severity does not',
    {
      extends: ['pss-restricted'],
      overrides: [{ match: { names: ['a'] }, rules: { 'all-formats': ['error', { glob: 'b' }], 'read-only-root': 'warning' } }],
    },
    ['read-only-root error {"pss":"latest"}', 'all-formats off {}', 'all-formats error {"glob":"a","pss":"latest"}'],
  ],
];

test.each(PRECEDENCE)('%s', (_, raw, expected) => {
  expect(compile(raw, catalogue).policy.rules.map(told)).toEqual(expected);
});

test('default settings are those of an empty file', () => {
  const { settings } = readSettings('', 'lintel.yaml', catalogue);
  expect(settings?.policy.rules.map(told)).toEqual(defaultSettings(catalogue).policy.rules.map(told));
});

test('an override changes what it names', () => {
  const overrides = compile(
    {
      rules: { 'no-latest-tag': ['error', { strict: true }] },
      overrides: [
        {
          match: { names: ['a'] },
          rules: { 'no-latest-tag': ['warning', { max: 9 }], 'read-only-root': false, 'require-cpu-limit': true },
        },
      ],
    },
    catalogue,
  ).policy.overrides.map(({ rules }: Override) => [...rules]);
  expect(overrides).toEqual([
    [
      ['no-latest-tag', { severity: 'warning', parameters: { max: 9 } }],
      ['read-only-root', { severity: 'off' }],
      ['require-cpu-limit', { severity: 'error' }],
    ],
  ]);
});

test('exemptions end at 24:00 UTC', () => {
  const exemption = { rule: 'no-latest-tag', match: { names: ['a'] }, reason: 'r', owner: 'o' };
  const ends = ['2026-02-28', '2024-02-29', '2026-12-31', undefined].map((expires) => {
    const raw = { exemptions: [{ ...exemption, ...(expires !== undefined && { expires }) }] };
    const [compiled] = compile(raw, catalogue).policy.exemptions;
    return compiled?.expires === undefined ? undefined : new Date(compiled.expires).toISOString();
  });
  expect(ends).toEqual(['2026-03-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', undefined]);
});

test('declared workloads', () => {
  const workloads = [
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', podTemplate: '/spec/template' },
    { apiVersion: 'v1', kind: 'Odd', podTemplate: '/a~1b/c~0d', longRunning: false, plural: 'oddities' },
  ];
  expect(compile({ workloads }, catalogue).workloads).toEqual([
    { group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true },
    { group: '', kind: 'Odd', podTemplate: ['a/b', 'c~d'], longRunning: false, plural: 'oddities' },
  ]);
});

const WEB: Subject = {
  resource: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { labels: { tier: 'web-1', team: 7 } },
    spec: { template: { metadata: { labels: { inner: 'x' } } } },
  },
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  namespace: 'team-a',
  name: 'web-',
  workload: { podTemplate: ['spec', 'template'], longRunning: true },
  operation: 'CREATE',
  file: 'deploy/prod/web.yaml',
};
const NGINX = { name: 'main', image: 'nginx:1.27' };

const MATCHES: readonly (readonly [match: RawMatch, holds: boolean, subject?: Partial<Subject>, container?: JsonObject])[] = [
  [{ namespaces: ['team-*'] }, true],
  [{ namespaces: ['other', 'team-a'] }, true],
  [{ namespaces: ['team'] }, false],
  [{ kinds: ['Deployment'] }, true],
  [{ kinds: ['apps/Deployment'] }, true],
  [{ kinds: ['extensions/Deployment'] }, false],
  [{ kinds: ['*/Deploy*'] }, true],
  [{ kinds: ['/Pod'] }, true, { group: '', kind: 'Pod' }],
  [{ kinds: ['workloads'] }, true],
  [{ kinds: ['Pod'] }, false],
  [{ names: ['web-*'] }, true],
  [{ names: ['api-*'] }, false],
  [{ labels: { tier: 'web-*' } }, true],
  [{ labels: { tier: 'web-*', team: '*' } }, false],
  [{ labels: { inner: 'x' } }, false],
  [{ labels: { toString: '*' } }, false],
  [{ files: ['deploy/*.yaml'] }, true],
  [{ files: ['charts/*'] }, false],
  [{ containers: ['ma*'] }, true],
  [{ containers: ['*'] }, false, {}, { name: 7, image: 'nginx' }],
  [{ images: ['docker.io/library/nginx'] }, true],
  [{ images: ['docker.io'] }, false, {}, { name: 'main', image: 'nginx.evil.io/x' }],
  [{ images: ['*'] }, false, {}, { name: 'main', image: 'NOT AN IMAGE' }],
  [{ images: ['*'] }, false, {}, {}],
  [{ namespaces: ['team-a'], names: ['web-*'], kinds: ['Deployment'], containers: ['main'] }, true],
  [{ namespaces: ['team-a'], kinds: ['Pod'] }, false],
  [{ names: ['web-*'], labels: { tier: 'api' } }, false],
];

test.each(MATCHES.map((row) => ({ row, title: JSON.stringify(row) })))(
  '$title',
  ({ row: [match, holds, change = {}, container = NGINX] }) => {
    const scope = scopeOf(match);
    const subject = { ...WEB, ...change };
    const place = { group: subject.group, kind: subject.kind, namespace: subject.namespace, workload: subject.workload !== undefined };
    const held = [scope.place?.(place), scope.subject?.(subject), scope.container?.(container)].every((part) => part !== false);
    expect(held).toBe(holds);
  },
);

test('what a subject lacks matches nothing, not even *', () => {
  const { resource, group, version, kind, name, operation } = WEB;
  const bare: Subject = { resource: { apiVersion: 'v1', kind: 'X', metadata: 7 }, group, version, kind, name, operation };
  expect(scopeOf({ namespaces: ['*'] }).place?.({ group, kind, workload: false })).toBe(false);
  expect(scopeOf({ files: ['*'] }).subject?.(bare)).toBe(false);
  expect(scopeOf({ labels: { a: '*' } }).subject?.(bare)).toBe(false);
  expect(resource.kind).toBe('Deployment');
});

test('only parts that are given become predicates', () => {
  expect(Object.keys(scopeOf({ namespaces: ['a'] }))).toEqual(['place']);
  expect(Object.keys(scopeOf({ names: ['a'], images: ['*'] }))).toEqual(['subject', 'container']);
});
