import { describe, expect, test } from 'vitest';
import { run } from './run.ts';

interface Told {
  readonly findings: {
    rule: string;
    messageId: string;
    location: { line: number };
    suppressed?: { by: string; reason: string; until?: string };
  }[];
}

const settings = (more = '') => `extends: []\nrules: { no-latest-tag: error }\n${more}`;
const pod = (image: string, above = '', annotation = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations: { ${annotation} }\nspec:\n  containers:\n    - name: web\n${above}      image: ${image}\n`;
const ignore = (text: string) => `"lintel.dev/ignore": "${text}"`;

const rows: readonly {
  readonly name: string;
  readonly text: string;
  readonly more?: string;
  readonly found: readonly string[];
  readonly code: number;
}[] = [
  {
    name: 'behind the value',
    text: pod('nginx # lintel-ignore no-latest-tag -- a demo'),
    found: ['no-latest-tag/untagged by comment'],
    code: 0,
  },
  {
    name: 'above the line',
    text: pod('nginx', '      # lintel-ignore no-latest-tag -- a demo\n'),
    found: ['no-latest-tag/untagged by comment'],
    code: 0,
  },
  {
    name: 'above other comments',
    text: pod('nginx', '      # lintel-ignore no-latest-tag -- a demo\n\n      # more\n'),
    found: ['no-latest-tag/untagged by comment'],
    code: 0,
  },
  {
    name: 'until a day to come',
    text: pod('nginx # lintel-ignore no-latest-tag -- a demo until 2999-12-31'),
    found: ['no-latest-tag/untagged by comment'],
    code: 0,
  },
  {
    name: 'expired',
    text: pod('nginx # lintel-ignore no-latest-tag -- a demo until 2020-12-31'),
    found: ['no-latest-tag/untagged', 'suppression/expired'],
    code: 1,
  },
  {
    name: 'without a reason',
    text: pod('nginx # lintel-ignore no-latest-tag'),
    found: ['no-latest-tag/untagged', 'suppression/no-reason'],
    code: 1,
  },
  {
    name: 'until no day',
    text: pod('nginx # lintel-ignore no-latest-tag -- x until 2026-02-30'),
    found: ['no-latest-tag/untagged', 'suppression/no-date'],
    code: 1,
  },
  { name: 'no rule', text: pod('nginx # lintel-ignore'), found: ['no-latest-tag/untagged', 'suppression/no-rule'], code: 1 },
  {
    name: 'unknown rule',
    text: pod('nginx # lintel-ignore no-latst-tag -- x'),
    found: ['no-latest-tag/untagged', 'suppression/unknown'],
    code: 1,
  },
  { name: 'unused', text: pod('nginx:1 # lintel-ignore no-latest-tag -- x'), found: ['suppression/unused'], code: 0 },
  { name: 'of a rule that is off', text: pod('nginx:1 # lintel-ignore no-privileged -- x'), found: [], code: 0 },
  {
    name: 'inside a block scalar it is text',
    text: pod('nginx', '      args:\n        - |\n          # lintel-ignore no-latest-tag -- x\n'),
    found: ['no-latest-tag/untagged'],
    code: 1,
  },
  {
    name: 'inside quotes it is text',
    text: pod('nginx', '      args: ["a # lintel-ignore no-latest-tag -- x"]\n'),
    found: ['no-latest-tag/untagged'],
    code: 1,
  },
  {
    name: 'never',
    text: pod('nginx # lintel-ignore no-latest-tag -- x'),
    more: 'suppressions: { never: [no-latest-tag] }\n',
    found: ['no-latest-tag/untagged', 'suppression/never'],
    code: 1,
  },
  {
    name: 'an annotation does not count by itself',
    text: pod('nginx', '', ignore('no-latest-tag -- x')),
    found: ['suppression/ignored', 'no-latest-tag/untagged'],
    code: 1,
  },
  {
    name: 'an annotation counts where the settings let it',
    text: pod('nginx', '', ignore('no-latest-tag -- x')),
    more: 'suppressions: { annotation: true }\n',
    found: ['no-latest-tag/untagged by annotation'],
    code: 0,
  },
  {
    name: 'an annotation never counts for what nobody suppresses',
    text: pod('nginx', '', ignore('no-latest-tag -- x')),
    more: 'suppressions: { annotation: true, never: [no-latest-tag] }\n',
    found: ['suppression/never', 'no-latest-tag/untagged'],
    code: 1,
  },
  {
    name: 'an annotation that nothing needs',
    text: pod('nginx:1', '', ignore('no-latest-tag -- x')),
    more: 'suppressions: { annotation: true }\n',
    found: ['suppression/unused'],
    code: 0,
  },
];

describe('suppressions', () => {
  test.each(rows)('$name', async ({ text, more, found, code }) => {
    const told = await run(['lint', '--format', 'json'], { files: { 'lintel.yaml': settings(more), 'a.yaml': text } });
    const { findings } = JSON.parse(told.stdout) as Told;
    expect(
      findings.map(({ rule, messageId, suppressed }) => `${rule}/${messageId}${suppressed === undefined ? '' : ` by ${suppressed.by}`}`),
    ).toEqual(found);
    expect(told.code).toBe(code);
  });

  test('the report says what the cluster would still refuse', async () => {
    const { stdout } = await run(['lint'], {
      files: { 'lintel.yaml': settings(), 'a.yaml': pod('nginx # lintel-ignore no-latest-tag -- a demo') },
    });
    expect(stdout).toContain('would still be denied in the cluster');
  });

  test('fix leaves alone what a comment lets pass', async () => {
    const files = {
      'lintel.yaml': 'extends: []\nrules: { duplicate-env-var: error }\n',
      'a.yaml': pod(
        'nginx:1',
        '      env:\n        - { name: A, value: a }\n        - { name: A, value: a } # lintel-ignore duplicate-env-var -- x\n',
      ),
    };
    const { stderr } = await run(['fix', '--diff'], { files });
    expect(stderr).toContain('0 findings would be fixed');
  });
});
