import type { AnyRule, Offence } from './rule.ts';

/** Whether a rule yielded an offence, in every part that the engine and the doors read: users' rules are checked by no compiler. */
export function isOffence(rule: AnyRule, yielded: unknown): yielded is Offence {
  if (!isRecord(yielded)) return false;
  const { message, at } = yielded;
  if (typeof message !== 'string' || !Object.hasOwn(rule.messages, message) || !isPath(at)) return false;
  return PARTS.every(([part, test]) => yielded[part] === undefined || test(yielded[part]));
}

function isRelated(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isRecord(one) && isRecord(one['resource']) && isPath(one['path']));
}

function isFix(value: unknown): boolean {
  if (!isRecord(value) || (value['create'] !== undefined && !isCreated(value['create']))) return false;
  return Array.isArray(value['edits']) && value['edits'].every(isEdit);
}

function isCreated(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isRecord(one) && ['apiVersion', 'kind'].every((key) => typeof one[key] === 'string'));
}

function isEdit(value: unknown): boolean {
  if (!isRecord(value) || !isPath(value['path'])) return false;
  return value['op'] === 'remove' || (value['op'] === 'set' && value['value'] !== undefined);
}

function isMild(value: unknown): boolean {
  return value === 'warn' || value === 'audit';
}

function isPath(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isInteger(key));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What an offence may leave out. */
const PARTS: readonly (readonly [part: string, test: (value: unknown) => boolean])[] = [
  ['data', isRecord],
  ['container', isRecord],
  ['related', isRelated],
  ['fix', isFix],
  ['atMost', isMild],
];
