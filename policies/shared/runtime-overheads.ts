import type { Fact } from '../../src/engine/fact.ts';
import { isObject, valueAt, type JsonObject } from '../../src/engine/json.ts';

/** By name, what each RuntimeClass adds to a pod (node/v1 Overhead `podFixed`). */
export const runtimeOverheads: Fact<JsonObject> = {
  id: 'runtime-overheads',
  kinds: [{ group: 'node.k8s.io', kind: 'RuntimeClass' }],
  *extract({ resource, name }) {
    const fixed = valueAt(resource, ['overhead', 'podFixed']);
    if (isObject(fixed)) yield { key: name, value: fixed };
  },
};
