import type { Fact } from '../src/engine/fact.ts';
import { asString, valueAt } from '../src/engine/json.ts';
import type { Identified } from '../src/engine/resource.ts';
import type { Rule } from '../src/engine/rule.ts';
import { relatedAt } from './shared/related.ts';

/** Every named object of the set, by what must be unique. */
const namedObjects: Fact<null> = {
  id: 'named-objects',
  kinds: 'all',
  *extract(source) {
    const key = identityKey(source);
    if (key !== undefined) yield { key, value: null };
  },
};

export const uniqueObject: Rule<'duplicate'> = {
  id: 'unique-object',
  category: 'metadata',
  severity: 'error',
  since: '0.1.0',
  summary: 'An object stands in the set once.',
  why: 'Of two objects with one group, kind, namespace and name, the one applied last silently overwrites the other.',
  whenNot: 'A run over several overlays of one base: declare them as environments instead.',
  messages: { duplicate: '{{kind}} "{{name}}" stands in this set {{count}} times.' },
  doors: 'files',
  match: { kinds: 'all' },
  facts: [namedObjects],
  *check(subject, { facts }) {
    const key = identityKey(subject);
    if (key === undefined) return;
    const others = facts.get(namedObjects, key).filter(({ source }) => source.document !== subject.document);
    if (others.length === 0) return;
    const related = others.map(({ source }) => relatedAt(source, AT));
    yield { message: 'duplicate', data: { kind: subject.kind, name: subject.name, count: others.length + 1 }, at: AT, related };
  },
};

/** Undefined without a name: the API server gives every object of a generateName one of its own. */
function identityKey({ resource, group, kind, namespace = '' }: Identified): string | undefined {
  const name = asString(valueAt(resource, AT)) ?? '';
  return name === '' ? undefined : JSON.stringify([group, kind, namespace, name]);
}

const AT = ['metadata', 'name'];
