import type { FactsView } from '../../src/engine/fact.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { addressesOf } from '../../src/kube/address-peers.ts';
import type { EffectiveEgress } from '../../src/kube/effective-egress.ts';
import { isWithin } from '../../src/kube/network-ports.ts';
import type { NetworkRule, Peer, PolicySpec } from '../../src/kube/network-rules.ts';
import { impliedLabels, isSelectedBy, selectsPod, type PodAt } from '../../src/kube/pod-selection.ts';
import { publicShare } from '../../src/kube/public-addresses.ts';
import { isAdmitted } from './declared-egress.ts';
import { unjudgedOf } from './egress.ts';
import { targetOf, type HostTarget } from './host-targets.ts';
import { declaredHosts, hostUses, type HostUse } from './host-uses.ts';
import { EVERYWHERE, labelsOf, specsOf } from './network-facts.ts';

/** The peers of a policy's egress that none of the workloads which it selects names; none where one of them may name hosts in a Secret. */
export function unnamedPeers(subject: Subject, facts: FactsView, clusterDomain: string): readonly Peer[] {
  return specsOf(subject).flatMap((spec) => {
    const callers = callersOf(spec, subject, facts);
    const isKnown = callers.length > 0 && !callers.some(({ use }) => use.containers.some(({ secretive }) => secretive));
    const rules = spec.directions.Egress?.allow.filter(({ ports }) => !isWithin(ports, DNS_PORTS)) ?? [];
    if (!isKnown || rules.length === 0) return [];
    const named = callers.flatMap(({ use, pod }) => namedBy(use, pod, facts, clusterDomain));
    return rules.flatMap((rule) => rule.peers.filter((peer) => isJudged(peer) && !named.some(leadsTo(peer, rule, spec, facts))));
  });
}

interface Caller {
  readonly use: HostUse;
  readonly pod: PodAt;
}

function callersOf(spec: PolicySpec, { namespace }: Subject, facts: FactsView): readonly Caller[] {
  return facts
    .get(hostUses, namespace ?? EVERYWHERE)
    .map(({ value: use, source: { namespace: own = 'default' } }) => ({
      use,
      pod: { traits: use.traits, namespace: own, namespaceLabels: labelsOf(own, facts) },
    }))
    .filter(({ pod }) => isSelectedBy(spec, pod) && unjudgedOf(pod, ['Egress'], facts) === undefined);
}

interface Named {
  readonly target: HostTarget;
  readonly port: number | undefined;
}

function namedBy(use: HostUse, { namespace }: PodAt, facts: FactsView, clusterDomain: string): readonly Named[] {
  return declaredHosts(use, namespace, facts).flatMap(({ host, port }) => {
    const target = targetOf(host, namespace, facts, clusterDomain);
    return target === undefined ? [] : [{ target, port }];
  });
}

/** Who leads everywhere is open, and what an entity of Cilium is, nobody names. The cluster's DNS is asked by all. */
function isJudged(peer: Peer): boolean {
  if (peer.kind === 'pods') return !selectsPod(peer.pods, DNS_POD);
  return peer.kind === 'addresses' || peer.kind === 'name' || peer.kind === 'service';
}

/** A block of private addresses is no place for a name that is outside of the cluster. */
function leadsTo(peer: Peer, rule: NetworkRule, { api }: PolicySpec, facts: FactsView): (named: Named) => boolean {
  const policy = { source: NOBODY, api, rules: { isolates: true, allow: [], deny: [] } };
  const alone: EffectiveEgress = { policies: [], isolated: true, allowed: [{ policy, rule: { ...rule, peers: [peer] } }], denied: [] };
  const isPrivate = peer.kind === 'addresses' && publicShare(addressesOf(peer)) === 0;
  return ({ target, port }) => !(isPrivate && target.kind === 'name') && isAdmitted(alone, target, port, facts);
}

const DNS_PORTS = [53];
const NOBODY = { apiVersion: '', kind: '', name: '' };
const DNS_POD: PodAt = {
  namespace: 'kube-system',
  namespaceLabels: impliedLabels('kube-system'),
  traits: { labels: { 'k8s-app': 'kube-dns' }, account: '', ports: [] },
};
