import type { Fact } from '../../src/engine/fact.ts';
import { asList, asObject, member, type JsonObject } from '../../src/engine/json.ts';

/** The amounts that the LimitRanger writes into containers which name none. */
export type ContainerDefaults = { readonly requests: JsonObject; readonly limits: JsonObject };

/** By namespace, one entry for each item of type Container of its LimitRanges, which are given as stored: with the defaults that a max or a min makes. */
export const containerDefaults: Fact<ContainerDefaults> = {
  id: 'container-defaults',
  kinds: [{ group: '', kind: 'LimitRange' }],
  *extract({ resource, namespace }) {
    if (namespace === undefined) return;
    for (const item of asList(member(resource['spec'], 'limits'))) {
      if (member(item, 'type') !== 'Container') continue;
      yield { key: namespace, value: { requests: asObject(member(item, 'defaultRequest')), limits: asObject(member(item, 'default')) } };
    }
  },
};
