import { JSONPath } from 'jsonpath-plus';
import { equalJson, isList, member, type Json } from '../engine/json.ts';

/** Whether a filter keeps a value. */
export type Filter = (value: Json) => boolean;

export type CompiledFilter = { readonly filter: Filter } | { readonly fault: string; readonly advice?: string };

/**
 * The expression of `[?(...)]`: read by jsonpath-plus's safe mode, and evaluated here, more narrowly than there. Its own evaluation
 * throws at a member that is missing, so that an object would be either a failure of the rule or silently passed over.
 */
export function compileFilter(expression: string): CompiledFilter {
  const tree = parse(expression);
  if (tree === undefined) return { fault: `has a filter that cannot be read: ${expression}`, advice: WANTED };
  try {
    return { filter: testOf(tree, 0) };
  } catch (error) {
    if (error instanceof Refused) return { fault: `has ${error.message} in a filter`, advice: WANTED };
    throw error;
  }
}

type Operand = (value: Json) => Json | undefined;

interface Tree {
  readonly type: string;
  readonly [part: string]: unknown;
}

class Refused extends Error {}

function parse(expression: string): Tree | undefined {
  const code = expression.replaceAll(CURRENT, (_, literal: string | undefined) => literal ?? ITEM);
  const { Script } = (
    JSONPath.prototype as unknown as { readonly safeVm: { readonly Script: new (code: string) => { readonly ast: unknown } } }
  ).safeVm;
  try {
    return new Script(code).ast as Tree;
  } catch {
    return undefined;
  }
}

function testOf(tree: Tree, depth: number): Filter {
  const { type, operator, left, right, argument } = tree;
  if (depth > DEEPEST) throw new Refused('too deep an expression');
  if (type === 'UnaryExpression' && operator === '!') {
    const inner = testOf(argument as Tree, depth + 1);
    return (value) => !inner(value);
  }
  if (type !== 'BinaryExpression' && type !== 'LogicalExpression') {
    const operand = operandOf(tree, depth);
    return (value) => Boolean(operand(value));
  }
  return operator === '&&' || operator === '||' ? joined(tree, depth) : compared(String(operator), left as Tree, right as Tree, depth);
}

function joined({ operator, left, right }: Tree, depth: number): Filter {
  const [a, b] = [testOf(left as Tree, depth + 1), testOf(right as Tree, depth + 1)];
  return operator === '&&' ? (value) => a(value) && b(value) : (value) => a(value) || b(value);
}

function compared(operator: string, left: Tree, right: Tree, depth: number): Filter {
  const compare = COMPARISONS.get(operator);
  if (compare === undefined) throw new Refused(`the operator ${operator}`);
  const [a, b] = [operandOf(left, depth + 1), operandOf(right, depth + 1)];
  return (value) => compare(a(value), b(value));
}

function operandOf(tree: Tree, depth: number): Operand {
  if (depth > DEEPEST) throw new Refused('too deep an expression');
  if (tree.type === 'MemberExpression') return memberOf(tree, depth);
  if (tree.type === 'Identifier' && tree['name'] === ITEM) return (item) => item;
  const value = literalOf(tree);
  if (value !== undefined) return () => value;
  throw new Refused(REFUSED.get(tree.type) ?? `something else than comparisons of what stands under @`);
}

/** A text, a number, true, false or null. */
function literalOf({ type, value, operator, argument }: Tree): Json | undefined {
  if (type === 'Literal' && isScalar(value)) return value;
  const negated: unknown = type === 'UnaryExpression' && operator === '-' ? (argument as Tree)['value'] : undefined;
  return typeof negated === 'number' ? -negated : undefined;
}

function memberOf({ object, property, computed }: Tree, depth: number): Operand {
  const parent = operandOf(object as Tree, depth + 1);
  const { type, name, value } = property as Tree;
  const key = computed === true ? (type === 'Literal' ? value : undefined) : name;
  if (typeof key !== 'string' && typeof key !== 'number') throw new Refused('a member that is computed');
  return (item) => {
    const found = parent(item);
    return key === 'length' && (isList(found) || typeof found === 'string') ? found.length : member(found, key);
  };
}

function isScalar(value: unknown): value is Json {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** What has no order, or of two kinds, is neither less nor greater. */
function ordered(test: (a: string | number, b: string | number) => boolean): (a: Json | undefined, b: Json | undefined) => boolean {
  return (a, b) => {
    const comparable = (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
    return comparable && test(a, b);
  };
}

const COMPARISONS: ReadonlyMap<string, (a: Json | undefined, b: Json | undefined) => boolean> = new Map([
  ['==', equalJson],
  ['===', equalJson],
  ['!=', (a, b) => !equalJson(a, b)],
  ['!==', (a, b) => !equalJson(a, b)],
  ['<', ordered((a, b) => a < b)],
  ['<=', ordered((a, b) => a <= b)],
  ['>', ordered((a, b) => a > b)],
  ['>=', ordered((a, b) => a >= b)],
]);
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['CallExpression', 'a call'],
  ['AssignmentExpression', 'an assignment'],
  ['Literal', 'a regular expression'],
  ['ThisExpression', 'this'],
  ['Identifier', 'a name that is not @'],
  ['Compound', 'several expressions'],
]);
const WANTED = "compare what stands under @ with ==, !=, <, <=, >, >=, and join with &&, || and !: [?(@.name == 'x' && !@.ready)]";
const ITEM = '_$_v';
/** An `@` outside of quotes. */
const CURRENT = /('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|@/gsu;
const DEEPEST = 30;
