import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/engine/fact.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { extract, objectKey } from '../../src/facts/extract.ts';
import { FactIndex } from '../../src/facts/fact-index.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { FACTS, lengths, of, SOURCE, templates, TOOLS, words } from './resources.ts';

const WORDS = ['x', 'y', 'zz', '', '__proto__'];

describe('what is known under a key', () => {
  test('comes from every resource, in the order of its taking in', () => {
    const index = indexOf(of('a', 'x', 'y'), of('b', 'x'), of('c', 'z'), of('d', 'x'));
    expect(seen(index, 'x')).toEqual(['a', 'b', 'd']);
    expect(seen(index, 'y')).toEqual(['a']);
    expect(seen(index, 'none')).toEqual([]);
    expect(seen(index, 'x')).toEqual(seen(index, 'x'));
  });

  test('tells value and source', () => {
    const index = indexOf(of('a', 'x'));
    expect(view(index).get(words, 'x')).toEqual([expect.objectContaining({ value: 'x', source: SOURCE })]);
    const bare: Identified = {
      resource: { apiVersion: 'v1', kind: 'Pod', words: ['x'] },
      group: '',
      version: 'v1',
      kind: 'Pod',
      name: 'n',
    };
    expect(view(indexOf(bare)).get(words, 'x')[0]?.source).toEqual({ apiVersion: 'v1', kind: 'Pod', name: 'n' });
  });

  test('stands once for each time that a resource says it', () => {
    expect(seen(indexOf(of('a', 'x', 'x')), 'x')).toEqual(['a', 'a']);
  });

  test("is one fact's alone", () => {
    const index = indexOf(of('a', 'x'));
    expect(
      view(index)
        .get(lengths, 'x')
        .map(({ value }) => value),
    ).toEqual([1]);
    expect(view(index).get(templates, 'x')).toEqual([]);
  });

  test('is of the kinds that a fact names', () => {
    const index = indexOf({ ...of('a', 'x'), kind: 'Service' }, { ...of('b', 'x'), workload: { podTemplate: [], longRunning: true } });
    expect(view(index).get(words, 'x')).toHaveLength(2);
    expect(sources(view(index).get(lengths, 'x'))).toEqual(['b']);
    expect(sources(view(index).get(templates, 'x'))).toEqual(['b']);
  });

  test("needs no more than the fact's id", () => {
    expect(view(indexOf(of('a', 'x'))).get({ ...words }, 'x')).toHaveLength(1);
  });
});

describe('a resource', () => {
  test('taken in again says what it says now', () => {
    const index = indexOf(of('a', 'x', 'y'), of('b', 'x'));
    index.put(of('a', 'y', 'z'));
    expect([seen(index, 'x'), seen(index, 'y'), seen(index, 'z')]).toEqual([['b'], ['a'], ['a']]);
  });

  test('that has nothing more to say is gone', () => {
    const index = indexOf(of('a', 'x'));
    index.put(of('a'));
    expect(seen(index, 'x')).toEqual([]);
  });

  test('taken out leaves nothing', () => {
    const index = indexOf(of('a', 'x', 'x', 'y'), of('b', 'x'));
    index.remove(of('a'));
    expect([seen(index, 'x'), seen(index, 'y')]).toEqual([['b'], []]);
    index.remove(of('b'));
    index.remove(of('b'));
    index.remove(of('stranger'));
    expect(seen(index, 'x')).toEqual([]);
  });

  test('taken out can come back', () => {
    const index = indexOf(of('a', 'x'));
    index.remove(of('a'));
    index.put(of('a', 'x'));
    expect(seen(index, 'x')).toEqual(['a']);
  });

  test('that moved to another environment is in that one alone', () => {
    const document = 'file#0';
    const index = indexOf({ ...of('a', 'x'), document });
    index.put({ ...of('a', 'x'), document, environment: 'prod' });
    expect([seen(index, 'x'), seen(index, 'x', 'prod')]).toEqual([[], ['a']]);
  });

  test('is taken in as another thread extracted it', () => {
    const index = indexOf();
    const found = extract(FACTS, of('a', 'x'), TOOLS);
    if (found === undefined) return expect.unreachable();
    index.insert(structuredClone(found));
    index.insert(structuredClone(found));
    return expect(seen(index, 'x')).toEqual(['a']);
  });

  test('is not changed', () => {
    const resource = deepFreeze(of('a', 'x'));
    const index = indexOf(resource);
    expect(index.viewFor(resource).get(words, 'x')).toHaveLength(1);
  });
});

