import { isList, isObject, member, toPointer, type Json, type Path } from '../engine/json.ts';
import { compileFilter, type Filter } from './yaml-rule-filter.ts';

/** A JSONPath, ready to select; or what is wrong with its text, and from which character on. */
export type CompiledPath =
  | { readonly select: (root: Json) => readonly Selected[] }
  | { readonly fault: string; readonly index: number; readonly advice?: string };

export interface Selected {
  readonly path: Path;
  readonly value: Json;
}

/**
 * JSONPath as rules need it: names, indexes, `*`, `..`, unions and filters. Own walkers, since to jsonpath-plus a member that is
 * named `*` is what `*` selects: whoever writes the object could hide all its siblings. That library reads the filters.
 */
export function compilePath(text: string): CompiledPath {
  if (text.length > LONGEST) return { fault: `is longer than ${LONGEST} characters`, index: LONGEST };
  if (!text.startsWith('$')) return { fault: 'does not begin with $', index: 0, advice: 'write $.spec.replicas, say' };
  const steps: Step[] = [];
  let index = 1;
  while (index < text.length) {
    const step = readStep(text, index);
    if ('fault' in step) return step;
    steps.push(step);
    index = step.end;
  }
  const fault = excess(steps);
  return fault === undefined ? { select: (root) => select(root, steps) } : { fault, index: 0 };
}

type Chooser =
  | { readonly is: 'names'; readonly names: readonly (string | number)[] }
  | { readonly is: 'all' }
  | { readonly is: 'filter'; readonly filter: Filter };
type Step = Chooser & { readonly deep: boolean; readonly end: number };
type StepFault = Extract<CompiledPath, { readonly fault: string }>;

function readStep(text: string, start: number): Step | StepFault {
  const deep = text.startsWith('..', start);
  const dots = deep ? '..' : text[start] === '.' ? '.' : '';
  const begin = start + dots.length;
  if (text[begin] === '[' && dots !== '.') return readBracket(text, begin, deep);
  const name = dots === '' ? undefined : nameAt(text, begin);
  if (name === undefined) return unexpected(text, begin);
  const end = begin + name.length;
  return name === '*' ? { is: 'all', deep, end } : { is: 'names', names: [name], deep, end };
}

function nameAt(text: string, begin: number): string | undefined {
  return /^(?:\*|[\p{L}_][\p{L}\p{N}_-]*)/u.exec(text.slice(begin))?.[0];
}

function readBracket(text: string, begin: number, deep: boolean): Step | StepFault {
  const close = closingOf(text, begin);
  if (close === undefined) return { fault: 'has a [ that nothing closes', index: begin };
  const inner = text.slice(begin + 1, close).trim();
  const end = close + 1;
  if (inner === '*') return { is: 'all', deep, end };
  if (inner.startsWith('?')) return filterStep(inner, begin, deep, end);
  const names = namesIn(inner);
  if (names !== undefined) return { is: 'names', names, deep, end };
  return { fault: `cannot read [${inner}]`, index: begin, advice: "write ['name'], [0], [*] or [?(@.name == 'x')]" };
}

function filterStep(inner: string, begin: number, deep: boolean, end: number): Step | StepFault {
  const [, expression] = /^\?\s*\((?<expression>.*)\)$/su.exec(inner) ?? [];
  if (expression === undefined) return { fault: 'has a filter without parentheses', index: begin, advice: "write [?(@.name == 'x')]" };
  const compiled = compileFilter(expression);
  return 'fault' in compiled ? { ...compiled, index: begin } : { is: 'filter', filter: compiled.filter, deep, end };
}

/** The bracket that closes another; brackets inside quotes and deeper ones do not count. */
function closingOf(text: string, begin: number): number | undefined {
  let depth = 0;
  for (let index = begin; index < text.length; index++) {
    const character = text[index];
    if (character === "'" || character === '"') index = endOfQuote(text, index);
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  return undefined;
}

function endOfQuote(text: string, begin: number): number {
  let index = begin + 1;
  while (index < text.length && text[index] !== text[begin]) index += text[index] === '\\' ? 2 : 1;
  return index;
}

/** `'a', "b", 0` */
function namesIn(inner: string): readonly (string | number)[] | undefined {
  const names: (string | number)[] = [];
  let rest = inner;
  for (;;) {
    const [whole, quoted, index] = NAME.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    names.push(quoted === undefined ? Number(index) : quoted.slice(1, -1).replaceAll(/\\(.)/gsu, '$1'));
    rest = rest.slice(whole.length).trimStart();
    if (rest === '') return names;
    if (!rest.startsWith(',')) return undefined;
    rest = rest.slice(1).trimStart();
  }
}

function unexpected(text: string, index: number): StepFault {
  const found = text.slice(index, index + 1);
  return { fault: found === '' ? 'ends too early' : `has an unexpected ${found} at character ${index + 1}`, index };
}

function excess(steps: readonly Step[]): string | undefined {
  if (steps.length > MOST_STEPS) return `has more than ${MOST_STEPS} steps`;
  return steps.filter(({ deep }) => deep).length > MOST_DEEP ? `has more than ${MOST_DEEP} ..` : undefined;
}

function select(root: Json, steps: readonly Step[]): readonly Selected[] {
  let selected: readonly Selected[] = [{ path: [], value: root }];
  for (const step of steps) {
    const from = step.deep ? distinct(selected.flatMap(descendants)) : selected;
    selected = from.flatMap((node) => choose(node, step));
    if (selected.length > MOST_SELECTED) throw new Error(`its path selects more than ${MOST_SELECTED} values of this object`);
  }
  return distinct(selected);
}

/** A value and all below it, in the order of the text. */
function descendants(node: Selected): readonly Selected[] {
  return [node, ...children(node).flatMap(descendants)];
}

function choose(node: Selected, step: Step): readonly Selected[] {
  if (step.is === 'all') return children(node);
  if (step.is === 'filter') return children(node).filter(({ value }) => step.filter(value));
  return step.names.flatMap((name) => {
    const value = member(node.value, name);
    return value === undefined ? [] : [{ path: [...node.path, name], value }];
  });
}

function children({ path, value }: Selected): readonly Selected[] {
  if (isList(value)) return value.map((item, index) => ({ path: [...path, index], value: item }));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [{ path: [...path, key], value: item }]));
}

/** Two `..` reach the same value by several ways. */
function distinct(selected: readonly Selected[]): readonly Selected[] {
  return [...new Map(selected.map((one) => [toPointer(one.path), one])).values()];
}

const NAME = /^(?:('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(\d{1,6})(?!\d))/su;
const LONGEST = 500;
const MOST_STEPS = 32;
const MOST_DEEP = 2;
const MOST_SELECTED = 10_000;
