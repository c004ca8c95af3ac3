import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../policies/index.ts';
import { BUILT_IN } from '../../src/cli/session.ts';
import { readSettings } from '../../src/settings/read.ts';
import { run, type Ran } from '../cli/run.ts';
import { FILE, imageLockOf } from './lint-text.ts';
import { documentsOf } from './fixture.ts';
import { prune } from './prune.ts';
import { namedText, settingsText } from './settings-text.ts';
import { typeWords } from './type-words.ts';
import { currentPages, pagesOnDisk, policies } from './write.ts';

const UPDATE = 'the pages are of other rules or fixtures: run "node test/docs/write.ts", and look at what it changes';

describe('the pages', () => {
  const made = currentPages();

  test.each([...made.keys()])('%s is as the rules and fixtures make it', (file) => {
    expect(textOf(file), UPDATE).toBe(made.get(file));
  });

  test('has none of a rule that is gone', () => {
    expect(
      pagesOnDisk().filter((file) => !made.has(file)),
      UPDATE,
    ).toEqual([]);
  });

  test.each([...made.keys()])('%s has links that lead somewhere', (file) => {
    const broken = linksIn(textOf(file)).filter((link) => !leadsSomewhere(link, file));
    expect(broken).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const page = sectionsOf(textOf(`docs/${id}.md`));
  const shown = page.get('Settings')?.fences[0]?.text ?? '';
  const [bad, good, fix] = ['Bad', 'Good', 'Fix'].map((title) => page.get(title) ?? NO_SECTION);
  const badSettings = settingsOf(bad, '', shown);
  const badText = fenceOf(bad, 'yaml');

  test('has examples, bad and good', () => {
    const examples = [badText, fenceOf(good, 'yaml')].filter((text) => text !== undefined);
    expect(examples).toHaveLength(rule.doors === 'admission' ? 0 : 2);
  });

  test('has settings that are none but valid', () => {
    const { settings, faults } = readSettings(shown, 'lintel.yaml', BUILT_IN);
    expect(faults).toEqual([]);
    expect(Object.keys(settings?.raw.rules ?? {})).toEqual([id]);
  });

  test.skipIf(badText === undefined)('finds in the bad example what the page says', async () => {
    const { stdout } = await lint(['lint'], badText, badSettings);
    for (const part of (fenceOf(bad, 'text') ?? '').split('\n\n')) expect(stdout).toContain(part);
    expect(stdout).toContain(` ${id}: `);
  });

  test.skipIf(fenceOf(good, 'yaml') === undefined)('finds nothing in the good example', async () => {
    const { code, stdout } = await lint(['lint'], fenceOf(good, 'yaml'), settingsOf(good, badSettings, shown));
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('No findings in 1 file') });
  });

  const isOfBad = fix?.text.includes('of the bad example') === true;
  test.skipIf(!isOfBad)('fixes the bad example as the page says', async () => {
    const unsafe = fix?.text.includes('--unsafe') === true ? ['--unsafe'] : [];
    const { stdout } = await lint(['fix', '--diff', ...unsafe], badText, settingsOf(fix, badSettings, shown));
    expect(stdout.trimEnd()).toBe(fenceOf(fix, 'diff'));
  });

  function lint([command = '', ...flags]: readonly string[], text: string | undefined, settings: string): Promise<Ran> {
    const lock = imageLockOf(id);
    const files = { [FILE]: `${text ?? ''}\n`, 'lintel.yaml': settings, ...(lock !== undefined && { 'images.lock': lock }) };
    return run([command, ...flags, '--rule', id, FILE], { files });
  }
});

