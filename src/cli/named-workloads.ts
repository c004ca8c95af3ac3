import type { Subject } from '../engine/resource.ts';
import { nearest } from '../settings/suggest.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';

/** What a person writes for a workload: `deployment/web`, `deploy/web`. */
export interface WorkloadName {
  /** As written, in lower case. */
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

export function readWorkloadName(text: string | undefined, namespace: string | undefined): WorkloadName {
  const [kind = '', name = '', more] = (text ?? '').split('/');
  if (kind === '' || name === '' || more !== undefined)
    throw new CommandFailure(EXIT.usage, 'Name one workload as kind/name: lintel explain egress deployment/web');
  return { kind: kind.toLowerCase(), name, namespace };
}

/** The workloads of that name, in whichever namespace and environment; that there is none is a usage fault that says what there is. */
export function workloadsNamed<S extends { readonly subject: Subject }>(wanted: WorkloadName, known: readonly S[]): readonly S[] {
  const workloads = known.filter(({ subject }) => subject.workload !== undefined);
  const found = workloads.filter(({ subject }) => isNamed(subject, wanted));
  if (found.length === 0)
    throw new CommandFailure(EXIT.usage, absence(wanted, [...new Set(workloads.map(({ subject }) => shown(subject)))]));
  return found;
}

function isNamed({ kind, name, namespace }: Subject, wanted: WorkloadName): boolean {
  return name === wanted.name && isKind(kind.toLowerCase(), wanted.kind) && (wanted.namespace ?? namespace) === namespace;
}

/** As kubectl takes them: singular, plural or short. */
function isKind(kind: string, wanted: string): boolean {
  return [kind, `${kind}s`, ...(SHORT.get(kind) ?? [])].includes(wanted);
}

function absence({ kind, name, namespace }: WorkloadName, known: readonly string[]): string {
  const asked = `${kind}/${name}`;
  const [full = kind] = [...SHORT].find(([, short]) => short.includes(kind)) ?? [];
  const close = nearest(
    `${full}/${name}`,
    known.map((one) => one.replace(/ .*$/u, '')),
  );
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  const hint = close === undefined || close === asked ? '' : ` Did you mean ${close}?`;
  const rest = known.length > MOST_LISTED ? `, and ${known.length - MOST_LISTED} more` : '';
  const there = known.length === 0 ? 'There are no workloads here.' : `There are: ${known.slice(0, MOST_LISTED).join(', ')}${rest}.`;
  return `There is no workload ${asked}${where}.${hint} ${there}`;
}

function shown({ kind, name, namespace }: Subject): string {
  return `${kind.toLowerCase()}/${name}${namespace === undefined ? '' : ` (namespace ${namespace})`}`;
}

const MOST_LISTED = 10;
const SHORT: ReadonlyMap<string, readonly string[]> = new Map([
  ['pod', ['po']],
  ['deployment', ['deploy']],
  ['statefulset', ['sts']],
  ['daemonset', ['ds']],
  ['replicaset', ['rs']],
  ['replicationcontroller', ['rc']],
  ['cronjob', ['cj']],
]);
