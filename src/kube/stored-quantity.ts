import { member, type Json, type JsonObject } from '../engine/json.ts';
import { binaryPower, decimalExponent, formatQuantity, parseQuantity, quantityParts, type QuantityParts } from './quantity.ts';
import { withMember, within } from './sharing.ts';

/** What claims, containers and pods ask for (core/v1 ResourceRequirements), with its amounts as they are stored. */
export function storedRequirements(object: JsonObject): JsonObject {
  return within(object, 'resources', (resources) => storedAmounts(storedAmounts(resources, 'requests'), 'limits'));
}

/** An object with the amounts of one map of quantities as they are stored. */
export function storedAmounts(object: JsonObject, key: string): JsonObject {
  return within(object, key, (amounts) => {
    let result = amounts;
    for (const name of Object.keys(amounts)) result = storedAmount(result, name, THOUSANDTHS);
    return result;
  });
}

/** An object with one quantity as it is stored. */
export function storedAmount(object: JsonObject, key: string, finest = BILLIONTHS): JsonObject {
  const value = member(object, key);
  return value === undefined ? object : withMember(object, key, storedQuantity(value, finest));
}

/**
 * A quantity as the API server writes what it has read: `2000m` is `2`, and `1024Mi` is `1Gi`. A number that reads the same stays
 * one, and what is no quantity stays as it is (ParseQuantity and CanonicalizeBytes of k8s.io/apimachinery/pkg/api/resource/quantity.go).
 */
export function storedQuantity(value: Json, finest = BILLIONTHS): Json {
  if (typeof value === 'string' && CANONICAL.test(value)) return value;
  return typeof value === 'string' || typeof value === 'number' ? rewritten(value, finest) : value;
}

function rewritten(value: string | number, finest: number): Json {
  const parts = quantityParts(value);
  const nano = parseQuantity(value);
  if (parts === undefined || nano === undefined) return value;
  const text = isKept(parts, finest) ? String(value).trim() : canonical(roundedUp(nano, finest), parts.suffix);
  return text === String(value) ? value : text;
}

function canonical(nano: bigint, suffix: string): string {
  if (/^[eE]./u.test(suffix)) return exponential(nano);
  const isLarge = nano >= LEAST_BINARY || nano <= -LEAST_BINARY;
  const isBinary = binaryPower(suffix) !== undefined && isLarge && nano % UNIT === 0n;
  return formatQuantity(nano, isBinary ? 'binary' : 'decimal');
}

/** What is seen at a glance to need no canonical form is kept as it was written, and so is a little more. */
function isKept({ whole, fraction, suffix }: QuantityParts, finest: number): boolean {
  const digits = whole.replace(/^0+/u, '');
  const power = binaryPower(suffix);
  if (power !== undefined) return fraction === '' && digits.length <= 14 - 3 * power && Number(digits.slice(-3)) % 8 !== 0;
  const scale = decimalExponent(suffix) - fraction.length;
  const all = digits + fraction;
  return digits !== '' && all.length <= 18 && scale >= finest && scale % 3 === 0 && !all.endsWith('000');
}

function exponential(nano: bigint): string {
  if (nano === 0n) return '0';
  const exponent = EXPONENTS.find((power) => nano % 10n ** BigInt(power + 9) === 0n) ?? -9;
  const digits = nano / 10n ** BigInt(exponent + 9);
  return exponent === 0 ? String(digits) : `${digits}e${exponent}`;
}

/** SetDefaults_ResourceList: what is asked for comes in thousandths, and more of them rather than less. */
function roundedUp(nano: bigint, finest: number): bigint {
  const step = 10n ** BigInt(finest - BILLIONTHS);
  const over = nano % step;
  if (over === 0n) return nano;
  return nano - over + (nano < 0n ? -step : step);
}

/** What most quantities are, and all that the API server sends: three digits at most have no shorter form. */
const CANONICAL = /^[1-9]\d{0,2}(?:m|[kMGTP]|[KMGTP]i)?$/u;
/** Powers of ten. */
const BILLIONTHS = -9;
const THOUSANDTHS = -3;
const UNIT = 1_000_000_000n;
/** Less than this has no binary form. */
const LEAST_BINARY = 1024n * UNIT;
const EXPONENTS = [18, 15, 12, 9, 6, 3, 0, -3, -6, -9];
