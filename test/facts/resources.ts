import type { Fact } from '../../src/engine/fact.ts';
import { asList, asString, member, type Json } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';

/** Each word of a resource under itself. */
export const words = factOf('words', 'all', (text) => text);
export const lengths = factOf('lengths', [{ group: '', kind: 'Pod' }], (text) => text.length);
export const templates = factOf('templates', ['workloads'], (text) => text);
export const FACTS = [words, lengths, templates];
export const TOOLS = { digest: (text: string) => `#${text}` };

export const SOURCE = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'a' };

function factOf(id: string, kinds: Fact['kinds'], value: (text: string) => Json): Fact {
  return {
    id,
    kinds,
    *extract({ resource }) {
      for (const word of asList(member(resource, 'words'))) yield { key: asString(word) ?? '', value: value(asString(word) ?? '') };
    },
  };
}

export function of(name: string, ...said: readonly string[]): Identified {
  return { resource: { apiVersion: 'v1', kind: 'Pod', words: said }, group: '', version: 'v1', kind: 'Pod', namespace: 'shop', name };
}
