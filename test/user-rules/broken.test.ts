import { describe, expect, test } from 'vitest';
import { run, type Files } from '../cli/run.ts';
import { HOST, ruleText, SETTINGS, yamlText } from './rules.ts';

const about = (text: string) => ruleText('no-host', () => text);
const ROWS: readonly (readonly [what: string, files: Files, ...told: string[]])[] = [
  [
    'a syntax error',
    { 'policies/a.ts': ruleText('a', (text) => text.replace("id: 'a',", "id: 'a'")) },
    'policies/a.ts:5:1: cannot be loaded: ',
  ],
  [
    'an enum',
    { 'policies/a.ts': about('\nenum X { A }\n') },
    'policies/a.ts:2:1: cannot be loaded: TypeScript enum is not supported | as const',
  ],
  [
    'a parameter property',
    { 'policies/a.ts': about('class A { constructor(private x: number) {} }\n') },
    'policies/a.ts:1:1: cannot be loaded: TypeScript parameter property | in the constructor',
  ],
  [
    'a type that is imported as a value',
    { 'policies/a.ts': about("\nimport { Rule } from 'lintel';\nexport const a: Rule = 1;\n") },
    "policies/a.ts:2:1: cannot be loaded: The requested module 'lintel' does not provide an export named 'Rule' | import type",
  ],
  [
    'a throw',
    { 'policies/a.ts': about('const a: any = null;\n\nexport const b = a.c;\n') },
    'policies/a.ts:3:1: threw while it was loaded: ',
  ],
  ['a throw of text', { 'policies/a.ts': about("throw 'up';\n") }, 'policies/a.ts:1:1: threw up while it was loaded'],
  [
    'a throw in what it imports',
    { 'policies/a.ts': about("import './lib/b.ts';\n"), 'policies/lib/b.ts': '\n\nnull.x;\n' },
    'policies/lib/b.ts:3:1: threw while it was loaded: ',
  ],
  [
    'a file that is not there',
    { 'policies/a.ts': about("\nimport './gone.ts';\n") },
    'policies/a.ts:2:1: cannot be loaded: Cannot find module',
  ],
  [
    'a package that is not there',
    { 'policies/a.ts': about("import x from 'gone';\n") },
    "policies/a.ts:1:1: cannot be loaded: Cannot find package 'gone'",
  ],
  [
    'an await outside of functions',
    { 'policies/a.ts': about('await null;\nexport const a = 1;\n') },
    'policies/a.ts:1:1: cannot be loaded: | remove the await',
  ],
  ['two declarations of one name', { 'policies/a.ts': about('const a = 1;\n\nconst a = 2;\n') }, 'policies/a.ts:3:1: cannot be loaded: '],
  [
    'no rule',
    { 'policies/a.ts': about('export const help = 1;\nexport const fact = { id: "a", kinds: "all" };\n') },
    'policies/a.ts:1:1: exports no rule',
  ],
  ['an id that is none', { 'policies/a.ts': ruleText('No_Host') }, 'policies/a.ts:4:1: rule rule has no id in kebab-case'],
  [
    'no summary',
    { 'policies/a.ts': ruleText('a', (text) => text.replace(/ {2}summary.*\n/u, '')) },
    'policies/a.ts:3:1: rule rule has no summary',
  ],
  [
    'several things at once',
    {
      'policies/a.ts': ruleText('a', (text) =>
        text.replace("'security'", "'safety'").replace("'error'", "'eror'").replace("kinds: ['workloads']", 'kind: 1'),
      ),
    },
    'policies/a.ts:5:1: rule rule has no category',
    'policies/a.ts:6:1: rule rule has no severity',
    'policies/a.ts:12:1: rule rule does not say which kinds',
  ],
  [
    'a check that is none',
    { 'policies/a.ts': ruleText('a', (text) => text.replace(/ {2}\*check[^]*\n {2}\},\n/u, '  check: true,\n')) },
    'policies/a.ts:13:1: rule rule has no function check',
  ],
  [
    'a parameter without a schema',
    { 'policies/a.ts': ruleText('a', (text) => text.replace('  match:', '  parameters: { max: 3 },\n  match:')) },
    'policies/a.ts:12:1: rule rule has a parameter max',
  ],
  [
    'a remedy that is none',
    { 'policies/a.ts': ruleText('a', (text) => text.replace('  match:', "  remedy: 'safe',\n  match:")) },
    'policies/a.ts:12:1: rule rule has a remedy',
  ],
  [
    'a reach and a scale that are none',
    { 'policies/a.ts': ruleText('a', (text) => text.replace("['workloads'] }", "['workloads'], scale: 1 },\n  reach: ['shop']")) },
    'policies/a.ts:12:1: rule rule has a scale',
    'policies/a.ts:13:1: rule rule has a reach',
  ],
  [
    'facts that are none',
    { 'policies/a.ts': ruleText('a', (text) => text.replace('  match:', "  facts: ['hosts'],\n  match:")) },
    'policies/a.ts:12:1: rule rule has facts',
  ],
  [
    'one id twice',
    { 'policies/a.ts': ruleText('same'), 'policies/b.yaml': yamlText({ id: 'same' }) },
    'policies/b.yaml:1:1: there is a rule same already, in policies/a.ts:4',
  ],
  [
    "an id of Lintel's own",
    { 'policies/a.ts': ruleText('no-latest-tag') },
    'policies/a.ts:4:1: there is a rule no-latest-tag already, in Lintel itself',
  ],
  [
    'one fact twice',
    Object.fromEntries(
      ['a', 'b'].map((name) => [
        `policies/${name}.ts`,
        ruleText(name, (text) => text.replace('  match:', "  facts: [{ id: 'one', kinds: 'all', extract: () => [] }],\n  match:")),
      ]),
    ),
    'policies/b.ts:4:1: rule b has a fact one',
  ],
  ['a rule in YAML that is no YAML', { 'policies/a.yaml': 'id: [\n' }, 'policies/a.yaml:2:1: '],
  [
    'a second document that is broken',
    { 'policies/a.yaml': `${yamlText()}---\n${yamlText({ id: 'b', severity: 'eror' })}` },
    'policies/a.yaml:10:11: severity is "eror" | did you mean error?',
  ],
  [
    'an unknown key',
    { 'policies/a.yaml': yamlText({ wher: '$' }) },
    'policies/a.yaml:8:1: "wher" is no key of a rule | did you mean where?',
  ],
  ['no message', { 'policies/a.yaml': yamlText({ message: '' }) }, 'policies/a.yaml:1:1: the file has no "message"'],
  [
    'a placeholder that there is not',
    { 'policies/a.yaml': yamlText({ message: '"{{vlaue}}"' }) },
    'policies/a.yaml:7:10: {{vlaue}} is no placeholder',
  ],
  [
    'a kind that is not known',
    { 'policies/a.yaml': yamlText({ match: '{ kinds: [Servise] }' }) },
    'policies/a.yaml:4:18: "Servise" is no kind that Lintel knows | group/Servise',
  ],
  ['a fix that does both', { 'policies/a.yaml': yamlText({ fix: '{ set: 1, remove: true }' }) }, 'policies/a.yaml:8:6: fix is '],
  ['an empty file', { 'policies/a.yaml': '# nothing yet\n---\n' }, 'policies/a.yaml:1:1: holds no rule'],
];

