import { isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject, Path } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { METADATA, POD_SPEC } from './shapes.ts';
import type { Shape } from './shapes.ts';

export interface Malformation {
  /** The value that has the wrong shape. */
  readonly path: Path;
  readonly message: string;
}

/**
 * Shapes that no rule could judge: what the API server's decoder would refuse of the parts that rules read. Nothing may pass
 * because it was not understood.
 */
export function* malformed(subject: Identified): Iterable<Malformation> {
  yield* faults(member(subject.resource, 'metadata'), METADATA, ['metadata']);
  if (subject.workload === undefined) return;
  const template = subject.workload.podTemplate;
  const steps = [...template, 'spec'];
  let value: Json | undefined = subject.resource;
  for (const [index, key] of steps.entries()) {
    if (template.length > 0 && index === template.length) yield* faults(member(value, 'metadata'), METADATA, [...template, 'metadata']);
    value = member(value, key);
    if (isObject(value)) continue;
    yield* faults(value, MAPPING, steps.slice(0, index + 1));
    return;
  }
  yield* faults(value, POD_SPEC, steps);
}

function faults(value: Json | undefined, shape: Shape, path: Path): readonly Malformation[] {
  const found: Malformation[] = [];
  collect(value, shape, { path }, found);
  return found;
}

/** The way to a value, as links back to its holder: nearly every value is as it should be, and then no path is built. */
type Trail = { readonly path: Path } | { readonly holder: Trail; readonly key: string | number };

/** A null counts as absent in a mapping, and as an empty item in a list: so Go decodes it. */
function collect(value: Json | undefined, shape: Shape, trail: Trail, found: Malformation[]): void {
  if (value === undefined || value === null) return;
  if (!isOfShape(value, shape)) found.push(fault(pathOf(trail), shape.name, value));
  else if (isList(value)) collectItems(value, shape, trail, found);
  else if (isObject(value)) collectMembers(value, shape, trail, found);
}

function collectItems(list: readonly Json[], { items }: Shape, holder: Trail, found: Malformation[]): void {
  if (items === undefined) return;
  for (const [key, item] of list.entries()) if (!isPlain(item, items)) collect(item, items, { holder, key }, found);
}

function collectMembers(object: JsonObject, shape: Shape, holder: Trail, found: Malformation[]): void {
  for (const key of Object.keys(object)) {
    const inner = shape.values ?? shape.fields?.get(key);
    if (inner !== undefined && !isPlain(object[key], inner)) collect(object[key], inner, { holder, key }, found);
  }
}

/** A scalar as it should be, as most values are: there is nothing to walk into. */
function isPlain(value: Json | undefined, { types }: Shape): boolean {
  return typeof value !== 'object' && types.includes(typeof value);
}

function pathOf(trail: Trail): Path {
  return 'path' in trail ? trail.path : [...pathOf(trail.holder), trail.key];
}

function isOfShape(value: Json, shape: Shape): boolean {
  return shape.types.includes(typeOf(value));
}

function typeOf(value: Json): string {
  return isList(value) ? 'list' : typeof value;
}

function fault(path: Path, wanted: string, found: Json | undefined): Malformation {
  return { path, message: `${describePath(path)} must be ${wanted}, but is ${describe(found)}` };
}

function describePath(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${key}`)).join('');
}

/** Strings are not repeated: they could be secrets. */
function describe(value: Json | undefined): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (isObject(value)) return 'a mapping';
  return typeof value === 'string' ? 'a string' : `the ${typeof value} ${String(value)}`;
}

const MAPPING: Shape = { name: 'a mapping', types: ['object'] };
