import { expect, test } from 'vitest';
import { readSettings } from '../../src/settings/read.ts';
import { catalogue } from './catalogue.ts';

/** `line:column code | part of the message | part of the suggestion`, in the order of the text. */
function checkFaults(text: string, expected: readonly string[]): void {
  const { settings, faults } = readSettings(text, 'lintel.yaml', catalogue);
  const actual = faults.map(({ line, column, code, message, suggestion }) => ({ place: `${line}:${column} ${code}`, message, suggestion }));
  expect(actual.map(({ place }) => place)).toEqual(expected.map((row) => row.split(' | ')[0]));
  for (const [index, row] of expected.entries()) {
    const [, message = '', suggestion = ''] = row.split(' | ');
    expect(actual[index]?.message).toContain(message);
    expect(actual[index]?.suggestion ?? '').toContain(suggestion);
  }
  expect(settings === undefined).toBe(expected.length > 0);
  expect(faults.every(({ file }) => file === 'lintel.yaml')).toBe(true);
}

test('tells ten faults at once, each at its place', () => {
  checkFaults(
    `extends: [recomended]
rules:
  requre-cpu-limit: error
  no-latest-tag: [eror, { alow: [], max: -1 }]
override: []
overrides:
  - match: {}
    rules: { require-cpu-limit: warn }
exemptions:
  - { rule: no-latest-tag, match: { namespaces: [a] }, reason: x, owner: y, expires: 2026-02-30 }
inject: [no-latest-tag]
`,
    [
      '1:11 unknown-pack | "recomended" is no pack | did you mean recommended?',
      '3:3 unknown-rule | "requre-cpu-limit" is no rule | did you mean require-cpu-limit?',
      '4:19 wrong-value | "eror" is no severity | did you mean error?',
      '4:27 unknown-parameter | "alow" is no parameter of no-latest-tag | did you mean allow?',
      '4:42 wrong-value | rules.no-latest-tag[1].max is -1',
      '5:1 unknown-key | "override" is no key of the settings | did you mean overrides?',
      '7:12 wrong-value | overrides[0].match is empty',
      '8:33 wrong-value | "warn" is no severity | did you mean warning?',
      '10:86 wrong-value | "2026-02-30" | YYYY-MM-DD',
      '11:10 inject-without-fix | rule "no-latest-tag" is injected, but has no fix',
    ],
  );
});

