import { groupOf, pluralOf } from './resources.ts';

/** What a quota's resource is counted by: an evaluator of pkg/quota/v1/evaluator/core, or the number of objects of a kind. */
export type QuotaKind = 'pods' | 'claims' | 'services' | 'objects' | 'devices';

/** One name for what has several: a bare `cpu` means `requests.cpu`, `configmaps` means `count/configmaps`, `count/services` means `services`. */
export function canonicalQuotaName(name: string): string {
  if (COMPUTE.test(name)) return `requests.${name}`;
  return ALIASES.get(name) ?? name;
}

/** What counts a resource, by its canonical name; undefined for what Kubernetes counts nothing under. */
export function quotaKindOf(canonical: string): QuotaKind | undefined {
  if (canonical === 'pods' || canonical === 'count/pods' || isPodResource(canonical)) return 'pods';
  if (CLAIMS.test(canonical)) return 'claims';
  if (SERVICES.has(canonical)) return 'services';
  if (DEVICES.test(canonical)) return 'devices';
  return /^count\/[^/]+$/u.test(canonical) ? 'objects' : undefined;
}

/** What pods are charged for a resource that their containers request: nothing where a quota can not name it. */
export function quotaNameOf(list: 'requests' | 'limits', resource: string): string | undefined {
  const name = `${list}.${resource}`;
  return isPodResource(name) ? name : undefined;
}

/** `count/deployments.apps`: ObjectCountQuotaResourceNameFor of k8s.io/apiserver/pkg/quota/v1/generic. */
export function countNameOf(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  const plural = pluralOf(group, kind);
  return canonicalQuotaName(`count/${plural}${group === '' ? '' : `.${group}`}`);
}

/** The names that admission takes under a class of storage, or that no class narrows. */
export function claimNames(storageClass: string | undefined): { readonly storage: readonly string[]; readonly count: readonly string[] } {
  const names = (name: string): readonly string[] =>
    storageClass === undefined || storageClass === '' ? [name] : [name, `${storageClass}${BY_CLASS}${name}`];
  return { storage: names('requests.storage'), count: names('persistentvolumeclaims') };
}

/** podResources, and the prefixes of huge pages and extended resources, which quotas bound by requests alone. */
function isPodResource(name: string): boolean {
  const [, list, resource = ''] = /^(requests|limits)\.(.+)$/su.exec(name) ?? [];
  if (COMPUTE_RESOURCES.has(resource)) return true;
  return list === 'requests' && (resource.startsWith('hugepages-') || isExtended(resource));
}

/** IsDRAExtendedResourceName: whatever has a domain that is not Kubernetes' own, and what a device class implies. */
function isExtended(resource: string): boolean {
  if (resource.startsWith('deviceclass.resource.kubernetes.io/')) return true;
  return resource.includes('/') && !resource.includes('kubernetes.io/') && !resource.startsWith('requests.');
}

const BY_CLASS = '.storageclass.storage.k8s.io/';
const COMPUTE_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const COMPUTE = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/su;
const CLAIMS = /^(?:.+\.storageclass\.storage\.k8s\.io\/)?(?:requests\.storage|persistentvolumeclaims)$/su;
const DEVICES = /^.+\.deviceclass\.resource\.k8s\.io\/devices$/su;
const SERVICES: ReadonlySet<string> = new Set(['services', 'services.loadbalancers', 'services.nodeports']);
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['count/services', 'services'],
  ['count/persistentvolumeclaims', 'persistentvolumeclaims'],
  ...['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas'].map((name) => [name, `count/${name}`] as const),
]);
