import type { Fact } from '../../src/engine/fact.ts';
import { asList, asObject, asString, member, type JsonObject } from '../../src/engine/json.ts';

/** One item of a LimitRange: what each object of its type must keep to. */
export type LimitRangeItem = {
  readonly index: number;
  readonly type: string;
  readonly min: JsonObject;
  readonly max: JsonObject;
  readonly maxLimitRequestRatio: JsonObject;
};

/** By namespace, every item of its LimitRanges. */
export const limitRangeItems: Fact<LimitRangeItem> = {
  id: 'limit-range-items',
  kinds: [{ group: '', kind: 'LimitRange' }],
  *extract({ resource, namespace }) {
    if (namespace === undefined) return;
    for (const [index, item] of asList(member(resource['spec'], 'limits')).entries()) {
      const field = (name: string): JsonObject => asObject(member(item, name));
      const type = asString(member(item, 'type')) ?? '';
      const value = { index, type, min: field('min'), max: field('max'), maxLimitRequestRatio: field('maxLimitRequestRatio') };
      yield { key: namespace, value };
    }
  },
};
