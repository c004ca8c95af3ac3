import type { Fact } from '../../src/engine/fact.ts';
import { asList, asObject, member, type JsonObject } from '../../src/engine/json.ts';
import type { Requirements } from '../../src/kube/effective-resources.ts';

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

/** What a container states, and where it says nothing, what the LimitRanger writes; null is an absent amount. */
export function withContainerDefaults(own: Requirements, defaults: readonly ContainerDefaults[]): Requirements {
  return {
    requests: merged([own.requests, ...defaults.map(({ requests }) => requests)]),
    limits: merged([own.limits, ...defaults.map(({ limits }) => limits)]),
  };
}

/** The first that names an amount has the word, as the LimitRanger leaves alone what it finds. */
function merged(maps: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(maps.toReversed().flatMap((map) => Object.entries(map).filter(([, value]) => value !== null)));
}
