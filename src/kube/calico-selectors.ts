import { asString, type Json } from '../engine/json.ts';

type LabelOf = (key: string) => Json | undefined;

/**
 * Whether a selector of Calico (libcalico-go/lib/selector/parser) may find an object by its labels. What can not be read here
 * may find anything, and so may what asks for labels that Calico makes.
 */
export function mayFind(selector: string, labelOf: LabelOf): boolean {
  if (selector.length > LONGEST || MADE_BY_CALICO.test(selector)) return true;
  const tokens = [...selector.matchAll(TOKEN)].map(([token]) => token.trim());
  if (tokens.length === 0) return true;
  const found = anyOf({ tokens, labelOf }, 0);
  return found === undefined || found.next < tokens.length || found.holds;
}

interface Text {
  readonly tokens: readonly string[];
  readonly labelOf: LabelOf;
}

/** What was read, and where to go on; undefined for what is no selector. */
type Reading = { readonly holds: boolean; readonly next: number } | undefined;

function anyOf(text: Text, at: number): Reading {
  return chained(text, at, '||', allOf, (left, right) => left || right);
}

function allOf(text: Text, at: number): Reading {
  return chained(text, at, '&&', term, (left, right) => left && right);
}

function chained(
  text: Text,
  at: number,
  operator: string,
  operand: (text: Text, at: number) => Reading,
  join: (left: boolean, right: boolean) => boolean,
): Reading {
  let left = operand(text, at);
  while (left !== undefined && text.tokens[left.next] === operator) {
    const right = operand(text, left.next + 1);
    left = right && { holds: join(left.holds, right.holds), next: right.next };
  }
  return left;
}

function term(text: Text, at: number): Reading {
  const token = text.tokens[at] ?? '';
  if (token === '!') {
    const inner = term(text, at + 1);
    return inner && { holds: !inner.holds, next: inner.next };
  }
  if (token === '(') {
    const inner = anyOf(text, at + 1);
    return inner && text.tokens[inner.next] === ')' ? { holds: inner.holds, next: inner.next + 1 } : undefined;
  }
  const holds = condition(token, text.labelOf);
  return holds === undefined ? undefined : { holds, next: at + 1 };
}

/** Undefined for what is none. */
function condition(token: string, labelOf: LabelOf): boolean | undefined {
  if (EVERYTHING.test(token)) return true;
  const [, asked] = HAS.exec(token) ?? [];
  return asked === undefined ? comparison(token, labelOf) : labelOf(asked) !== undefined;
}

function comparison(token: string, labelOf: LabelOf): boolean | undefined {
  const [, key = '', operator = '', list = ''] = COMPARISON.exec(token) ?? [];
  const values = [...list.matchAll(VALUE)].map(([quoted]) => quoted.slice(1, -1));
  return OPERATORS.get(operator.replaceAll(/\s+/gu, ' '))?.(asString(labelOf(key)), values);
}

type Operator = (value: string | undefined, values: readonly string[]) => boolean;

const isOneOf: Operator = (value, values) => value !== undefined && values.includes(value);
/** A label that is not there differs from every value, and is in no list. */
const isNoneOf: Operator = (value, values) => !isOneOf(value, values);
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['==', isOneOf],
  ['in', isOneOf],
  ['!=', isNoneOf],
  ['not in', isNoneOf],
  ['contains', (value, [part = '']) => value?.includes(part) === true],
  ['starts with', (value, [part = '']) => value?.startsWith(part) === true],
  ['ends with', (value, [part = '']) => value?.endsWith(part) === true],
]);
/** Longer ones are nobody's, and would nest too deep. */
const LONGEST = 1000;
const MADE_BY_CALICO = /projectcalico\.org\/|\bpc(?:ns|sa)\./u;
const VALUE = /'[^']*'|"[^"]*"/gu;
const EVERYTHING = /^(?:all|global)\(\s*\)$/u;
const HAS = /^has\(\s*([\w./-]+)\s*\)$/u;
const COMPARISON = /^([\w./-]+)\s*(==|!=|not\s+in|in|contains|starts\s+with|ends\s+with)\s*(.+)$/su;
/** Whatever else there is becomes a token that is nothing. */
const TOKEN =
  /\s*(?:&&|\|\||[()]|!(?!=)|(?:all|global)\(\s*\)|has\(\s*[\w./-]+\s*\)|[\w./-]+\s*(?:(?:==|!=)\s*|\s(?:contains|starts\s+with|ends\s+with)\s*)(?:'[^']*'|"[^"]*")|[\w./-]+\s+(?:not\s+in|in)\s*\{\s*(?:(?:'[^']*'|"[^"]*")\s*,?\s*)*\}|[\w./-]+|\S)/gu;
