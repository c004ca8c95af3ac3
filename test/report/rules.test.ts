import { describe, expect, it } from 'vitest';
import { renderExplain } from '../../src/report/explain.ts';
import type { Pack } from '../../src/engine/pack.ts';
import { renderRules } from '../../src/report/rules.ts';
import { parsed, rule } from './samples.ts';

const plain = { color: false, width: 80 };
const bare = { parameters: {}, whenNot: '' };
const packs: readonly Pack[] = [
  { name: 'recommended', rules: new Map([['no-latest-tag', { severity: 'error' }]]) },
  { name: 'quiet', rules: new Map([['no-latest-tag', { severity: 'off' }]]) },
  { name: 'strict', rules: new Map([['no-latest-tag', { severity: 'warning' }]]) },
];

describe('the list of rules', () => {
  it('is the contract as JSON', () => {
    expect(parsed(renderRules([rule()], packs, 'json', plain))).toEqual({
      version: 1,
      rules: [
        {
          id: 'no-latest-tag',
          category: 'images',
          severity: 'error',
          summary: 'Images name a version.',
          fix: 'unsafe',
          parameters: {
            type: 'object',
            additionalProperties: false,
            properties: {
              allow: {
                type: 'array',
                items: { type: 'string', format: 'ref' },
                description: 'Images that may move.',
                default: ['busybox'],
              },
              max: { type: 'integer', minimum: 0, description: 'How many.', default: 3 },
              scope: { type: 'string', format: 'glob', description: 'Where.' },
              fixWith: { description: expect.any(String) },
            },
          },
          packs: ['recommended', 'strict'],
        },
      ],
    });
  });

  it('is a table by category as text', () => {
    const { remedy: _, ...plainRule } = rule({ id: 'cap', category: 'health', severity: 'info', summary: 'Caps.', ...bare });
    expect(renderRules([rule(), plainRule], packs, 'text', plain)).toBe(`health
  cap            info     Caps.

images
  no-latest-tag  error    Images name a version. (fix: unsafe; packs:
    recommended, strict)

2 rules in 2 categories. More about one: lintel explain <rule>
`);
  });
});

describe('the page about a rule', () => {
  it('tells everything', () => {
    expect(renderExplain(rule(), packs, { ...plain, links: true })).toMatchSnapshot();
  });

  it('leaves out what there is not', () => {
    const { remedy: _, ...plainRule } = rule(bare);
    const text = renderExplain(plainRule, [], { ...plain, links: false });
    expect(text).not.toMatch(/When not|Parameters|https:/u);
    expect(text).toContain('Fix       none\nPacks     none: switch it on by name\n');
    expect(text).toContain('  rules:\n    no-latest-tag: error\n');
  });
});
