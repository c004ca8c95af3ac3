import { asList, asObject, asString, isList, isObject, member } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/json.ts';

/**
 * Whether a label selector (meta/v1 LabelSelector) selects these labels. An empty one selects everything; an absent or
 * malformed one nothing: how a null selector is meant depends on the field, which a rule knows.
 */
export function matchesSelector(selector: Json | undefined, labels: Json | undefined): boolean {
  return selects(selector, (key) => member(labels, key));
}

/** As `matchesSelector`, of labels that are kept in more than one place. */
export function selects(selector: Json | undefined, labelOf: (key: string) => Json | undefined): boolean {
  if (!isObject(selector)) return false;
  const expressions = member(selector, 'matchExpressions') ?? [];
  const pairs = member(selector, 'matchLabels') ?? {};
  if (!isList(expressions) || !isObject(pairs)) return false;
  return holdsPairs(pairs, labelOf) && expressions.every((expression) => matchesExpression(expression, labelOf));
}

/** Whether a selector asks for nothing, and so selects everything. */
export function isEmptySelector(selector: Json | undefined): boolean {
  return isSelector(selector) && requirementsOf(selector).length === 0;
}

/** Whether the API server would take a label selector, as far as its form goes: known operators, values where they belong. */
export function isSelector(selector: Json | undefined): selector is JsonObject {
  if (!isObject(selector)) return false;
  const expressions = member(selector, 'matchExpressions') ?? [];
  const pairs = member(selector, 'matchLabels') ?? {};
  return isList(expressions) && isObject(pairs) && Object.values(pairs).every(isText) && expressions.every(isExpression);
}

/** The labels that a selector asks about. */
export function requirementsOf(selector: JsonObject): readonly string[] {
  const asked = asList(member(selector, 'matchExpressions')).map((expression) => asString(member(expression, 'key')) ?? '');
  return [...Object.keys(asObject(member(selector, 'matchLabels'))), ...asked];
}

/** Whether labels hold every pair: what a Service's or a ReplicationController's selector asks. */
export function matchesLabels(pairs: JsonObject, labels: Json | undefined): boolean {
  return holdsPairs(pairs, (key) => member(labels, key));
}

function holdsPairs(pairs: JsonObject, labelOf: (key: string) => Json | undefined): boolean {
  return Object.keys(pairs).every((key) => {
    const wanted = member(pairs, key);
    return typeof wanted === 'string' && labelOf(key) === wanted;
  });
}

function isExpression(expression: Json): boolean {
  const values = member(expression, 'values') ?? [];
  const operator = asString(member(expression, 'operator')) ?? '';
  if (!isText(member(expression, 'key')) || !OPERATORS.has(operator) || !isList(values) || !values.every(isText)) return false;
  return operator.endsWith('In') === values.length > 0;
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string';
}

function matchesExpression(expression: Json, labelOf: (key: string) => Json | undefined): boolean {
  const key = member(expression, 'key');
  const values = member(expression, 'values') ?? [];
  const operator = OPERATORS.get(asString(member(expression, 'operator')) ?? '');
  if (typeof key !== 'string' || !isList(values) || operator === undefined) return false;
  const value = labelOf(key);
  return operator(typeof value === 'string' ? value : undefined, values);
}

type Operator = (value: string | undefined, values: readonly Json[]) => boolean;

/** The API refuses In and NotIn without values, and Exists and DoesNotExist with some. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['In', (value, values) => value !== undefined && values.includes(value)],
  ['NotIn', (value, values) => values.length > 0 && (value === undefined || !values.includes(value))],
  ['Exists', (value, values) => values.length === 0 && value !== undefined],
  ['DoesNotExist', (value, values) => values.length === 0 && value === undefined],
]);
