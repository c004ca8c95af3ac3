import type { Offence, Rule } from '../src/engine/rule.ts';
import type { Peer, PolicySpec } from '../src/kube/network-rules.ts';
import { namespaceLabels, networkPods, POLICY_KINDS, specsOf } from './shared/network-facts.ts';
import { isDangling } from './shared/peer-pods.ts';

type Message = 'dangling' | 'malformed';

export const netpolPeerMatches: Rule<Message> = {
  id: 'netpol-peer-matches',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The pods that a network policy lets in or out to are there.',
  why: 'A peer that is misspelt lets nothing through, and shows itself as a connection that hangs. Pods of other namespaces are judged where the set knows the namespace, by its Namespace object or by its pods; those of kube-system, say, it mostly does not.',
  whenNot: 'Peers that are made outside of the set, by an operator or a job of CI.',
  messages: {
    dangling: 'The peer selects no pod of the set.',
    malformed: 'The peer has a selector that the API refuses; it selects no pod.',
  },
  match: { kinds: POLICY_KINDS },
  facts: [networkPods, namespaceLabels],
  *check(subject, { facts }): Iterable<Offence<Message>> {
    for (const peer of specsOf(subject).flatMap(peersOf)) {
      if (peer.kind === 'malformed' && peer.what === 'selector') yield { message: 'malformed', at: peer.path };
      else if (peer.kind === 'pods' && isDangling(peer, facts)) yield { message: 'dangling', at: peer.path };
    }
  },
};

function peersOf({ directions: { Ingress: ingress, Egress: egress } }: PolicySpec): readonly Peer[] {
  const rules = [ingress, egress].flatMap((direction) => [...(direction?.allow ?? []), ...(direction?.deny ?? [])]);
  return rules.flatMap(({ peers }) => peers);
}
