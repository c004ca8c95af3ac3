import { YAMLException } from 'js-yaml';
import { asList, isList, isObject, type Json, type JsonObject, type Path } from '../engine/json.ts';
import type { Resource } from '../engine/resource.ts';
import { construct, ConstructError, type DuplicateKey } from './construct.ts';
import type { Manifest, ManifestProblem, ManifestResource, ProblemCode, SkippedDocument } from './document.ts';
import { eventsOf } from './events.ts';
import { Lines } from './lines.ts';
import { DEEPEST, splitJson, splitYaml, type Part } from './split.ts';
import { notAResource } from './not-a-resource.ts';

/**
 * Reads the text of a file as Kubernetes reads it: a stream of YAML or JSON documents, Lists taken apart. Never throws:
 * a broken document is a problem with a place, and the others are read all the same.
 */
export function readManifest(text: string): Manifest {
  const reading: Reading = { text, resources: [], problems: [], skipped: [], lines: undefined };
  const documents = readDocuments(reading);
  return { resources: reading.resources, problems: reading.problems, skipped: reading.skipped, documents };
}

/** The value of one document of a text, for those who look at it again. */
export function readPart(text: string, { start, end }: Part, duplicates: DuplicateKey[] = []): Json {
  const source = text.slice(start, end);
  return construct(source, eventsOf(source), duplicates);
}

interface Reading {
  readonly text: string;
  readonly resources: ManifestResource[];
  readonly problems: ManifestProblem[];
  readonly skipped: SkippedDocument[];
  lines: Lines | undefined;
}

function readDocuments(reading: Reading): number {
  const { text } = reading;
  const json = /^\uFEFF?\s*\{/u.test(text) ? readJson(text) : undefined;
  if (json !== undefined) {
    for (const { part, value } of json) takeDocument(reading, part, value);
    return json.length;
  }
  let documents = 0;
  for (const part of splitYaml(text)) if (readYaml(reading, part)) documents++;
  return documents;
}

/** JSON by the engine's own parser, which is ten times faster; what it refuses may still be YAML in flow style. */
function readJson(text: string): readonly { readonly part: Part; readonly value: Json }[] | undefined {
  if (OVERFLOWING.test(text)) return undefined;
  try {
    return splitJson(text)?.map((part) => ({ part, value: JSON.parse(text.slice(part.start, part.end)) as Json }));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether there was a document at all. */
function readYaml(reading: Reading, part: Part): boolean {
  const duplicates: DuplicateKey[] = [];
  try {
    const source = reading.text.slice(part.start, part.end);
    const events = eventsOf(source);
    if (events.length === 0) return false;
    const value = construct(source, events, duplicates);
    if (value === null) return false;
    for (const { key, offset } of duplicates) report(reading, 'duplicate-key', part.start + offset, duplicateMessage(key), 'warning');
    takeDocument(reading, part, value);
  } catch (error) {
    reportError(reading, part, error);
  }
  return true;
}

function reportError(reading: Reading, part: Part, error: unknown): void {
  if (error instanceof ConstructError) {
    report(reading, error.code, part.start + error.offset, error.message);
  } else if (error instanceof YAMLException) {
    const { code, message } = syntaxProblem(error.reason, reading.text.slice(part.start, part.end));
    report(reading, code, part.start + (error.mark?.position ?? 0), message);
  } else {
    throw error;
  }
}

function syntaxProblem(reason: string, source: string): { readonly code: ProblemCode; readonly message: string } {
  if (/nesting|depth/iu.test(reason))
    return { code: 'too-deep', message: `Nested deeper than ${DEEPEST} levels. No Kubernetes object is.` };
  if (/\{\{.*\}\}/u.test(source)) {
    return {
      code: 'template',
      message: `A template, not a manifest (${reason}). Render it first, for example: helm template CHART | lintel lint -`,
    };
  }
  return { code: 'syntax', message: `Not valid YAML: ${reason}. Mend the document; the others of this file were read.` };
}

function duplicateMessage(key: string): string {
  return `Key "${key}" stands twice in this mapping; Kubernetes takes the last one. Remove one of them.`;
}

function takeDocument(reading: Reading, part: Part, value: Json): void {
  takeValue(reading, part, value, [], 0);
}

/** A resource, a List of them, or something else: then it is named, and a problem where it was meant to be a resource. */
function takeValue(reading: Reading, part: Part, value: Json, base: Path, depth: number): void {
  const other = notAResource(value, base.length > 0);
  if (other?.is === 'problem') {
    report(reading, 'invalid-object', offsetIn(reading.text, part), `${describe(base)}${other.message}`);
  } else if (other !== undefined) {
    reading.skipped.push({ line: lineOf(reading, offsetIn(reading.text, part)), reason: other.message });
  } else if (isResource(value) && isListOf(value) && depth < DEEPEST) {
    takeList(reading, part, value, base, depth);
  } else {
    reading.resources.push({ resource: value as Resource, source: { text: reading.text, ...part }, base });
  }
}

function takeList(reading: Reading, part: Part, list: Resource, base: Path, depth: number): void {
  for (const [index, item] of asList(list['items']).entries()) {
    takeValue(reading, part, isObject(item) ? typed(item, list) : item, [...base, 'items', index], depth + 1);
  }
}

/** Items of a typed list (`DeploymentList`) that say neither apiVersion nor kind have those of the list; a plain List gives none. */
function typed(item: JsonObject, { apiVersion, kind }: Resource): JsonObject {
  const says = [item['apiVersion'], item['kind']].some((value) => typeof value === 'string' && value !== '');
  return says ? item : { ...item, apiVersion, kind: kind.replace(/List$/u, '') };
}

function isResource(value: Json): value is Resource {
  return isObject(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string';
}

/** Whatever its kind is called: clients take `items` apart (UnstructuredJSONScheme), so no object can have them for itself. */
function isListOf(value: Resource): boolean {
  return isList(value['items']) || (value['items'] === null && value.kind.endsWith('List'));
}

function describe(base: Path): string {
  return base.length === 0 ? 'This document ' : `Item ${String(base.at(-1))} of the List `;
}

/** The first character of a document that is neither its marker, nor a comment, nor space. */
function offsetIn(text: string, part: Part): number {
  const match = /^(?:---[ \t]*|[ \t]*#[^\n]*\n|\s+)*/u.exec(text.slice(part.start, part.end));
  return Math.min(part.start + (match?.[0].length ?? 0), Math.max(part.end - 1, part.start));
}

function report(reading: Reading, code: ProblemCode, offset: number, message: string, level: 'error' | 'warning' = 'error'): void {
  reading.lines ??= new Lines(reading.text);
  reading.problems.push({ code, message, level, ...reading.lines.at(offset) });
}

function lineOf(reading: Reading, offset: number): number {
  reading.lines ??= new Lines(reading.text);
  return reading.lines.at(offset).line;
}

/** Might hold a number that JSON.parse makes infinite, which is no JSON; the YAML reading keeps it as a string. */
const OVERFLOWING = /\d{309}|[:,[\s]-?[\d.]+[eE]\+?\d{3,}[\s,}\]]/u;
