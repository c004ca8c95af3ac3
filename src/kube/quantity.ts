import type { Json } from '../engine/json.ts';

/**
 * A Kubernetes quantity (`500m`, `1Gi`, `1e3`) in billionths of its unit, exactly; undefined for what the grammar refuses.
 * Finer amounts round away from zero, and 2^63-1 units is the most, as in k8s.io/apimachinery/pkg/api/resource/quantity.go.
 */
export function parseQuantity(value: Json | undefined): bigint | undefined {
  const parts = quantityParts(value);
  if (parts === undefined) return undefined;
  const amount = amountOf(parts);
  return parts.sign === '-' ? -amount : amount;
}

/** What a quantity is written of. */
export interface QuantityParts {
  readonly sign: string;
  /** Digits before and after the point. */
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
}

export function quantityParts(value: Json | undefined): QuantityParts | undefined {
  const match = typeof value === 'string' || typeof value === 'number' ? GRAMMAR.exec(String(value).trim()) : null;
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  return { sign, whole, fraction, suffix };
}

/** Less, equal or greater than zero, as for a sort; undefined where either is no quantity. */
export function compareQuantities(a: Json | undefined, b: Json | undefined): number | undefined {
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  if (left === undefined || right === undefined) return undefined;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** An amount in billionths as a canonical quantity: the largest suffix that leaves a whole number. */
export function formatQuantity(nano: bigint, form: 'binary' | 'decimal' = 'decimal'): string {
  if (nano === 0n) return '0';
  const [unit, suffix] = (form === 'binary' ? BINARY_UNITS : DECIMAL_UNITS).find(([size]) => nano % size === 0n) ?? SMALLEST;
  return `${nano / unit}${suffix}`;
}

/** The power of 1024 that a suffix stands for; undefined for a decimal one. */
export function binaryPower(suffix: string): number | undefined {
  return suffix.length === 2 && suffix.endsWith('i') ? BINARY.indexOf(suffix) : undefined;
}

/** The power of ten that a suffix stands for. */
export function decimalExponent(suffix: string): number {
  if (suffix.length > 1) return Math.max(-FARTHEST, Math.min(FARTHEST, Number(suffix.slice(1))));
  return DECIMAL.get(suffix) ?? 0;
}

function amountOf({ whole, fraction, suffix }: QuantityParts): bigint {
  const power = binaryPower(suffix);
  return power === undefined ? decimalAmount(whole, fraction, decimalExponent(suffix)) : binaryAmount(whole, fraction, power);
}

/** Works on the digits as text, so that `1e999999999` costs no more than `1`. */
function decimalAmount(whole: string, fraction: string, exponent: number): bigint {
  const all = whole + fraction;
  const digits = withoutLeadingZeros(all);
  if (digits === '') return 0n;
  const point = whole.length - (all.length - digits.length) + exponent + NANO_DIGITS;
  if (point > MOST_DIGITS) return MOST;
  if (point <= 0) return 1n;
  const kept = BigInt(digits.slice(0, point).padEnd(point, '0'));
  return least(hasDigit(digits.slice(point)) ? kept + 1n : kept);
}

function binaryAmount(whole: string, fraction: string, thousands: number): bigint {
  const digits = withoutLeadingZeros(whole);
  if (digits.length + NANO_DIGITS > MOST_DIGITS) return MOST;
  const kept = fraction.slice(0, EXACT_DIGITS);
  const exact = hasDigit(fraction.slice(EXACT_DIGITS)) ? `${kept}1` : kept;
  const scaled = (BigInt(`0${digits}${exact}`) << BigInt(10 * thousands)) * NANO;
  const divisor = 10n ** BigInt(exact.length);
  return least((scaled + divisor - 1n) / divisor);
}

function least(amount: bigint): bigint {
  return amount > MOST ? MOST : amount;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === '0') start += 1;
  return digits.slice(start);
}

function hasDigit(digits: string): boolean {
  return withoutLeadingZeros(digits) !== '';
}

const GRAMMAR = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?([KMGTPE]i|[eE][+-]?\d+|[numkMGTPE])?$/u;
const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 1_000_000_000n;
const NANO_DIGITS = 9;
/** The most that Kubernetes represents: 2^63-1 units. */
const MOST = (2n ** 63n - 1n) * NANO;
const MOST_DIGITS = 28;
/** Past this every exponent means "more than the most" or "less than the least"; strings of a request are far shorter. */
const FARTHEST = 1_000_000_000;
/** Every binary multiple of a billionth has fewer decimal places than this, so what follows can only tip the rounding. */
const EXACT_DIGITS = 100;
const SMALLEST = [1n, 'n'] as const;
const BINARY_UNITS: readonly (readonly [bigint, string])[] = [
  ...BINARY.map((suffix, index) => [NANO << BigInt(10 * index), suffix] as const).toReversed(),
  [1_000_000n, 'm'],
  [1000n, 'u'],
];
const DECIMAL_UNITS: readonly (readonly [bigint, string])[] = [...DECIMAL, ['', 0] as const]
  .sort(([, a], [, b]) => b - a)
  .map(([suffix, exponent]) => [10n ** BigInt(exponent + NANO_DIGITS), suffix]);
