import { asList, isObject, member, type Json, type Path } from '../engine/json.ts';
import { shown } from './fault.ts';
import type { Misfit } from './validate.ts';

/** What no schema can say of `images`. Total over any JSON; says nothing of what the schema refuses. */
export function imageContradictions(raw: Json): readonly Misfit[] {
  return asList(member(member(raw, 'images'), 'policies')).flatMap((policy, index) => policyFaults(policy, ['images', 'policies', index]));
}

function policyFaults(policy: Json, path: Path): readonly Misfit[] {
  if (!isObject(policy)) return [];
  const signers = member(member(policy, 'signatures'), 'by');
  const demands = list(member(policy, 'attestations'), [...path, 'attestations']);
  const nothing = member(policy, 'signatures') === undefined && demands.length === 0;
  return [
    ...(nothing ? [fault(path, 'this policy wants nothing of its images', 'give it signatures or attestations')] : []),
    ...quorumFaults(member(policy, 'signatures'), [...path, 'signatures']),
    ...demands.flatMap(({ value, at }) => attestationFaults(value, at, signers !== undefined)),
  ];
}

function attestationFaults(attestation: Json, path: Path, hasSigners: boolean): readonly Misfit[] {
  const by = member(attestation, 'by');
  const nobody = isObject(attestation) && by === undefined && !hasSigners;
  return [
    ...(nobody ? [fault(path, 'nobody is named who may sign this attestation', 'give it by: [...], or give the policy signatures')] : []),
    ...quorumFaults(attestation, path),
    ...list(member(attestation, 'conditions'), [...path, 'conditions']).flatMap(conditionFaults),
  ];
}

function quorumFaults(quorum: Json | undefined, path: Path): readonly Misfit[] {
  const by = list(member(quorum, 'by'), [...path, 'by']);
  const count = member(quorum, 'count');
  const tooMany = typeof count === 'number' && by.length > 0 && count > by.length && by.every(({ value }) => isOneSigner(value));
  const message = `count is ${shown(count)}, and ${by.length === 1 ? 'only one signer is' : `no more than ${by.length} signers are`} named`;
  return [...(tooMany ? [fault([...path, 'count'], message, 'name more signers, or lower it')] : []), ...by.flatMap(authorityFaults)];
}

/** A pattern may stand for any number of them. */
function isOneSigner(authority: Json): boolean {
  return given(authority, ['key']) === 1 || (given(authority, ['issuer']) === 1 && given(authority, ['subject']) === 1);
}

/** A subject without its issuer is anybody's word: any provider may vouch for any name. */
function authorityFaults({ value, at }: Entry): readonly Misfit[] {
  if (!isObject(value)) return [];
  const [keys, issuers, subjects] = [['key'], ['issuer', 'issuerPattern'], ['subject', 'subjectPattern']].map((names) =>
    given(value, names),
  );
  const isKey = keys === 1 && issuers === 0 && subjects === 0;
  const isPerson = keys === 0 && issuers === 1 && subjects === 1;
  return isKey || isPerson
    ? []
    : [
        fault(
          at,
          'a signer is either a key, or an issuer and a subject together',
          'give key, or issuer and subject (or issuerPattern, subjectPattern)',
        ),
      ];
}

function conditionFaults({ value, at }: Entry): readonly Misfit[] {
  if (!isObject(value) || given(value, CONDITIONS) === 1) return [];
  return [fault(at, 'a condition says one thing of one place', `give it one of ${CONDITIONS.join(', ')}`)];
}

interface Entry {
  readonly value: Json;
  readonly at: Path;
}

function list(value: Json | undefined, path: Path): readonly Entry[] {
  return asList(value).map((item, index) => ({ value: item, at: [...path, index] }));
}

function given(value: Json, names: readonly string[]): number {
  return names.filter((name) => member(value, name) !== undefined).length;
}

function fault(path: Path, message: string, suggestion: string): Misfit {
  return { path, part: 'value', complaint: { code: 'wrong-value', message, suggestion } };
}

const CONDITIONS = ['equals', 'matches', 'in', 'notIn', 'atMost', 'maxAge'];
