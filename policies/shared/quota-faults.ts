import { asObject, isList, member, valueAt, type Json, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Offence } from '../../src/engine/rule.ts';
import { parseAmount } from '../../src/kube/amounts.ts';
import { countFaults, wholeNumber } from '../../src/kube/pod-counts.ts';
import { canonicalQuotaName, quotaKindOf, type QuotaKind } from '../../src/kube/quota-names.ts';
import { scopeFaults } from '../../src/kube/quota-scopes.ts';
import { isAbsent } from '../../src/kube/sharing.ts';
import { podSpec } from '../../src/kube/workloads.ts';
import { isMalformed } from './limited-things.ts';
import { quantitiesOf } from './quantity-places.ts';
import { written } from './written.ts';

export type QuotaFault = 'unreadable' | 'uncounted' | 'badScope';

/** What a quota says that Kubernetes can not keep anything to. */
export function* faultsOfQuota({ name, resource: { spec } }: Subject): Iterable<Offence<QuotaFault>> {
  for (const [resource, value] of Object.entries(asObject(member(spec, 'hard')))) {
    const at = ['spec', 'hard', resource];
    if (parseAmount(value) === undefined) yield { message: 'unreadable', data: { field: resource, value: written(value) }, at };
    else if (quotaKindOf(canonicalQuotaName(resource)) === undefined) yield { message: 'uncounted', data: { quota: name, resource }, at };
  }
  for (const { path: at, reason } of scopeFaults(spec)) yield { message: 'badScope', data: { quota: name, reason }, at };
}

/** What an object says of its size that can not be added up, where a quota would count it. */
export function* faultsOfDemand(subject: Subject, bounded: readonly string[]): Iterable<Offence<QuotaFault>> {
  for (const { name, value, path: at } of amountsIn(subject)) {
    const isBounded = bounded.some((resource) => resource === name || resource.endsWith(`/${name}`));
    if (isBounded && isMalformed(value)) yield unreadable(at, value);
  }
  const isCounted = bounded.some((resource) => COUNTED.has(quotaKindOf(resource) ?? 'objects'));
  for (const { path: at, value } of isCounted ? countsIn(subject) : []) yield unreadable(at, value);
}

/** The numbers of pods that can not be read: of a workload, or of what scales one. */
function countsIn(subject: Subject): readonly { readonly path: Path; readonly value: Json | undefined }[] {
  if (subject.workload !== undefined) return countFaults(subject);
  const path = MAXIMA.get(subject.kind);
  const value = path === undefined ? undefined : valueAt(subject.resource, path);
  return path === undefined || isAbsent(value) || wholeNumber(value) !== undefined ? [] : [{ path, value }];
}

/** By canonical quota names. */
function* amountsIn(subject: Subject): Iterable<{ readonly name: string; readonly value: Json | undefined; readonly path: Path }> {
  for (const { value, path, follows } of quantitiesOf(subject)) if (follows !== true) yield { name: path.slice(-2).join('.'), value, path };
  const pod = podSpec(subject);
  for (const [resource, value] of Object.entries(asObject(member(pod?.spec, 'overhead'))))
    yield { name: `requests.${resource}`, value, path: [...(pod?.path ?? []), 'overhead', resource] };
}

function unreadable(at: Path, value: Json | undefined): Offence<'unreadable'> {
  const quoted = isList(value) || typeof value === 'object' ? 'no scalar' : written(value);
  return { message: 'unreadable', data: { field: String(at.at(-1)), value: quoted }, at };
}

const MAXIMA: ReadonlyMap<string, Path> = new Map([
  ['HorizontalPodAutoscaler', ['spec', 'maxReplicas']],
  ['ScaledObject', ['spec', 'maxReplicaCount']],
]);
const COUNTED: ReadonlySet<QuotaKind> = new Set(['pods', 'claims'] as const);
