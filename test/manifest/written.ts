import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/engine/json.ts';

/** A value and a text that says it, in one of the many ways in which people write YAML. */
export interface Written {
  readonly value: JsonObject;
  readonly text: string;
}

const word = fc.constantFrom(
  'app',
  'web',
  'image',
  'cpu',
  'name',
  'limits',
  'a-b',
  'x.y/z',
  'on',
  '0644',
  'null',
  '1.5',
  'has space',
  'ünï',
  "it's",
  'a: b',
  '#no',
  '',
);
const key = fc.constantFrom('name', 'image', 'resources', 'limits', 'cpu', 'x.y/z', 'env', 'a-b', 'on', '123', 'with space');
const scalar = fc.oneof(
  word,
  fc.integer({ min: -5, max: 70_000 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant('two\nlines\n'),
  fc.constant('tail\n\n'),
);

const json = fc.letrec<{ node: Json; object: JsonObject; list: readonly Json[] }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), tie('list')),
  object: fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('node'), { maxLength: 3 }),
}));

/** How one document is written: drawn once for each choice, so that styles mix inside a document. */
interface Pen {
  readonly choose: (of: number) => number;
  readonly step: number;
  readonly eol: string;
}

export const written: fc.Arbitrary<Written> = fc
  .record({
    value: fc.dictionary(key, json.node, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
    choices: fc.array(fc.nat(1000), { minLength: 200, maxLength: 200 }),
    step: fc.constantFrom(1, 2, 4),
    eol: fc.constantFrom('\n', '\r\n'),
    end: fc.boolean(),
  })
  .map(({ value, choices, step, eol, end }) => {
    let at = 0;
    const pen: Pen = { choose: (of) => (choices[at++ % choices.length] ?? 0) % of, step, eol };
    const lines = block({ kind: 'Thing', apiVersion: 'v1', ...value }, 0, pen);
    return {
      value: { kind: 'Thing', apiVersion: 'v1', ...value },
      text: lines.join(eol) + (end || lines.some((line) => line.includes('|')) ? eol : ''),
    };
  });

/** JSON, as tools print it. */
export const writtenJson: fc.Arbitrary<Written> = fc
  .record({ value: fc.dictionary(key, json.node, { minKeys: 1, maxKeys: 5, noNullPrototype: true }), indent: fc.constantFrom(0, 2, 4) })
  .map(({ value, indent }) => {
    const whole = { kind: 'Thing', apiVersion: 'v1', ...value };
    return { value: whole, text: JSON.stringify(whole, null, indent) };
  });

function block(value: JsonObject, indent: number, pen: Pen): string[] {
  const pad = ' '.repeat(indent);
  return Object.entries(value).flatMap(([name, item]) => {
    const comment = pen.choose(5) === 0 ? [`${pad}# about ${pen.choose(9)}`] : [];
    return [...comment, ...entry(`${pad}${quoted(name, pen)}:`, item ?? null, indent, pen)];
  });
}

function entry(head: string, value: Json, indent: number, pen: Pen): string[] {
  const tail = pen.choose(6) === 0 ? '  # tail' : '';
  if (value === null && pen.choose(2) === 0) return [`${head}${tail}`];
  if (typeof value === 'string' && value.endsWith('\n') && pen.choose(2) === 0) return literal(head, value, indent, pen);
  if (isCollection(value) && pen.choose(3) > 0) {
    if (!Array.isArray(value)) return [`${head}${tail}`, ...block(value as JsonObject, indent + pen.step, pen)];
    return [`${head}${tail}`, ...sequence(value, indent + (pen.choose(2) === 0 ? 0 : pen.step), pen)];
  }
  return [`${head} ${flow(value, pen)}${tail}`];
}

function sequence(items: readonly Json[], indent: number, pen: Pen): string[] {
  const pad = ' '.repeat(indent);
  return items.flatMap((item) => {
    if (!isCollection(item) || Array.isArray(item) || pen.choose(4) === 0) return [`${pad}- ${flow(item, pen)}`];
    const lines = block(item as JsonObject, indent + 2, pen);
    const first = lines.findIndex((line) => !line.trimStart().startsWith('#'));
    return [...lines.slice(0, first), `${pad}- ${(lines[first] ?? '').slice(indent + 2)}`, ...lines.slice(first + 1)];
  });
}

function literal(head: string, value: string, indent: number, pen: Pen): string[] {
  const keep = value.endsWith('\n\n') ? '+' : '';
  const pad = ' '.repeat(indent + pen.step);
  const lines = value.slice(0, -1).split('\n');
  return [`${head} |${keep}`, ...lines.map((line) => (line === '' ? '' : pad + line))];
}

function flow(value: Json, pen: Pen): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => flow(item, pen)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(([name, item]) => `${quoted(name, pen)}: ${flow(item as Json, pen)}`);
    return pen.choose(2) === 0 ? `{${inner.join(', ')}}` : `{ ${inner.join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value, pen) : JSON.stringify(value);
}

function quoted(text: string, pen: Pen): string {
  const style = pen.choose(3);
  if (style === 0 && /^[a-z][a-z./-]*$/u.test(text) && !['on', 'null'].includes(text)) return text;
  if (style === 1 && !text.includes('\n')) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text);
}

function isCollection(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Every path of a value, the root left out. */
export function pathsOf(value: Json, base: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : (Object.entries(value) as [string, Json][]);
  return entries.flatMap(([name, item]) => [[...base, name], ...pathsOf(item, [...base, name])]);
}