describe('what pages are made with', () => {
  test('a text is pruned of list entries as far as it holds', () => {
    const text = 'a:\n  - x\n  - y: 1\n    z: 2\nb:\n  - one\n';
    expect(prune(text, (shorter) => shorter.includes('z: 2'))).toBe('a:\n  - y: 1\n    z: 2\n');
    expect(prune(text, () => false)).toBe(text);
    expect(prune('containers:\n  - x\n', () => true)).toBe('containers:\n  - x\n');
  });

  test('documents come without their headings', () => {
    expect(documentsOf('# heading\na: 1\n--- # next\n\nb: 2 # kept\n---\n# nothing\n')).toEqual(['a: 1\n', 'b: 2 # kept\n']);
  });

  test.each([
    [{ type: 'array', items: { type: 'string', format: 'ref' } }, 'list of image references'],
    [{ type: 'array', items: { type: 'string', format: 'address' } }, 'list of IP addresses'],
    [{ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }, 'map of lists of strings'],
    [{ type: ['string', 'number'], format: 'quantity' }, 'quantity'],
    [{ type: 'integer', minimum: 1 }, 'integer, at least 1'],
    [{ enum: ['a', 'b', 1] }, '`a`, `b` or `1`'],
    [{ type: 'object', properties: { a: {}, b: {} }, required: ['a'] }, '`{ a, b? }`'],
    [{}, 'any value'],
  ])('%j is %s', (schema, words) => {
    expect(typeWords(schema)).toBe(words);
  });

  test.each([
    ['yes', '"yes"'],
    ['64', '"64"'],
    ['1e3', '"1e3"'],
    ['0x1f', '"0x1f"'],
    ['12:30', '"12:30"'],
    ['a: b', '"a: b"'],
    ['*x', '"*x"'],
    ['a, b', '"a, b"'],
    ['docker.io/library', 'docker.io/library'],
    ['256Mi', '256Mi'],
  ])('the string %s is written as %s', (value, written) => {
    expect(namedText('key', value)).toBe(`key: ${written}`);
  });

  test('settings that are too long for a line take several', () => {
    const words = Array.from({ length: 30 }, (_, index) => `word-${index}`);
    const text = settingsText({ extends: ['strict'], rules: { 'no-latest-tag': ['error', { tags: words }] } });
    const { settings, faults } = readSettings(text, 'lintel.yaml', BUILT_IN);
    expect(faults).toEqual([]);
    expect(settings?.raw).toEqual({ extends: ['strict'], rules: { 'no-latest-tag': ['error', { tags: words }] } });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

interface Section {
  readonly text: string;
  readonly fences: readonly { readonly language: string; readonly text: string }[];
}

const NO_SECTION: Section = { text: '', fences: [] };

/** What stands under each heading of a page. */
function sectionsOf(page: string): ReadonlyMap<string, Section> {
  const parts = page.split(/^## /mu).slice(1);
  return new Map(
    parts.map((part) => {
      const [title = ''] = part.split('\n', 1);
      const fences = [...part.matchAll(/^```(?<language>\w+)\n(?<text>[^]*?)\n```$/gmu)].map(({ groups }) => ({
        language: groups?.['language'] ?? '',
        text: groups?.['text'] ?? '',
      }));
      return [title, { text: part, fences }];
    }),
  );
}

/** The last: settings may stand before it. */
function fenceOf(section: Section | undefined, language: string): string | undefined {
  return section?.fences.findLast((fence) => fence.language === language)?.text;
}

/** The settings that a section says its example has; `supposed` where it says nothing. */
function settingsOf(section: Section | undefined, supposed: string, shown: string): string {
  if (section?.text.includes('With the settings above:') === true) return shown;
  if (section?.text.includes('Without settings:') === true) return '';
  if (section?.text.includes('With these settings (') === true) return section.fences[0]?.text ?? '';
  return supposed;
}

function linksIn(page: string): readonly string[] {
  return [...page.replaceAll(/^```[^]*?^```$/gmu, '').matchAll(/\]\((?<link>[^)]+)\)/gu)].map(({ groups }) => groups?.['link'] ?? '');
}

function leadsSomewhere(link: string, file: string): boolean {
  const [target = '', anchor] = link.split('#');
  const found = path.resolve(policies, path.dirname(file), target);
  if (!existsSync(found)) return false;
  return anchor === undefined || readFileSync(found, 'utf8').split('\n').includes(`### ${anchor}`);
}

/** Of a page that is not there, nothing; that it is not there is told by a test. */
function textOf(file: string): string {
  const absolute = path.join(policies, file);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : '';
}
