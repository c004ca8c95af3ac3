import type { Fact, FactEntry, FactsView } from '../engine/fact.ts';
import { asObject, asString, member } from '../engine/json.ts';
import { canonicalJson } from './canonical-json.ts';
import { canonicalHost, hostBuckets, serviceHost, serviceIn } from './database-hosts.ts';

/** What a Service leads to: a name outside, or pods. */
export type ServiceAlias = { readonly host: string; readonly externalName?: string; readonly pods?: string };

/** Services by their host (`at <host>`), by the name outside that they stand for (`to <bucket>`) and by the pods that they select (`pods <selector>`). */
export const serviceAliases: Fact<ServiceAlias> = {
  id: 'service-aliases',
  kinds: [{ group: '', kind: 'Service' }],
  *extract({ resource, namespace, name }) {
    if (name === '') return;
    const spec = asObject(resource['spec']);
    const host = serviceHost(namespace, name.toLowerCase());
    const externalName = asString(member(spec, 'externalName')) ?? '';
    const selector = asObject(member(spec, 'selector'));
    if (member(spec, 'type') === 'ExternalName') {
      const value = { host, externalName };
      yield { key: `at ${host}`, value };
      for (const bucket of hostBuckets(externalName)) yield { key: `to ${bucket}`, value };
    } else if (Object.keys(selector).length > 0) {
      const value = { host, pods: `${namespace ?? ''} ${canonicalJson(selector)}` };
      yield { key: `at ${host}`, value };
      yield { key: `pods ${value.pods}`, value };
    }
  },
};

/** Where a host leads to at last: through ExternalName Services; of several Services before the same pods, the first by name. */
export function resolvedHost(host: string, facts: FactsView, clusterDomain: string): string | undefined {
  let at: string | undefined = host;
  for (let hops = 0; hops < MOST_HOPS && at !== undefined; hops++) {
    const [alias]: readonly FactEntry<ServiceAlias>[] = facts.get(serviceAliases, `at ${at}`);
    const next: string | undefined = alias === undefined ? at : behind(alias.value, facts, clusterDomain);
    if (next === at) return at;
    at = next;
  }
  return at;
}

/** Every host that leads to the same place, itself first. */
export function aliasesOfHost(resolved: string, facts: FactsView, clusterDomain: string): readonly string[] {
  const found = new Set([resolved]);
  for (const host of found) {
    if (found.size > MOST_ALIASES) break;
    const siblings = facts.get(serviceAliases, `at ${host}`).flatMap(({ value }) => hostsBefore(value.pods, facts));
    const named = hostBuckets(host).flatMap((bucket) => facts.get(serviceAliases, `to ${bucket}`));
    const others = named.filter(({ value }) => resolvedHost(value.host, facts, clusterDomain) === resolved);
    for (const alias of [...siblings, ...others.map(({ value }) => value.host)]) found.add(alias);
  }
  return [...found];
}

function behind({ host, externalName, pods }: ServiceAlias, facts: FactsView, clusterDomain: string): string | undefined {
  if (pods !== undefined) return hostsBefore(pods, facts)[0];
  return canonicalHost(externalName ?? '', serviceIn(host)?.namespace, clusterDomain);
}

function hostsBefore(pods: string | undefined, facts: FactsView): readonly string[] {
  if (pods === undefined) return [];
  return facts
    .get(serviceAliases, `pods ${pods}`)
    .map(({ value }) => value.host)
    .sort();
}

/** A chain that is longer is a circle. */
const MOST_HOPS = 8;
const MOST_ALIASES = 200;
