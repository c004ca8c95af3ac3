import type { Plan } from '../engine/plan.ts';
import type { RuleSetting } from '../engine/policy.ts';
import type { GroupKind } from '../engine/resource.ts';
import type { AnyRule, Enforcement } from '../engine/rule.ts';
import type { DeclaredWorkload } from '../kube/workloads.ts';
import { injectedRules, isSettledOnCreate } from './mutate.ts';
import { reachOf, type WholeReach } from './reach.ts';
import type { Asked } from './registration-rules.ts';

/** What each entry of the registration must be asked about, for the rules that are on somewhere. */
interface RuleScopes {
  readonly deny: readonly Asked[];
  readonly advise: readonly Asked[];
  readonly inject: readonly Asked[];
}

/** Narrow by construction: an entry is asked about what its rules can answer for, and about nothing else. */
export function scopesOf(plan: Plan, declared: readonly DeclaredWorkload[]): RuleScopes {
  const workloads = [...WORKLOADS, ...declared];
  const scopes: { [K in keyof RuleScopes]: Asked[] } = { deny: [], advise: [], inject: [] };
  const injected = injectedRules({ plan });
  for (const rule of new Set(plan.rules)) {
    const enforcements = enforcementsOf(rule, plan);
    const reach = reachOf(rule, plan);
    const asked = askedFor(rule, reach, workloads);
    if (enforcements.has('deny')) {
      scopes.deny.push(...asked);
      // Where a denying finding is old, it is the other entry that warns of it.
      const updates = reach.operations.filter((operation) => operation === 'UPDATE');
      scopes.advise.push(...askedFor(rule, { ...reach, operations: updates }, workloads));
    }
    if (enforcements.has('warn') || enforcements.has('audit') || reach.warns) scopes.advise.push(...asked);
    if (injected.has(rule.id)) scopes.inject.push(...asked.flatMap((one) => injectable(one, workloads)));
  }
  return scopes;
}

/** Everything that the settings and any override can make of a rule. */
function enforcementsOf(rule: AnyRule, { policy }: Plan): ReadonlySet<Enforcement> {
  const changes = policy.overrides.flatMap(({ rules }) => rules.get(rule.id) ?? []);
  const found = new Set<Enforcement>();
  for (const { setting } of policy.rules.filter((instance) => instance.rule.id === rule.id)) {
    for (const enforcement of possible(setting, changes)) found.add(enforcement);
  }
  return found;
}

function possible(base: RuleSetting, changes: readonly Partial<RuleSetting>[]): readonly Enforcement[] {
  const all = [base, ...changes];
  const given = all.flatMap(({ enforcement }) => enforcement ?? []);
  if (base.enforcement !== undefined) return given;
  return [...given, ...all.flatMap(({ severity }) => (severity === undefined || severity === 'off' ? [] : ENFORCEMENT[severity]))];
}

function askedFor({ match }: AnyRule, { operations, namespaces }: WholeReach, workloads: readonly GroupKind[]): readonly Asked[] {
  if (operations.length === 0 || namespaces?.length === 0) return [];
  const when = { operations, ...(namespaces !== undefined && { within: namespaces }) };
  if (match.kinds === 'all') return [{ kind: 'all', ...when, ...(match.scale === true && { scale: true }) }];
  const kinds = match.kinds.flatMap((kind) => (kind === 'workloads' ? workloads : kind));
  return kinds.map((kind) => ({ kind, ...when }));
}

/** Injection acts on CREATE, and on UPDATE where there is a pod template that can still change. */
function injectable({ kind, operations, ...where }: Asked, workloads: readonly GroupKind[]): readonly Asked[] {
  const mutable = workloads.filter(
    (workload) => !isSettledOnCreate(workload.group, workload.kind) && (kind === 'all' || isSame(kind, workload)),
  );
  const created: Asked = { ...where, kind, operations: operations.filter((operation) => operation === 'CREATE') };
  const updates = operations.filter((operation) => operation === 'UPDATE');
  const updated = mutable.map((workload): Asked => ({ ...where, kind: workload, operations: updates }));
  return [created, ...updated].filter((asked) => asked.operations.length > 0);
}

function isSame(a: GroupKind, b: GroupKind): boolean {
  return a.kind === b.kind && a.group === b.group;
}

const ENFORCEMENT = { error: 'deny', warning: 'warn', info: 'audit' } as const;
const WORKLOADS: readonly GroupKind[] = [
  { group: '', kind: 'Pod' },
  { group: '', kind: 'ReplicationController' },
  ...['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ group: 'apps', kind })),
  ...['CronJob', 'Job'].map((kind) => ({ group: 'batch', kind })),
];