describe('a broken rule is refused, with its place', () => {
  test.each(ROWS.map(([what, files, ...told]) => ({ what, files, told })))('$what', async ({ files, told }) => {
    const { code, stdout, stderr } = await run(['lint', 'web.yaml'], { files: { 'web.yaml': HOST, 'lintel.yaml': SETTINGS, ...files } });
    const lines = stderr.trimEnd().split('\n');
    expect({ code, stdout, last: lines.pop() }).toMatchObject({ code: 2, stdout: '', last: expect.stringContaining('nothing was judged') });
    expect(lines).toEqual(told.map((text) => expect.stringMatching(patternOf(text))));
  });
});

describe('settings and rules of the user', () => {
  const files = { 'web.yaml': HOST, 'notes.md': '', 'policies/a.ts': ruleText('no-host', withParameter) };
  test.each([
    ['a glob that matches nothing', "policies: ['./rules/*.ts']", 'lintel.yaml:1:12: "./rules/*.ts" matches no file'],
    ['a path from the root', "policies: ['/etc/*.ts']", 'lintel.yaml:1:12: "/etc/*.ts" has to be a short path'],
    [
      'a file of another kind',
      "policies: ['./policies/*', './web.y*', './*.md']",
      'lintel.yaml:1:40: "./*.md" matches notes.md, which is no rule file',
    ],
    ['no list', 'policies: ./policies/*.ts', 'lintel.yaml:1:11: policies is "./policies/*.ts"'],
    ['an entry that is no text', "policies: ['./policies/*.ts', 7]", 'lintel.yaml:1:31: policies[1] is 7'],
    [
      'a rule that there is not',
      "policies: ['./policies/*.ts']\nrules: { no-hosts: error }",
      'lintel.yaml:2:10: "no-hosts" is no rule; did you mean no-host?',
    ],
    [
      'a parameter of another type',
      "policies: ['./policies/*.ts']\nrules: { no-host: [error, { max: x }] }",
      'lintel.yaml:2:34: rules.no-host[1].max is "x"',
    ],
    [
      'a parameter that there is not',
      "policies: ['./policies/*.ts']\nrules: { no-host: [error, { mx: 1 }] }",
      'lintel.yaml:2:29: "mx" is no parameter of no-host; did you mean max?',
    ],
    [
      'an injection without a fix',
      "policies: ['./policies/*.ts']\ninject: [no-host]",
      'lintel.yaml:2:10: rule "no-host" is injected, but has no fix',
    ],
  ])('%s is refused', async (_what, settings, told) => {
    const { code, stderr } = await run(['lint', 'web.yaml'], { files: { ...files, 'lintel.yaml': settings } });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });

  test.each([
    ['are on with their own severity', '', 1, 'error no-host'],
    ['are on beside packs', 'extends: [recommended]\n', 1, 'error no-host'],
    ['are off where the settings say so', 'rules: { no-host: off }\n', 0, ''],
    ['take another severity', 'rules: { no-host: warning }\n', 0, 'warning no-host'],
    ['take overrides', 'overrides: [{ match: { names: [web] }, rules: { no-host: off } }]\n', 0, ''],
    ['take exemptions', 'exemptions: [{ rule: no-host, match: { namespaces: [default] }, reason: r, owner: o }]\n', 0, ''],
  ])('rules %s', async (_what, settings, code, told) => {
    const lintel = `${settings.includes('extends') ? '' : 'extends: []\n'}policies: ['./policies/*.ts']\n${settings}`;
    const ran = await run(['lint', 'web.yaml', '--format', 'oneline'], { files: { ...files, 'lintel.yaml': lintel } });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: '' });
    if (told === '') expect(ran.stdout).not.toContain('error no-host');
    else expect(ran.stdout).toContain(`web.yaml:5:16: ${told}`);
  });
});

/** A line that begins with the first part, and holds the others. */
function patternOf(text: string): RegExp {
  return new RegExp(
    `^${text
      .split(' | ')
      .map((part) => RegExp.escape(part))
      .join('.*')}`,
    'u',
  );
}

function withParameter(text: string): string {
  return text
    .replace('podSpec, type Rule', 'integer, podSpec, type Rule')
    .replace("Rule<'host'>", "Rule<'host', { max: number }>")
    .replace('  match:', "  parameters: { max: integer(1, 'How many.') },\n  match:");
}