describe('environments never see each other', () => {
  const index = indexOf({ ...of('a', 'x'), environment: 'dev' }, { ...of('b', 'x'), environment: 'prod' }, of('c', 'x'));

  test.each([
    ['dev', ['a']],
    ['prod', ['b']],
    ['', ['c']],
    [undefined, ['c']],
    ['test', []],
  ])('%s', (environment, expected) => {
    expect(seen(index, 'x', environment)).toEqual(expected);
  });
});

describe('a subject is judged as if admitted', () => {
  test.each<[what: string, subject: Identified, x: readonly string[], y: readonly string[]]>([
    ['not known yet', of('new', 'x'), ['a', 'b', 'new'], ['b']],
    ['unchanged', of('a', 'x'), ['b', 'a'], ['b']],
    ['under another key', of('a', 'y'), ['b'], ['b', 'a']],
    ['with nothing to say', of('a'), ['b'], ['b']],
    ['said twice', of('a', 'x', 'x'), ['b', 'a', 'a'], ['b']],
    ['of another environment', { ...of('a', 'x'), environment: 'prod' }, ['a'], []],
  ])('%s', (_, subject, x, y) => {
    const index = indexOf(of('a', 'x'), of('b', 'x', 'y'));
    expect([seenBy(index, subject, 'x'), seenBy(index, subject, 'y')]).toEqual([x, y]);
    expect([seenBy(index, subject, 'x'), seenBy(index, subject, 'y')]).toEqual([x, y]);
    expect([seen(index, 'x'), seen(index, 'y')]).toEqual([['a', 'b'], ['b']]);
  });

  test('of no fact is not extracted again for each question', () => {
    let count = 0;
    const counted: Fact = { ...words, extract: (...given) => ((count += 1), words.extract(...given)) };
    const seer = new FactIndex([counted], TOOLS).viewFor(of('a', 'x'));
    expect(count).toBe(0);
    seer.get(counted, 'x');
    seer.get(counted, 'y');
    expect(count).toBe(1);
  });

  test('a view sees what is taken in later', () => {
    const index = indexOf();
    const seer = view(index);
    index.put(of('a', 'x'));
    expect(seer.get(words, 'x')).toHaveLength(1);
  });
});

test('whatever came and went, an index knows what one made of the rest knows', () => {
  const step = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    environment: fc.constantFrom('', 'dev'),
    words: fc.option(fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const index = indexOf();
      const alive = new Map<string, Identified>();
      for (const { name, environment, words: said } of steps) {
        const resource = { ...of(name, ...(said ?? [])), environment };
        alive.delete(objectKey(resource));
        if (said === undefined) index.remove(resource);
        else index.put(resource);
        if (said !== undefined) alive.set(objectKey(resource), resource);
      }
      expect(everything(index)).toEqual(everything(indexOf(...alive.values())));
    }),
  );
});

function indexOf(...resources: readonly Identified[]): FactIndex {
  const index = new FactIndex(FACTS, TOOLS);
  for (const resource of resources) index.put(resource);
  return index;
}

function seenBy(index: FactIndex, subject: Identified, key: string): readonly string[] {
  return sources(index.viewFor(subject).get(words, key));
}

/** What a stranger sees, who says nothing. */
function view(index: FactIndex, environment?: string) {
  return index.viewFor({ ...of('stranger'), ...(environment !== undefined && { environment }) });
}

function seen(index: FactIndex, key: string, environment?: string): readonly string[] {
  return sources(view(index, environment).get(words, key));
}

function sources(entries: readonly { readonly source: { readonly name: string } }[]): readonly string[] {
  return entries.map(({ source }) => source.name);
}

function everything(index: FactIndex) {
  return ['', 'dev'].flatMap((environment) =>
    WORDS.flatMap((word) => FACTS.map((fact) => [environment, word, fact.id, view(index, environment).get(fact, word)])),
  );
}
