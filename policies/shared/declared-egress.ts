import type { FactsView } from '../../src/engine/fact.ts';
import { asList, asObject, member, type Json, type JsonObject } from '../../src/engine/json.ts';
import { isNamespaceKey, NAMESPACE_KEY } from '../../src/kube/cilium-selectors.ts';
import type { Admission, EffectiveEgress } from '../../src/kube/effective-egress.ts';
import { admitting } from '../../src/kube/egress-reach.ts';
import { isWithin, type PortOfProtocol } from '../../src/kube/network-ports.ts';
import type { NetworkRule, Peer, PodSelector } from '../../src/kube/network-rules.ts';
import { selectsPod, type PodAt } from '../../src/kube/pod-selection.ts';
import { requirementsOf } from '../../src/kube/selectors.ts';
import type { HostTarget } from './host-targets.ts';
import { labelsOf, namespaceLabels } from './network-facts.ts';
import type { ServiceFact } from './service-facts.ts';
import { podsBehind } from './service-pods.ts';

/** Whether a workload's egress lets it reach what a host that it names leads to; what can not be known is taken to be let through. */
export function isAdmitted(egress: EffectiveEgress, target: HostTarget, port: number | undefined, facts: FactsView): boolean {
  if (target.kind === 'service') return reachesService(egress, target.service, port, facts);
  if (target.kind === 'unknown') return mayReachPods(egress, { namespace: target.namespace, elsewhere: true }, undefined, facts);
  const world = target.kind === 'name' ? { ...egress, denied: egress.denied.filter(isAboutNames) } : egress;
  return PROTOCOLS.some((protocol) => admitting(world, target, port === undefined ? undefined : { number: port, protocol }).length > 0);
}

/** Where a denial names addresses, nobody knows whether those of a name are among them. */
function isAboutNames({ rule }: { readonly rule: NetworkRule }): boolean {
  return rule.peers.every(({ kind }) => kind !== 'addresses' && kind !== 'unknown');
}

/** One of the pods behind it on one of the ports is enough. */
function reachesService(egress: EffectiveEgress, service: ServiceFact, port: number | undefined, facts: FactsView): boolean {
  const { selector, namespace } = service;
  if (selector === undefined) return mayReachPods(egress, { namespace, elsewhere: true }, undefined, facts);
  const pods = podsBehind(service, facts);
  if (pods.length === 0) return mayReachPods(egress, { namespace, labels: selector }, numberOf(service, port), facts);
  return pods.some((pod) => portsAt(service, port, pod).some((to) => admitting(egress, { kind: 'pod', pod }, to).length > 0));
}

/** The ports of a pod to which a connection to the Service comes; undefined: any. */
export function portsAt(
  service: ServiceFact,
  port: number | undefined,
  { traits }: Pick<PodAt, 'traits'>,
): readonly (PortOfProtocol | undefined)[] {
  const asked = service.ports.filter((each) => port === undefined || each.port === port);
  const found = asked.flatMap(({ target, protocol }) => {
    const named = traits.ports.filter(({ name }) => name === target).map((each) => each.port);
    const numbers = service.headless && port !== undefined ? [port] : typeof target === 'number' ? [target] : named;
    return numbers.flatMap((number) => protocolsOf(protocol).map((each) => ({ number, protocol: each })));
  });
  return found.length > 0 ? found : [port === undefined || asked.length > 0 ? undefined : { number: port, protocol: 'TCP' }];
}

function protocolsOf(protocol: string): readonly PortOfProtocol['protocol'][] {
  return PROTOCOLS.filter((known) => known === protocol);
}

/** The number of the port behind a Service whose pods are not in the set, where it has one. */
function numberOf(service: ServiceFact, port: number | undefined): number | undefined {
  const target = service.headless ? port : service.ports.find((each) => each.port === port)?.target;
  return typeof target === 'number' ? target : undefined;
}

/** Pods of which no more is known than their namespace, and perhaps the labels that a Service asks of them. */
interface Unseen {
  readonly namespace: string;
  readonly labels?: JsonObject;
  /** Whatever stands behind it may be outside of the cluster too. */
  readonly elsewhere?: true;
}

function mayReachPods(egress: EffectiveEgress, unseen: Unseen, port: number | undefined, facts: FactsView): boolean {
  return egress.allowed.some((admission) => {
    const { ports, peers } = admission.rule;
    const isOnPort = port === undefined ? !isWithin(ports, DNS_PORTS) : mayBeOn(ports, port);
    return isOnPort && peers.some((peer) => mayBeAt(peer, admission, unseen, facts));
  });
}

function mayBeOn(ports: NetworkRule['ports'], number: number): boolean {
  return (
    ports === undefined || ports.some(({ port, endPort }) => typeof port !== 'number' || (number >= port && number <= (endPort ?? port)))
  );
}

/** What no selector finds may still have its address in a block. */
function mayBeAt(peer: Peer, admission: Admission, unseen: Unseen, facts: FactsView): boolean {
  if (peer.kind === 'pods') return mayFind(peer.pods, unseen, facts);
  if (peer.kind === 'unknown' || (peer.kind === 'entity' && !OUTSIDE.test(peer.entity))) return true;
  if (peer.kind === 'addresses' && unseen.elsewhere) return true;
  const alone: EffectiveEgress = {
    policies: [],
    isolated: true,
    allowed: [{ ...admission, rule: { path: [], peers: [peer] } }],
    denied: [],
  };
  return admitting(alone, { kind: 'pod', pod: podOf(unseen, facts) }).length > 0;
}

/** Labels that nobody knows may be what is asked for; those of a namespace that is not in the set, too. */
function mayFind({ namespace, namespaces, labels }: PodSelector, unseen: Unseen, facts: FactsView): boolean {
  const isKnown = facts.get(namespaceLabels, unseen.namespace).length > 0;
  const known = new Set(['kubernetes.io/metadata.name', ...Object.keys(unseen.labels ?? {})]);
  const selector: PodSelector = {
    ...(namespace !== undefined && { namespace }),
    ...(namespaces !== undefined && { namespaces: isKnown ? namespaces : askingFor(namespaces, (key) => known.has(key)) }),
    labels: askingFor(labels, (key) => known.has(key) || key === NAMESPACE_KEY || (isNamespaceKey(key) && isKnown)),
  };
  return selectsPod(selector, podOf(unseen, facts));
}

function podOf({ namespace, labels = {} }: Unseen, facts: FactsView): PodAt {
  return { traits: { labels, account: '', ports: [] }, namespace, namespaceLabels: labelsOf(namespace, facts) };
}

/** What a selector asks of these labels alone. */
function askingFor(selector: Json, isAsked: (key: string) => boolean): Json {
  const pairs = Object.entries(asObject(member(selector, 'matchLabels'))).filter(([key]) => isAsked(key));
  const expressions = asList(member(selector, 'matchExpressions')).filter((each) =>
    requirementsOf({ matchExpressions: [each] }).some(isAsked),
  );
  return { matchLabels: Object.fromEntries(pairs), matchExpressions: expressions };
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
const DNS_PORTS = [53];
/** Entities of Cilium behind which no pod of the cluster is. */
const OUTSIDE = /^(?:world|none|ingress|health)/u;
