import { RE2JS } from 're2js';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isList, isObject, valueAt, type Json, type Path } from '../engine/json.ts';
import { newAjv } from '../settings/validate.ts';

/** Where in a value a schema is not met; empty where it is. */
export type What = (value: Json) => readonly Path[];

/** A JSON Schema, ready to judge; or what is wrong with it. Its patterns run on RE2, whose time is bounded by what it reads. */
export function compileWhat(schema: Json): { readonly what: What } | { readonly fault: string; readonly path: Path } {
  const refused = refusedIn(schema, [], { nodes: 0 });
  if (refused !== undefined) return refused;
  try {
    const ajv = newAjv({ strict: true, strictTypes: false, verbose: false, logger: false, code: { regExp } });
    const validate = ajv.compile(schema as object | boolean);
    return { what: (value) => (validate(value) ? [] : placesOf(value, validate)) };
  } catch (error) {
    return { fault: `is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`, path: [] };
  }
}

/** Each place once; of a choice, the choice itself and not what its branches lack. */
function placesOf(value: Json, { errors }: ValidateFunction): readonly Path[] {
  const told = (errors ?? []).filter(({ schemaPath }) => !WITHIN_CHOICE.test(schemaPath));
  const places = new Map(told.map((error) => placeOf(value, error)).map((path) => [JSON.stringify(path), path]));
  return places.size === 0 ? [[]] : [...places.values()];
}

function placeOf(root: Json, { instancePath, params }: ErrorObject): Path {
  const path: (string | number)[] = [];
  for (const step of instancePath.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(isList(valueAt(root, path)) ? Number(key) : key);
  }
  const named: unknown = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  return typeof named === 'string' ? [...path, named] : path;
}

/** What ajv would take, and what would be an asynchronous answer, a slow pattern or a schema without end. */
function refusedIn(schema: Json | undefined, path: Path, count: { nodes: number }): { fault: string; path: Path } | undefined {
  count.nodes += 1;
  if (count.nodes > MOST_NODES) return { fault: `holds more than ${MOST_NODES} values`, path: [] };
  if (path.length > DEEPEST) return { fault: `is nested deeper than ${DEEPEST} levels`, path: [] };
  if (isList(schema)) return firstOf(schema.map((item, index) => () => refusedIn(item, [...path, index], count)));
  if (!isObject(schema)) return undefined;
  return firstOf(
    Object.entries(schema).flatMap(([key, value]) => [
      () => refusedKeyword(key, value, [...path, key]),
      () => refusedIn(value, [...path, key], count),
    ]),
  );
}

function refusedKeyword(key: string, value: Json | undefined, path: Path): { fault: string; path: Path } | undefined {
  if (key === '$async' && value === true) return { fault: 'is asynchronous ($async)', path };
  if (key === 'pattern' && typeof value === 'string') return refusedPattern(value, path);
  if (key !== 'patternProperties' || !isObject(value)) return undefined;
  return firstOf(Object.keys(value).map((pattern) => () => refusedPattern(pattern, path)));
}

function refusedPattern(pattern: string, path: Path): { fault: string; path: Path } | undefined {
  if (pattern.length > LONGEST_PATTERN) return { fault: `has a pattern of more than ${LONGEST_PATTERN} characters`, path };
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch {
    return { fault: `has a pattern that RE2 does not read (no look-around, no back-references): ${pattern.slice(0, 80)}`, path };
  }
}

function firstOf<T>(tests: readonly (() => T | undefined)[]): T | undefined {
  for (const test of tests) {
    const found = test();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** ajv wants the code that would make the same again in a standalone module; none is made here. */
const regExp = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  { code: 'undefined' },
);
const WITHIN_CHOICE = /\/(?:anyOf|oneOf|not|contains|if|propertyNames)\//u;
const LONGEST_PATTERN = 500;
const MOST_NODES = 2000;
const DEEPEST = 40;
