import type { FactEntry, FactsView } from '../../src/engine/fact.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { admitsPort, type PortNames } from '../../src/kube/network-ports.ts';
import type { DirectionRules, NetworkRule, PolicySpec } from '../../src/kube/network-rules.ts';
import { isSelectedBy, type PodAt } from '../../src/kube/pod-selection.ts';
import { podsIn, policiesIn, unjudgedOf } from './egress.ts';
import { EVERYWHERE, networkPods, type PolicyFact } from './network-facts.ts';

export type DnsTerms = { readonly dnsPorts: readonly number[] };

/** The workloads that a spec with egress rules selects, and that may ask DNS by no policy at all. */
export function strandedBy(
  spec: PolicySpec,
  { namespace }: Subject,
  facts: FactsView,
  { dnsPorts }: DnsTerms,
): readonly FactEntry['source'][] {
  if (spec.pods === undefined || dnsPorts.length === 0) return [];
  const admits = dnsJudge(facts, dnsPorts);
  const { pods } = spec;
  const known = new Map<string, DnsPolicies>();
  return podsIn(namespace ?? EVERYWHERE, facts).flatMap(({ pod, source }) => {
    if (!isSelectedBy({ pods }, pod)) return [];
    const policies = known.get(pod.namespace) ?? dnsPolicies(policiesIn(pod.namespace, facts), admits);
    known.set(pod.namespace, policies);
    return mayAsk(pod, policies) || unjudgedOf(pod, ['Egress'], facts) !== undefined ? [] : [source];
  });
}

/** What the policies of a namespace have to say of DNS. */
interface DnsPolicies {
  readonly admitting: readonly PolicyFact[];
  readonly denying: readonly PolicyFact[];
  readonly isolating: readonly PolicyFact[];
}

type Judge = (rules: readonly NetworkRule[]) => boolean;

function dnsPolicies(entries: readonly FactEntry<PolicyFact>[], admits: Judge): DnsPolicies {
  const saying = (test: (egress: DirectionRules) => boolean): readonly PolicyFact[] =>
    entries.flatMap(({ value }) => (value.egress !== undefined && test(value.egress) ? [value] : []));
  return {
    admitting: saying(({ allow }) => admits(allow)),
    denying: saying(({ deny }) => admits(deny.filter(isAboutAll))),
    isolating: saying(({ isolates }) => isolates),
  };
}

function mayAsk(pod: PodAt, { admitting, denying, isolating }: DnsPolicies): boolean {
  if (denying.some((policy) => isSelectedBy(policy, pod))) return false;
  return admitting.some((policy) => isSelectedBy(policy, pod)) || !isolating.some((policy) => isSelectedBy(policy, pod));
}

/** A denial of some peers leaves other servers to be asked. */
function isAboutAll({ peers }: NetworkRule): boolean {
  return peers.some(({ kind }) => kind === 'any');
}

function dnsJudge(facts: FactsView, dnsPorts: readonly number[]): Judge {
  const numbersOf = portNames(facts, dnsPorts);
  return (rules) =>
    rules.some(
      ({ peers, ports }) =>
        peers.some(({ kind }) => kind !== 'malformed') &&
        dnsPorts.some((number) => admitsPort(ports, { number, protocol: 'UDP' }, numbersOf)),
    );
}

/** The DNS server itself is rarely among the workloads of a set: then a port that is called after it stands for its port. */
function portNames(facts: FactsView, dnsPorts: readonly number[]): PortNames {
  return (name, protocol) => {
    const ports = facts.get(networkPods, EVERYWHERE).flatMap(({ value }) => value.ports);
    const numbers = ports.filter((port) => port.name === name && port.protocol === protocol).map(({ port }) => port);
    return numbers.length === 0 && /^(?:dns|domain)/u.test(name) ? dnsPorts : numbers;
  };
}
