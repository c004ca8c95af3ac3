import { asObject, asString, valueAt, type JsonObject } from '../src/engine/json.ts';
import { boolean, optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Offence, Related, Rule } from '../src/engine/rule.ts';
import { peerText } from '../src/kube/peer-text.ts';
import { EGRESS_FACTS } from './shared/egress.ts';
import { hostMaps, hostUses, type DeclaredHost } from './shared/host-uses.ts';
import { POLICY_KINDS } from './shared/network-facts.ts';
import { services } from './shared/service-facts.ts';
import { labelledPods } from './shared/service-pods.ts';
import { unnamedPeers } from './shared/undeclared-egress.ts';
import { unreachableHosts, type Unreachable } from './shared/unreachable-hosts.ts';

type Params = { readonly strict: boolean; readonly clusterDomain: string; readonly fixWith: readonly JsonObject[] | undefined };
type Message = 'unreachable' | 'unnamed';

const parameters: Parameters<Params> = {
  strict: boolean(false, 'Also finds peers of egress that none of the workloads which a policy selects names.'),
  clusterDomain: shaped({ type: 'string', description: "The cluster's DNS domain." }, 'cluster.local'),
  fixWith: optional(
    shaped<readonly JsonObject[]>(
      {
        type: 'array',
        minItems: 1,
        items: { type: 'object' },
        description: 'The peers to let pods reach where a host is outside of the set.',
      },
      [],
    ),
  ),
};

export const egressMatchesDeclaredDeps: Rule<Message, Params> = {
  id: 'egress-matches-declared-deps',
  category: 'network',
  severity: 'info',
  since: '0.1.0',
  summary: 'What a workload names as its dependencies, its egress lets it reach.',
  why: 'A host in the configuration that no policy lets through is a connection that times out, found at run time; a peer that nothing names is a way out that nobody needs. Hosts are read from env, args and the ConfigMaps that pods read: URLs, host:port, connection strings, hosts and their ports. A Service counts as the pods that it selects, on the port that they get; one of them is enough. What is not known is no finding: of a name outside any block of addresses may hold the address; of a Service that is not in the set any selector in its namespace may find the pods. Secrets are never read: with `strict`, policies whose workloads may get hosts from them are left.',
  whenNot: 'Configuration that names hosts which are not called from the pod, such as addresses that are handed to browsers.',
  messages: {
    unreachable:
      'Container "{{container}}" names the host "{{host}}"{{port}} in {{where}}, and no policy that selects the pod lets it through.',
    unnamed: 'The policy lets pods reach {{peer}}, which nothing in the workloads that it selects names.',
  },
  parameters,
  match: { kinds: ['workloads', ...POLICY_KINDS] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: [...EGRESS_FACTS, labelledPods, services, hostMaps, hostUses],
  *check(subject, { params: { strict, clusterDomain, fixWith }, facts }): Iterable<Offence<Message>> {
    for (const found of unreachableHosts(subject, facts, clusterDomain, fixWith)) yield offence(subject, found);
    if (!strict || subject.workload !== undefined) return;
    for (const peer of unnamedPeers(subject, facts, clusterDomain))
      yield { message: 'unnamed', data: { peer: peerText(peer) }, at: peer.path };
  },
};

function offence(subject: Subject, { declared, policies, fix }: Unreachable): Offence<Message> {
  const container = asObject(valueAt(subject.resource, declared.container));
  const { host, port, place } = declared;
  const data = {
    container: asString(container['name']) ?? '(no name)',
    host,
    port: port === undefined ? '' : ` (port ${port})`,
    where: whereOf(declared),
  };
  const related = policies.map(({ source: { document, ...resource } }): Related => {
    return { resource, path: ['spec'], ...(document !== undefined && { document }) };
  });
  return { message: 'unreachable', data, at: place.path, container, related: related.slice(0, MOST_RELATED), ...(fix && { fix }) };
}

function whereOf({ name, place: { path, map } }: DeclaredHost): string {
  if (map !== undefined) return `key "${map.key}" of ConfigMap "${map.name}"`;
  if (path.includes('env')) return `variable ${name}`;
  // What `psql -h` is called here, nobody has written.
  return /^$|_client\d+_/u.test(name) ? 'its command line' : `option ${name}`;
}

const MOST_RELATED = 5;
