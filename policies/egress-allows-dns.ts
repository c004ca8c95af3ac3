import type { FactEntry } from '../src/engine/fact.ts';
import type { JsonObject, Path } from '../src/engine/json.ts';
import { optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import { describeRef } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import type { PolicySpec } from '../src/kube/network-rules.ts';
import { strandedBy, type DnsTerms } from './shared/dns-egress.ts';
import { dnsRule } from './shared/dns-rule.ts';
import { EGRESS_FACTS } from './shared/egress.ts';
import { networkPods, POLICY_KINDS, specsOf } from './shared/network-facts.ts';
import { ports } from './shared/open-terms.ts';
import { relatedAt } from './shared/related.ts';

type Params = DnsTerms & { readonly dnsPeer: JsonObject; readonly fixWith: JsonObject | undefined };

const parameters: Parameters<Params> = {
  dnsPorts: ports([53], 'The ports of DNS servers, as pods reach them: those of the pods behind a Service.'),
  dnsPeer: shaped<JsonObject>(
    { type: 'object', minProperties: 1, description: 'The peer that a fix allows DNS to, as a NetworkPolicy writes it.' },
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ),
  fixWith: optional(shaped<JsonObject>({ type: 'object', description: 'The egress rule to add, as the policy writes it.' }, {})),
};

export const egressAllowsDns: Rule<'stranded', Params> = {
  id: 'egress-allows-dns',
  category: 'network',
  severity: 'error',
  since: '0.1.0',
  summary: 'Pods with egress policies may ask DNS.',
  why: 'A pod that may reach its database but not the DNS server never learns where its database is. What counts is all that the policies of a pod let out together, to whatever peer. DNS is asked over UDP; TCP alone, which a port without protocol is, leaves every lookup to time out. A policy without egress rules means to shut its pods off, and is left alone. A named port is known by the pods that have it; one that none has counts if it is called after DNS. Pods that a policy of Calico or an AdminNetworkPolicy may concern are not judged.',
  whenNot: 'Pods that know all they talk to by address, or that resolve names over HTTPS.',
  messages: { stranded: 'The pods of {{workload}} may reach no port of DNS ({{ports}}) over UDP, whatever policy selects them.' },
  parameters,
  match: { kinds: POLICY_KINDS },
  remedy: { safety: 'unsafe', value: 'fixed' },
  facts: [...EGRESS_FACTS, networkPods],
  *check(subject, { params, facts }) {
    for (const spec of specsOf(subject)) {
      const rules = spec.directions.Egress?.allow.length ?? 0;
      const stranded = rules === 0 ? [] : strandedBy(spec, subject, facts, params);
      if (stranded.length > 0) yield offence(spec, [...spec.path, 'egress', rules], stranded, params);
    }
  },
};

/** Stands where the rule that is missing would. */
function offence({ api }: PolicySpec, at: Path, stranded: readonly FactEntry['source'][], params: Params): Offence<'stranded'> {
  const [first, ...more] = stranded.map(describeRef);
  const workload = more.length > 0 ? `${first} and ${more.length} more` : `${first}`;
  const value = dnsRule(api, params);
  return {
    message: 'stranded',
    data: { workload, ports: params.dnsPorts.join(', ') },
    at,
    amount: stranded.length,
    related: stranded.slice(0, MOST_RELATED).map((source) => relatedAt(source, ['metadata', 'name'])),
    ...(value && { fix: { title: 'Allow DNS', safety: 'unsafe', edits: [{ op: 'set', path: at, value }] } }),
  };
}

const MOST_RELATED = 20;
