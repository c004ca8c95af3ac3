import { egressOf, podOf, unjudgedOf } from '../../policies/shared/egress.ts';
import { EVERYWHERE, labelsOf, networkPods } from '../../policies/shared/network-facts.ts';
import type { FactEntry, FactsView } from '../engine/fact.ts';
import type { Json, Path } from '../engine/json.ts';
import { describeRef, refOf, type ResourceRef, type Subject } from '../engine/resource.ts';
import type { Admission, EffectiveEgress, PolicySource } from '../kube/effective-egress.ts';
import type { NetworkRule, Peer } from '../kube/network-rules.ts';
import { opening } from '../kube/open-egress.ts';
import { peerText, portsText } from '../kube/peer-text.ts';
import { selectsPod, type PodAt } from '../kube/pod-selection.ts';
import { podSpec } from '../kube/workloads.ts';
import type { EgressWay, PolicyAt, WorkloadEgress } from '../report/egress.ts';
import type { Places } from './related.ts';

/** Who a workload may reach, and through what; `subject` is as stored. */
export async function egressReport(subject: Subject, facts: FactsView, places: Places): Promise<WorkloadEgress> {
  const { environment, document } = subject;
  const at = await located({ ...refOf(subject), ...(document !== undefined && { document }) }, [], places);
  const head = { ...at, ...(environment !== undefined && { environment }), ...noteOn(subject) };
  const pod = podOf(subject, facts);
  if (pod === undefined) return { ...head, verdict: 'unjudged', reason: 'it has no namespace.', policies: [], allowed: [], denied: [] };
  const egress = egressOf(pod, facts);
  const policies = await Promise.all(distinct(egress).map((source) => located(source, [], places)));
  const ways = async (admissions: readonly Admission[]): Promise<readonly EgressWay[]> =>
    (await Promise.all(admissions.map((admission) => waysOf(admission, facts, places)))).flat();
  const found = { ...head, policies, allowed: await ways(egress.allowed), denied: await ways(egress.denied) };
  const reason = reasonNotToJudge(pod, facts);
  return reason === undefined ? { ...found, verdict: verdictOf(egress) } : { ...found, verdict: 'unjudged', reason };
}

function reasonNotToJudge(pod: PodAt, facts: FactsView): string | undefined {
  const unjudged = unjudgedOf(pod, ['Egress'], facts);
  return (
    unjudged &&
    `${describeRef(unjudged.source)} (${unjudged.source.apiVersion}) may be about it, and what such a policy lets through is not worked out here.`
  );
}

/** Policies are told of such pods by their labels, as of all others. */
function noteOn(subject: Subject): Pick<WorkloadEgress, 'note'> {
  const isOnNode = podSpec(subject)?.spec['hostNetwork'] === true;
  return isOnNode ? { note: 'its pods are in the network of their node, where few network plugins hold them to a policy.' } : {};
}

function verdictOf({ isolated, allowed, denied }: EffectiveEgress): WorkloadEgress['verdict'] {
  if (!isolated) return 'unbounded';
  const rules = allowed.map(({ rule }) => rule);
  if (rules.every(({ peers }) => peers.length === 0)) return 'closed';
  const denials = denied.map(({ rule }) => rule);
  return opening(rules, denials, OPEN) === undefined ? 'bounded' : 'open';
}

/** A policy may have several specs. */
function distinct({ policies }: EffectiveEgress): readonly PolicySource[] {
  return [...new Map(policies.map(({ source }) => [`${describeRef(source)} ${source.document ?? ''}`, source])).values()];
}

/** What no policy bounds is told by the verdict. */
async function waysOf({ policy, rule }: Admission, facts: FactsView, places: Places): Promise<readonly EgressWay[]> {
  return policy === undefined ? [] : await Promise.all(rule.peers.map((peer) => wayOf(peer, rule, policy.source, facts, places)));
}

async function wayOf(peer: Peer, { ports }: NetworkRule, source: PolicySource, facts: FactsView, places: Places): Promise<EgressWay> {
  const { path, ...written } = peer;
  const policy = await located(source, path, places);
  const workloads = peer.kind === 'pods' ? { workloads: workloadsAt(peer.pods, facts) } : {};
  return { to: peerText(peer), on: portsText(ports), peer: written as Json, ports: ports ?? null, policy, ...workloads };
}

function workloadsAt(pods: Extract<Peer, { kind: 'pods' }>['pods'], facts: FactsView): readonly ResourceRef[] {
  const found = facts.get(networkPods, pods.namespace ?? EVERYWHERE).filter(({ value: traits }) => {
    const { namespace } = traits;
    return selectsPod(pods, { traits, namespace, namespaceLabels: labelsOf(namespace, facts) });
  });
  return found.map(({ source }) => plainRef(source)).sort((a, b) => (describeRef(a) < describeRef(b) ? -1 : 1));
}

function plainRef({ document: _document, ...ref }: FactEntry['source']): ResourceRef {
  return ref;
}

async function located({ document, ...resource }: PolicySource, path: Path, places: Places): Promise<PolicyAt> {
  const { location } = await places.locate({ resource, path, ...(document !== undefined && { document }) });
  return location === undefined ? resource : { ...resource, file: location.file, line: location.line };
}

/** As `egress-not-open` has them by default. */
const OPEN = { allowedPorts: [53], share: 0.9 };