const BAD: readonly (readonly [text: string, ...faults: string[]])[] = [
  ['- 1', '1:1 wrong-type | the file is [1] | a map'],
  ['rules: []', '1:8 wrong-type | rules is [] | a map'],
  ['extends: recommended', '1:10 wrong-type | extends is "recommended" | a list'],
  ['extends: [pss-restricted@v1.29]', '1:11 unknown-pack | "pss-restricted@v1.29" | pss-restricted@v1.28'],
  ['kubernetesVersion: latest', '1:20 wrong-value'],
  ['rules: { no-latest-tag: off, no-latest-tag: error }', '1:30 duplicate-key | "no-latest-tag" is written twice'],
  ['rules: { no-latest-tag: [] }', '1:25 wrong-value | is empty'],
  ['rules: { no-latest-tag: [error, {}, {}] }', '1:25 wrong-value | too many'],
  ['rules: { no-latest-tag: { max: 1 } }', '1:25 wrong-value | {"max":1} is no severity | [severity, { parameters }]'],
  ['rules: { no-latest-tag: 1 }', '1:25 wrong-value | 1 is no severity | write off'],
  ['rules: { no-latest-tag: }', '1:25 wrong-value | null is no severity'],
  ['rules: { no-latest-tag: [error, 7] }', '1:33 wrong-type | rules.no-latest-tag[1] is 7 | a map'],
  ['rules: { no-latest-tag: [error, { max: 1.5 }] }', '1:40 wrong-type | is 1.5 | a whole number'],
  ['rules: { no-latest-tag: [error, { allow: [nginx*] }] }', '1:43 wrong-value | "nginx*" | docker.io/library/nginx'],
  ['rules: { no-latest-tag: [error, { fixWith: 1 }] }', '1:35 unknown-parameter | "fixWith"'],
  ['rules: { set-pull-policy: [error, { fixWith: 1 }] }', '1:37 unknown-parameter | "fixWith" | nothing is allowed'],
  ['rules: { all-formats: [error, { glob: "" }] }', '1:39 wrong-value | glob is "" | a glob'],
  ['rules: { all-formats: [error, { pattern: "(?=a)" }] }', '1:42 wrong-value | "(?=a)" | RE2'],
  ['rules: { all-formats: [error, { quantity: 1Q }] }', '1:43 wrong-value | "1Q" | 500m'],
  ['rules: { all-formats: [error, { duration: 5 minutes }] }', '1:43 wrong-value | "5 minutes" | 90s'],
  ['rules: { all-formats: [error, { cidr: 10.0.0.0/33 }] }', '1:39 wrong-value | "10.0.0.0/33" | CIDR'],
  ['rules: { all-formats: [error, { address: 10.0.0.256 }] }', '1:42 wrong-value | "10.0.0.256" | an address'],
  ['rules: { all-formats: [error, { selector: "a in b" }] }', '1:43 wrong-value | "a in b" | selector'],
  ['rules: { all-formats: [error, { range: {} }] }', '1:40 wrong-value | is {} | a quantity, such as 500m or 2Gi, or a number'],
  ['enforcement: { no-latest-tag: denyy }', '1:31 wrong-value | "denyy" is no enforcement | did you mean deny?'],
  ['enforcement: { latest-tag: deny }', '1:16 unknown-rule | "latest-tag" | did you mean no-latest-tag?'],
  ['inject: [cpu-limit]', '1:10 unknown-rule | "cpu-limit" is no rule | did you mean require-cpu-limit?'],
  ['inject: [set-pull-policy]', '1:10 inject-switched-off | is off everywhere'],
  ['rules: { read-only-root: off }\ninject: [read-only-root]', '2:10 inject-switched-off'],
  [
    'rules: { require-cpu-limit: error }\ninject: [require-cpu-limit]',
    '2:10 inject-without-fix | until the settings give its value | fixWith',
  ],
  [
    'rules: { needs-quota: [error, { fixWith: 1 }] }\ninject: [needs-quota]',
    '2:10 inject-without-fix | its fix is a new object | lintel fix --unsafe',
  ],
  ['overrides: [{ rules: {} }]', '1:13 missing-key | overrides[0] has no "match"'],
  [
    'overrides: [{ match: { namespace: [a] }, rules: {} }]',
    '1:24 unknown-key | "namespace" is no key of a match | did you mean namespaces?',
  ],
  ['overrides: [{ match: { namespaces: [] }, rules: {} }]', '1:36 wrong-value | overrides[0].match.namespaces is empty'],
  ['overrides: [{ match: { labels: {} }, rules: {} }]', '1:32 wrong-value | overrides[0].match.labels is empty'],
  ['overrides: [{ match: { images: [nginx*] }, rules: {} }]', '1:33 wrong-value | "nginx*"'],
  ['overrides: [{ match: { kinds: [Deploymnet] }, rules: {} }]', '1:32 unknown-kind | "Deploymnet" | did you mean Deployment?'],
  ['overrides: [{ match: { kinds: [deployment] }, rules: {} }]', '1:32 wrong-value | "deployment" | Deployment'],
  ['overrides: [{ match: { kinds: [apps/v1/Deployment] }, rules: {} }]', '1:32 wrong-value | "apps/v1/Deployment" | apps/Deployment'],
  ['exemptions: [{ rule: no-latest-tag, match: { namespaces: [a] } }]', '1:14 missing-key | "reason"', '1:14 missing-key | "owner"'],
  ['exemptions: [{ rule: no-latest-tag, match: { namespaces: [a] }, reason: " ", owner: me }]', '1:73 wrong-value | reason is " "'],
  ['exemptions: [{ rule: no-latest-tag, match: {}, reason: x, owner: y }]', '1:44 wrong-value | exemptions[0].match is empty'],
  ['exemptions: [{ rule: no-latest, match: { names: [a] }, reason: x, owner: y }]', '1:22 unknown-rule | "no-latest" | no-latest-tag'],
  ['workloads: [{ apiVersion: apps/v1, kind: Deployment, podTemplate: /spec }]', '1:13 built-in-workload | "Deployment"'],
  ['workloads: [{ apiVersion: a.io/v1, kind: Rollout, podTemplate: spec }]', '1:64 wrong-value | "spec" | /spec/template'],
  ['a: 1\nb: }\n', '1:1 unknown-key', '2:1 unknown-key', '2:4 syntax'],
  ['rules: [\noverrides: {}\n', '1:8 wrong-type', '2:1 syntax', '2:12 wrong-type'],
  ['overide:\n', '1:1 unknown-key | "overide" | did you mean overrides?'],
  ['rules: {}\n---\nrules: {}\n', '2:1 syntax | more than one document'],
  ['rules: *base', '1:8 syntax | no anchor'],
  ['? [a]\n: 1\n', '1:3 syntax | a plain word'],
  ['__proto__: 1\nconstructor: 2\n', '1:1 unknown-key | "__proto__"', '2:1 unknown-key | "constructor"'],
  ['rules: { __proto__: error, toString: error }', '1:10 unknown-rule', '1:28 unknown-rule'],
  ['rules: { no-latest-tag: [error, { __proto__: 1 }] }', '1:35 unknown-parameter | "__proto__"'],
];

