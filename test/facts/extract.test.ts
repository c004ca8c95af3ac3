import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/engine/fact.ts';
import { extract, factsOf, objectKey } from '../../src/facts/extract.ts';
import { yielding } from '../engine/rules.ts';
import { FACTS, lengths, of, SOURCE, templates, TOOLS, words } from './resources.ts';

describe('an extract', () => {
  test('is plain data', () => {
    expect(extract([lengths], { ...of('a', 'xy'), environment: 'dev', document: 'f#0' }, TOOLS)).toEqual({
      object: 'f#0',
      environment: 'dev',
      source: { ...SOURCE, document: 'f#0' },
      entries: [{ fact: 'lengths', key: 'xy', value: 2 }],
    });
    expect(extract([lengths], of('a', 'xy'), TOOLS)).toEqual({
      object: '//Pod/shop/a',
      environment: '',
      source: SOURCE,
      entries: [{ fact: 'lengths', key: 'xy', value: 2 }],
    });
  });

  test('of nothing is nothing', () => {
    expect(extract(FACTS, of('a'), TOOLS)).toBeUndefined();
    expect(extract([], of('a', 'x'), TOOLS)).toBeUndefined();
    expect(extract([templates], of('a', 'x'), TOOLS)).toBeUndefined();
  });

  test('goes fact by fact, with the tools', () => {
    const digests: Fact = { id: 'digests', kinds: 'all', extract: (_, { digest }) => [{ key: digest('k'), value: null }] };
    expect(extract([digests, words], of('a', 'x'), TOOLS)?.entries).toEqual([
      { fact: 'digests', key: '#k', value: null },
      { fact: 'words', key: 'x', value: 'x' },
    ]);
  });

  test('an object is named by its document, else by its identity', () => {
    expect(objectKey({ ...of('a'), document: 'f#0' })).toBe('f#0');
    expect(objectKey({ ...of('a'), environment: 'dev', group: 'apps' })).toBe('dev/apps/Pod/shop/a');
    const { namespace: _, ...clusterScoped } = of('a');
    expect(objectKey(clusterScoped)).toBe('//Pod//a');
  });

  test('the facts of rules are told once each', () => {
    const rules = [yielding('r', [], { facts: [words, lengths] }), yielding('s', []), yielding('t', [], { facts: [templates, words] })];
    expect(factsOf(rules)).toEqual([words, lengths, templates]);
    expect(factsOf([])).toEqual([]);
  });
});
