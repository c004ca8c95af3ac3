import { asList, asString, isObject, member, type Json, type Path } from '../engine/json.ts';
import { isSecretKey, parseSecretKey } from '../kube/secret-key-ref.ts';
import { shown } from './fault.ts';
import type { Misfit } from './validate.ts';

/** What no schema can say of `images`. Total over any JSON; says nothing of what the schema refuses. */
export function imageContradictions(raw: Json): readonly Misfit[] {
  const images = member(raw, 'images');
  const policies = asList(member(images, 'policies'));
  return [...tufFaults(images), ...policies.flatMap((policy, index) => policyFaults(policy, ['images', 'policies', index]))];
}

/** No start and no request hangs on a mirror: what is believed before it has answered is a file. */
function tufFaults(images: Json | undefined): readonly Misfit[] {
  const tuf = member(images, 'tuf');
  if (!isObject(tuf)) return [];
  const path = ['images', 'tuf'];
  const mirror = member(tuf, 'mirror');
  const bare = member(images, 'trustedRoot') === undefined;
  const first = 'give images.trustedRoot: trusted_root.json, and write that file with: lintel images trust';
  return [
    ...(bare ? [fault(path, 'nothing is believed until the mirror has answered', first)] : []),
    ...(typeof mirror === 'string' ? mirrorFaults(mirror, plainHosts(images), [...path, 'mirror']) : []),
  ];
}

/** What is published there is signed; without TLS whoever sits between could still hold back what is new. */
function mirrorFaults(text: string, plain: readonly Json[], path: Path): readonly Misfit[] {
  if (!MIRROR.test(text) || !URL.canParse(text))
    return [
      fault(path, `${shown(text)} is no address of a mirror`, 'give one as https://tuf.internal, without a user, a query or a fragment'),
    ];
  const { protocol, hostname, host } = new URL(text);
  if (protocol === 'https:' || LOOPBACK.has(hostname) || plain.includes(host)) return [];
  const suggestion = 'give an address with https, or name its host under registries with plainHttp: true';
  return [fault(path, `${shown(text)} is spoken to without TLS`, suggestion)];
}

function plainHosts(images: Json | undefined): readonly Json[] {
  const plain = asList(member(images, 'registries')).filter((registry) => member(registry, 'plainHttp') === true);
  return plain.flatMap((registry) => member(registry, 'host') ?? []);
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
  const suggestion = 'give key, or issuer and subject (or issuerPattern, subjectPattern)';
  const neither = isKey || isPerson ? [] : [fault(at, 'a signer is either a key, or an issuer and a subject together', suggestion)];
  return [...neither, ...secretKeyFaults(value, at)];
}

/** A key that stands in the settings, or beside them, needs no copy. */
function secretKeyFaults(authority: Json, path: Path): readonly Misfit[] {
  const key = asString(member(authority, 'key')) ?? '';
  const isInSecret = isSecretKey(key);
  const nameless = isInSecret && parseSecretKey(key) === undefined;
  const useless = !isInSecret && member(authority, 'copy') !== undefined;
  return [
    ...(nameless ? [fault([...path, 'key'], `${shown(key)} names no Secret`, 'write it as k8s://namespace/name')] : []),
    ...(useless ? [fault([...path, 'copy'], 'only a key in a Secret has a copy', 'remove it, or give key: k8s://namespace/name')] : []),
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

const MIRROR = /^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/u;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const CONDITIONS = ['equals', 'matches', 'in', 'notIn', 'atMost', 'maxAge'];
