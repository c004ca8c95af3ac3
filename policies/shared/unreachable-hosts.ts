import type { FactsView } from '../../src/engine/fact.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import type { Fix } from '../../src/engine/rule.ts';
import type { EgressPolicy } from '../../src/kube/effective-egress.ts';
import type { PortOfProtocol } from '../../src/kube/network-ports.ts';
import type { PodAt } from '../../src/kube/pod-selection.ts';
import { matchesLabels } from '../../src/kube/selectors.ts';
import { podSpec } from '../../src/kube/workloads.ts';
import { isAdmitted, portsAt } from './declared-egress.ts';
import { egressOf, podOf, unjudgedOf } from './egress.ts';
import { targetOf, type HostTarget } from './host-targets.ts';
import { declaredHosts, hostUse, type DeclaredHost } from './host-uses.ts';
import { policyFor } from './new-policy.ts';
import type { ServiceFact } from './service-facts.ts';
import { podsBehind } from './service-pods.ts';

/** A host that a workload names and that its pods can't reach. */
export interface Unreachable {
  readonly declared: DeclaredHost;
  readonly target: HostTarget;
  /** Those that select the pods. */
  readonly policies: readonly EgressPolicy[];
  /** The policy that is missing, where that is known. */
  readonly fix: Fix | undefined;
}

/** What is written where the addresses of a host are not known. */
type Peers = readonly JsonObject[] | undefined;

/** Nothing of pods that no policy selects, that are in the network of their node, or of which an unjudged policy may say otherwise. */
export function unreachableHosts(subject: Subject, facts: FactsView, clusterDomain: string, peers: Peers): readonly Unreachable[] {
  const pod = podOf(subject, facts);
  if (pod === undefined || podSpec(subject)?.spec['hostNetwork'] === true) return [];
  const egress = egressOf(pod, facts);
  if (egress.policies.length === 0 || unjudgedOf(pod, ['Egress'], facts) !== undefined) return [];
  const shut = targetsOf(subject, pod, facts, clusterDomain).filter(
    ({ declared, target }) => !isAdmitted(egress, target, declared.port, facts),
  );
  const byHost = Map.groupBy(shut, (found) => nameOf(found, subject.namespace));
  return [...byHost].flatMap(([host, same]) => {
    const fix = fixFor(subject, host, same, facts, peers);
    return same.map((found) => ({ ...found, policies: egress.policies, fix }));
  });
}

interface Named {
  readonly declared: DeclaredHost;
  readonly target: HostTarget;
}

function targetsOf(subject: Subject, pod: PodAt, facts: FactsView, clusterDomain: string): readonly Named[] {
  return declaredHosts(hostUse(subject), subject.namespace, facts).flatMap((declared) => {
    const target = targetOf(declared.host, pod.namespace, facts, clusterDomain);
    return target === undefined || !isMeant(declared, target) || isOwn(target, pod) ? [] : [{ declared, target }];
  });
}

/** What may as well be an image or a time is a host where a Service of that name and port is. */
function isMeant({ unsure, port }: DeclaredHost, target: HostTarget): boolean {
  if (!unsure) return true;
  return target.kind === 'service' && (port === undefined || target.service.ports.some((each) => each.port === port));
}

/** A pod that names its own Service says who it is. */
function isOwn(target: HostTarget, { namespace, traits }: PodAt): boolean {
  if (target.kind !== 'service' || target.service.namespace !== namespace) return false;
  return target.service.selector !== undefined && matchesLabels(target.service.selector, traits.labels);
}

/** One policy for each host, with all of the ports that it lacks. */
function fixFor(subject: Subject, host: string, same: readonly Named[], facts: FactsView, peers: Peers): Fix | undefined {
  const numbers = same.map(({ declared }) => declared.port);
  const target = same[0]?.target;
  const way = target?.kind === 'service' ? wayToService(subject, target.service, numbers, facts) : wayOutside(target, numbers, peers);
  return way && policyFor(subject, nameFrom(`${subject.name}-egress-${host}`), ['Egress'], { egress: [ruleOf(way)] });
}

/** Where the new policy leads. */
interface Way {
  /** `to` of a rule of egress. */
  readonly peers: readonly JsonObject[];
  readonly ports: readonly PortOfProtocol[];
}

/** A NetworkPolicyEgressRule (networking.k8s.io/v1). */
function ruleOf({ peers, ports }: Way): JsonObject {
  return { to: peers, ...(ports.length > 0 && { ports: ports.map(({ number, protocol }) => ({ protocol, port: number })) }) };
}

/** A name that the API server takes (RFC 1123). */
function nameFrom(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z\d.-]+/gu, '-');
  return plain.slice(0, LONGEST).replace(/[.-]+$/u, '');
}

function nameOf({ declared, target }: Named, namespace: string | undefined): string {
  if (target.kind === 'address' || target.kind === 'name') return declared.host.toLowerCase();
  const service = target.kind === 'service' ? target.service : target;
  return service.namespace === namespace ? service.name : `${service.name}.${service.namespace}`;
}

type Numbers = readonly (number | undefined)[];

function wayToService({ namespace }: Subject, service: ServiceFact, numbers: Numbers, facts: FactsView): Way | undefined {
  const { selector } = service;
  if (selector === undefined) return undefined;
  const pods = podsBehind(service, facts);
  const ports = numbers.flatMap((number) => (pods.length > 0 ? pods : [UNSEEN]).flatMap((pod) => portsAt(service, number, pod)));
  const elsewhere = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': service.namespace } } };
  const peer = { ...(service.namespace !== namespace && elsewhere), podSelector: { matchLabels: selector } };
  return { peers: [peer], ports: distinct(ports) };
}

function wayOutside(target: HostTarget | undefined, numbers: Numbers, peers: Peers): Way | undefined {
  const to = target?.kind === 'address' ? [{ ipBlock: { cidr: `${target.address}/${target.address.includes(':') ? 128 : 32}` } }] : peers;
  return to && { peers: to, ports: distinct(numbers.map((number) => (number === undefined ? undefined : { number, protocol: 'TCP' }))) };
}

/** None, which is all of them, where one is not known. */
function distinct(ports: readonly (PortOfProtocol | undefined)[]): readonly PortOfProtocol[] {
  const known = ports.flatMap((port) => port ?? []);
  const each = new Map(known.map((port) => [`${port.protocol} ${port.number}`, port]));
  return known.length < ports.length ? [] : [...each.values()].sort((a, b) => a.number - b.number);
}

const LONGEST = 253;
const UNSEEN = { traits: { labels: {}, account: '', ports: [] } };
