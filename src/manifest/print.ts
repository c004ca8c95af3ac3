import { isList, isObject, type Json, type JsonObject } from '../engine/json.ts';
import { resolvePlain } from './scalar.ts';

/** How the text around an edit is written, so that what is added looks like it. */
export interface Style {
  readonly eol: '\n' | '\r\n';
  /** Spaces by which a nested mapping is indented. */
  readonly step: number;
  /** A document written as JSON stays JSON. */
  readonly json: boolean;
}

/** The lines of a document that is a mapping. */
export function printDocument(value: JsonObject, style: Style): readonly string[] {
  return printMapping(value, 0, style);
}

/** The lines of an entry of a block mapping; the first one without its indentation. */
export function printEntry(key: string, value: Json, indent: number, style: Style): readonly string[] {
  const name = printScalar(key, style);
  const nested = printNested(value, indent, style);
  return nested === undefined ? [`${name}: ${printFlow(value, style)}`] : [`${name}:`, ...nested];
}

/** The lines of an item of a block sequence; the first one without its indentation. */
export function printItem(value: Json, indent: number, style: Style): readonly string[] {
  const pad = ' '.repeat(2);
  if (!isObject(value) || Object.keys(value).length === 0) return [`- ${printFlow(value, style)}`];
  const lines = printMapping(value, indent + 2, style).map((line) => line.slice(indent + 2));
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `${' '.repeat(indent)}${pad}${line}`));
}

/** A value on one line. */
export function printFlow(value: Json, style: Style): string {
  if (style.json) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => printFlow(item, style)).join(', ')}]`;
  if (!isObject(value)) return printScalar(value, style);
  const entries = membersOf(value).map(([key, item]) => `${printScalar(key, style)}: ${printFlow(item, style)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A scalar that Kubernetes reads back as the same value; quoted only where it must be. */
export function printScalar(value: Json, style: Style): string {
  if (typeof value !== 'string' || style.json) return JSON.stringify(value);
  return PLAIN.test(value) && resolvePlain(value) === value ? value : JSON.stringify(value);
}

function printNested(value: Json, indent: number, style: Style): readonly string[] | undefined {
  if (isObject(value) && membersOf(value).length > 0) return printMapping(value, indent + style.step, style);
  if (!isList(value) || value.length === 0) return undefined;
  const pad = ' '.repeat(indent + style.step);
  return value.flatMap((item) => printItem(item, indent + style.step, style).map((line, index) => (index === 0 ? pad + line : line)));
}

function printMapping(value: JsonObject, indent: number, style: Style): readonly string[] {
  const pad = ' '.repeat(indent);
  return membersOf(value).flatMap(([key, item]) =>
    printEntry(key, item, indent, style).map((line, index) => (index === 0 ? pad + line : line)),
  );
}

function membersOf(value: JsonObject): [string, Json][] {
  return Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
}

/** Needs no quotes in block or flow style, whatever stands around it. */
const PLAIN = /^[A-Za-z\d_./][\w./@+-]*(?:[:][\w./@+-]+)*$/u;
