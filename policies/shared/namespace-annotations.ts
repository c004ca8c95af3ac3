import type { Fact } from '../../src/engine/fact.ts';
import { asObject, member } from '../../src/engine/json.ts';

/** By name, the annotations of each Namespace that are short enough to be a setting. */
export const namespaceAnnotations: Fact<Readonly<Record<string, string>>> = {
  id: 'namespace-annotations',
  kinds: [{ group: '', kind: 'Namespace' }],
  *extract({ resource, name }) {
    const found = Object.entries(asObject(member(resource.metadata, 'annotations')));
    const short = found.flatMap(([key, value]) => (typeof value === 'string' && value.length <= LONGEST ? [[key, value] as const] : []));
    if (short.length > 0) yield { key: name, value: Object.fromEntries(short) };
  },
};

const LONGEST = 100;
