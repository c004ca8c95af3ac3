import { isObject, type Json, type JsonObject } from '../engine/json.ts';

/**
 * An object without what the API server keeps book of in its metadata by itself (meta/v1 ObjectMeta): no manifest says it, so no
 * verdict may hang on it. A deletionTimestamp stays, since it tells what becomes of the object.
 */
export function withoutBookkeeping(object: Json): Json {
  if (!isObject(object) || !isObject(object['metadata'])) return object;
  return { ...object, metadata: written(object['metadata']) };
}

function written(metadata: JsonObject): JsonObject {
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    managedFields: _managers,
    selfLink: _link,
    ...rest
  } = metadata;
  return rest;
}
