import { asList, asObject, asString, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';

/** A label selector as kubectl's `-l` takes it: `app=web,tier in (a,b),!legacy`; empty where it asks for nothing. */
export function selectorText(selector: Json | undefined): string {
  const pairs = Object.entries(asObject(member(selector, 'matchLabels'))).map(([key, value]) => `${key}=${asString(value) ?? '?'}`);
  return [...pairs, ...asList(member(selector, 'matchExpressions')).map(expressionText)].join(',');
}

function expressionText(expression: Json): string {
  const key = asString(member(expression, 'key')) ?? '?';
  const values = asList(member(expression, 'values')).map((value) => asString(value) ?? '?');
  const operator = asString(member(expression, 'operator')) ?? '?';
  if (operator === 'Exists') return key;
  return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${values.join(',')})`;
}