test.each(BAD)('refuses %j', (text, ...faults) => checkFaults(text, faults));

const GOOD: readonly string[] = [
  '',
  '# nothing yet\n',
  'null',
  'rules:\n  # no-latest-tag: off\noverrides:\n',
  'extends: []',
  'extends: [recommended, strict, pss-restricted@v1.28]',
  'rules: { no-latest-tag: off, read-only-root: false, set-pull-policy: true, require-cpu-limit: [warning] }',
  'rules: { require-cpu-limit: [error, { fixWith: { "__proto__": [1] } }] }\ninject: [require-cpu-limit]',
  'rules: { all-formats: [error, { labels: [{ key: a, fixWith: b }] }] }\ninject: [all-formats]',
  'inject: [read-only-root]',
  'extends: []\noverrides: [{ match: { names: [a] }, rules: { set-pull-policy: error } }]\ninject: [set-pull-policy]',
  'rules: { all-formats: [info, { cidr: "fd00::/8", selector: "a=b,c in (d, e),!f,g!=h", pattern: "^a+$", duration: 7d, range: 1 }] }',
  'rules: { all-formats: [info, { cidr: "::ffff:10.0.0.0/104", address: "fd00:ec2::254", ref: ghcr.io/acme, quantity: 2Gi }] }',
  'overrides: [{ match: { kinds: [workloads, apps/Deployment, CronTab, acme.io/Deploymnet, "*"] }, rules: {} }]',
  'workloads: [{ apiVersion: argoproj.io/v1alpha1, kind: Rollout, podTemplate: /spec/template, longRunning: true, plural: rollouts }]',
  'rules: &r { no-latest-tag: off }\noverrides: [{ match: { names: [a] }, rules: *r }]',
];

test.each(GOOD)('accepts %j', (text) => checkFaults(text, []));

function exempt(rule: string, match: string): string {
  return `exemptions: [{ rule: ${rule}, match: { ${match} }, reason: x, owner: y }]\n`;
}

const RISKY = '1:37 exemption-without-namespaces';
const RISKS: readonly (readonly [text: string, ...warnings: string[]])[] = [
  [exempt('no-latest-tag', 'names: [a]'), RISKY],
  [exempt('no-latest-tag', 'names: [a], namespaces: [b]')],
  [exempt('read-only-root', 'names: [a]')],
  [`${exempt('read-only-root', 'names: [a]')}enforcement: { read-only-root: deny }`, '1:38 exemption-without-namespaces'],
  [`${exempt('no-latest-tag', 'names: [a]')}enforcement: { no-latest-tag: warn }`],
  [`${exempt('no-latest-tag', 'names: [a]')}overrides: [{ match: { names: [a] }, rules: { no-latest-tag: warning } }]`, RISKY],
];

test.each(RISKS)('warns where anyone can claim an exemption: %j', (text, ...expected) => {
  const { settings, warnings } = readSettings(text, 'f', catalogue);
  expect(settings).toBeDefined();
  expect(warnings.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
});

test.each([
  ['on its last day', '2026-03-31', []],
  ['once that is over', '2026-03-30', ['1:95 exemption-expired']],
  ['in another age', '1970-01-01', ['1:95 exemption-expired']],
  ['without an end', undefined, []],
])('warns of an exemption %s: %s', (_, expires, expected) => {
  const end = expires === undefined ? '' : `, expires: ${expires}`;
  const text = `exemptions: [{ rule: no-latest-tag, match: { namespaces: [b] }, reason: x, owner: y${end} }]\n`;
  const { settings, warnings } = readSettings(text, 'f', catalogue, Date.UTC(2026, 2, 31, 23, 59));
  expect(settings).toBeDefined();
  expect(warnings.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(expected);
  expect(readSettings(text, 'f', catalogue).warnings).toEqual([]);
});
