import type { FactsView } from '../../src/engine/fact.ts';
import { canonicalHost, serviceIn } from '../../src/kube/database-hosts.ts';
import { isAddress } from '../../src/kube/host-forms.ts';
import { services, type ServiceFact } from './service-facts.ts';

/** What a host that a workload names leads to. */
export type HostTarget =
  | { readonly kind: 'service'; readonly service: ServiceFact }
  /** A name of the cluster's own of which nothing in the set says what stands behind it. */
  | { readonly kind: 'unknown'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }
  /** A name outside of the cluster. */
  | { readonly kind: 'name'; readonly name: string };

/** Where a host leads to, as the DNS of a pod in a namespace completes it, and through ExternalName Services; undefined for the pod itself. */
export function targetOf(host: string, namespace: string, facts: FactsView, clusterDomain: string): HostTarget | undefined {
  let at = host;
  let from = namespace;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const canonical = canonicalHost(at.includes('::') ? `[${at}]` : at, from, clusterDomain);
    if (canonical === undefined) return undefined;
    const service = facts.get(services, canonical)[0]?.value;
    if (service?.externalName === undefined) return targetAt(at, canonical, service);
    at = service.externalName;
    from = service.namespace;
  }
  return undefined;
}

function targetAt(written: string, canonical: string, service: ServiceFact | undefined): HostTarget {
  if (service !== undefined) return { kind: 'service', service };
  const named = serviceIn(canonical);
  if (named !== undefined && !isDomain(written)) return { kind: 'unknown', ...named };
  const host = named === undefined ? canonical : written.toLowerCase();
  return isAddress(host) ? { kind: 'address', address: host } : { kind: 'name', name: host };
}

/** `example.com` may be Service `example` in namespace `com`; where that is not in the set, it is not. Others end as namespaces are called: `app`, `dev`. */
function isDomain(written: string): boolean {
  return /^[^.]+\.(?:com|net|org|io|co|biz|eu|de|uk|fr)\.?$/iu.test(written);
}

/** A chain that is longer is a circle. */
const MOST_HOPS = 8;
