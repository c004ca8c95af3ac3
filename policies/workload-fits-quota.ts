import { boolean, type Parameters } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { canonicalQuotaName } from '../src/kube/quota-names.ts';
import { autoscalers, SCALERS } from './shared/autoscalers.ts';
import { claimantsOf, type Outlook } from './shared/claimants.ts';
import { defaultClasses } from './shared/default-classes.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { demands } from './shared/demands.ts';
import { objectCounts } from './shared/object-counts.ts';
import { unspecifiedAmounts } from './shared/quota-constraints.ts';
import { quotaExcesses } from './shared/quota-excess.ts';
import { faultsOfDemand, faultsOfQuota, type QuotaFault } from './shared/quota-faults.ts';
import { overQuota } from './shared/quota-offences.ts';
import { ownClaimants, partIn } from './shared/quota-subject.ts';
import { quotas } from './shared/quotas.ts';
import { runtimeOverheads } from './shared/runtime-overheads.ts';

type Message = 'over' | 'unspecified' | QuotaFault;

const parameters: Parameters<Outlook> = {
  useMaxReplicas: boolean(true, 'Whether autoscalers are taken at their maximum, as they are when the namespace is busiest.'),
  useSurge: boolean(true, 'Whether the Pods are counted that a rolling update makes before it removes others.'),
};

/** What is charged beside workloads, and quotas themselves. Of Secrets, ConfigMaps and others that are too many the quota tells, so that nobody's Secret waits for this rule. */
const CHARGED = ['PersistentVolumeClaim', 'ResourceQuota', 'Service'].map((kind) => ({ group: '', kind }));

export const workloadFitsQuota: Rule<Message, Outlook> = {
  id: 'workload-fits-quota',
  category: 'quotas',
  severity: 'error',
  since: '0.1.0',
  summary: 'What a namespace holds fits into its quotas at its most, during a rollout and at full scale.',
  why: 'The API server takes a Deployment that its quota has no room for: it is the Pods that are refused, in the middle of a rollout or under load, and nothing but an event says why. Counted as the quota controller counts: init containers, sidecars, overhead (that of a RuntimeClass of the set too), amounts of the pod and defaults of LimitRanges included; what a controller of the set makes is counted with its maker. A number that is not written, such as that of nodes, is told and not guessed. Where the status of a quota counts more than is known here, it is believed.',
  whenNot: 'Namespaces that are oversubscribed on purpose; set useMaxReplicas or useSurge to false there.',
  messages: {
    over: 'ResourceQuota "{{quota}}" has {{hard}} of {{resource}}, and its namespace comes to {{total}} at most, {{over}} too much: {{sum}}.',
    unspecified: '{{who}} names no {{resource}}, which ResourceQuota "{{quota}}" asks of every container: its Pods are refused.',
    unreadable: '"{{value}}" is no {{field}} that a quota could count.',
    uncounted: 'ResourceQuota "{{quota}}" bounds {{resource}}, under which Kubernetes counts nothing.',
    badScope: 'ResourceQuota "{{quota}}" counts nothing, since {{reason}}.',
  },
  parameters,
  match: {
    kinds: ['workloads', ...CHARGED, ...SCALERS],
  },
  facts: [autoscalers, containerDefaults, defaultClasses, demands, objectCounts, quotas, runtimeOverheads],
  *check(subject, { params, facts }) {
    const { namespace } = subject;
    if (namespace === undefined) return;
    if (subject.group === '' && subject.kind === 'ResourceQuota') yield* faultsOfQuota(subject);
    const entries = facts.get(quotas, namespace);
    if (entries.length === 0) return;
    yield* faultsOfDemand(subject, [...new Set(entries.flatMap(({ value }) => Object.keys(value.hard).map(canonicalQuotaName)))]);
    const claimants = claimantsOf(facts, namespace, params);
    const own = ownClaimants(subject, claimants, params);
    yield* unspecifiedAmounts(subject, facts, entries, own);
    yield* overQuota(subject, [...quotaExcesses({ namespace, claimants, facts }, entries, partIn(subject, own))]);
  },
};
