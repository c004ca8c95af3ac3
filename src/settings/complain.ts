import type { ErrorObject } from 'ajv';
import type { Path } from '../engine/json.ts';
import { shown } from './fault.ts';
import type { Complaint, SettingsFaultCode } from './fault.ts';
import { formats } from './formats.ts';
import type { Format } from './formats.ts';
import { didYouMean } from './suggest.ts';

/** What a person is told about one error of the validator. */
export function complaintOf(error: ErrorObject, path: Path): Complaint {
  const known = COMPLAINTS[error.keyword];
  return known === undefined
    ? { code: 'wrong-value', message: `${wrong(error, path)}, which ${error.message ?? 'is not valid'}` }
    : known(error, path);
}

/** A path as people write it: `overrides[0].match.namespaces`. */
export function written(path: Path): string {
  if (path.length === 0) return 'the file';
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  const plain = text.startsWith('.') ? text.slice(1) : text;
  return shown(plain).slice(1, -1);
}

type Complain = (error: ErrorObject, path: Path) => Complaint;

const COMPLAINTS: Readonly<Record<string, Complain>> = {
  additionalProperties: unknownKey,
  enum: unknownValue,
  required: missingKey,
  type: wrongType,
  format: wrongFormat,
  pattern: wrongPattern,
  anyOf: wrongChoice,
  oneOf: wrongChoice,
  minItems: (error, path) => empty(error, path, 'write at least one entry, or leave the key out'),
  minProperties: (error, path) => empty(error, path, 'say which objects are meant'),
  additionalItems: (_, path) => ({ code: 'wrong-value', message: `${written(path)} has too many entries`, suggestion: ENTRY }),
  maxItems: (_, path) => ({ code: 'wrong-value', message: `${written(path)} has too many entries`, suggestion: ENTRY }),
};

function unknownKey(error: ErrorObject, path: Path): Complaint {
  const key = String(path.at(-1));
  const noun = nounOf(error, 'key');
  const suggestion = didYouMean(key, keysOf(error)) ?? allowed(keysOf(error));
  return { code: codeOf(noun), message: `${shown(key)} is no ${noun}`, suggestion };
}

function unknownValue(error: ErrorObject, path: Path): Complaint {
  const values = listOf(error.schema);
  const noun = nounOf(error, '');
  const names = values.filter((value) => typeof value === 'string');
  const near = typeof error.data === 'string' ? didYouMean(error.data, names) : undefined;
  const suggestion = near ?? (noun === 'severity' ? ENTRY : allowed(values));
  return { code: codeOf(noun), message: noun === '' ? wrong(error, path) : `${shown(error.data)} is no ${noun}`, suggestion };
}

function missingKey({ params, parentSchema }: ErrorObject, path: Path): Complaint {
  const key = String(params['missingProperty']);
  const description = descriptionOf(parentSchema, key);
  return { code: 'missing-key', message: `${written(path)} has no ${shown(key)}`, suggestion: description ?? `write ${key}` };
}

function wrongType(error: ErrorObject, path: Path): Complaint {
  const wanted = [error.schema].flat().map((type) => TYPES[String(type)] ?? String(type));
  return { code: 'wrong-type', message: wrong(error, path), suggestion: `write ${wanted.join(' or ')}` };
}

function wrongFormat(error: ErrorObject, path: Path): Complaint {
  return {
    code: 'wrong-value',
    message: wrong(error, path),
    suggestion: `write ${formatOf(error.schema)?.wanted ?? 'what its schema says'}`,
  };
}

function wrongPattern(error: ErrorObject, path: Path): Complaint {
  const description: unknown = error.parentSchema?.['description'];
  return {
    code: 'wrong-value',
    message: wrong(error, path),
    suggestion: typeof description === 'string' ? description : `write what matches ${String(error.schema)}`,
  };
}

function wrongChoice(error: ErrorObject, path: Path): Complaint {
  const forms = listOf(error.schema).flatMap((schema) => formOf(schema) ?? []);
  const suggestion = forms.length > 0 ? `write ${forms.join(', or ')}` : undefined;
  return { code: 'wrong-value', message: `${wrong(error, path)}, which is none of the forms that it may have`, suggestion };
}

function formOf(schema: unknown): string | undefined {
  const { type, format, const: constant } = (schema ?? {}) as Readonly<Record<string, unknown>>;
  if (constant !== undefined) return shown(constant);
  return formatOf(format)?.wanted ?? TYPES[String(type)];
}

function formatOf(name: unknown): Format | undefined {
  return Object.entries(formats).find(([known]) => known === name)?.[1];
}

function empty(_: ErrorObject, path: Path, suggestion: string): Complaint {
  return { code: 'wrong-value', message: `${written(path)} is empty`, suggestion };
}

function wrong({ data }: ErrorObject, path: Path): string {
  return `${written(path)} is ${shown(data)}`;
}

/** Only titles of the settings' own schema are nouns of ours; a rule's author may title parameters at will. */
function nounOf({ parentSchema }: ErrorObject, otherwise: string): string {
  const title: unknown = parentSchema?.['title'];
  return typeof title === 'string' && /^(?:key|rule|pack|parameter|severity|enforcement)(?: |$)/u.test(title) ? title : otherwise;
}

function codeOf(noun: string): SettingsFaultCode {
  return CODES[noun.split(' ')[0] ?? ''] ?? 'wrong-value';
}

function keysOf({ parentSchema }: ErrorObject): readonly string[] {
  return Object.keys((parentSchema?.['properties'] ?? {}) as object);
}

function descriptionOf(parentSchema: ErrorObject['parentSchema'], key: string): string | undefined {
  const properties = (parentSchema?.['properties'] ?? {}) as Readonly<Record<string, { readonly description?: unknown } | undefined>>;
  const description = properties[key]?.description;
  return typeof description === 'string' ? description : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list that nobody would read is no help. */
function allowed(values: readonly unknown[]): string | undefined {
  if (values.length === 0) return 'remove it: nothing is allowed here';
  return values.length > MOST_LISTED ? undefined : `use one of: ${values.join(', ')}`;
}

const ENTRY = 'write off, error, warning or info, or [severity, { parameters }]';
const MOST_LISTED = 16;
const CODES: Readonly<Record<string, SettingsFaultCode>> = {
  key: 'unknown-key',
  rule: 'unknown-rule',
  pack: 'unknown-pack',
  parameter: 'unknown-parameter',
};
const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a string (numbers and booleans in quotes)',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
};
