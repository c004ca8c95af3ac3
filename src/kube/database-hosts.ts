/** A host as all its names in a cluster's DNS come down to: `orders-db.shop.svc` for a Service, else the host in lower case. */
export function canonicalHost(host: string, namespace: string | undefined, clusterDomain: string): string | undefined {
  const bare = countedHost(host);
  if (bare === undefined || isAddress(bare)) return bare;
  const name = bare.replace(/\.$/u, '');
  const domain = `.${clusterDomain.toLowerCase().replace(/^\.+|\.+$/gu, '')}`;
  const local = name.endsWith(`.svc${domain}`) ? name.slice(0, -domain.length) : name;
  if (local.endsWith('.svc') && (local !== name || name === bare)) return inCluster(local.split('.').slice(0, -1));
  return name === bare ? searched(name, namespace) : name;
}

/** Under which a host may be looked up, whatever namespace and cluster domain it is written for: its first two labels. */
export function hostBuckets(host: string): readonly string[] {
  const bare = countedHost(host);
  if (bare === undefined) return [];
  return isAddress(bare) ? [bare] : [...new Set(bare.split('.', 2).filter((label) => label !== ''))];
}

/** The Service that a canonical host stands for. */
export function serviceIn(host: string): { readonly namespace: string; readonly name: string } | undefined {
  const [name = '', namespace = '', last, more] = host.split('.');
  return last === 'svc' && more === undefined ? { namespace, name } : undefined;
}

export function serviceHost(namespace: string | undefined, name: string): string {
  return `${name}.${namespace ?? 'default'}.svc`;
}

/** As people may have written a canonical host. */
export function namesOfHost(host: string, clusterDomain: string): readonly string[] {
  const service = serviceIn(host);
  if (service === undefined) return [host];
  const short = `${service.name}.${service.namespace}`;
  return [service.name, short, host, `${host}.${clusterDomain}`];
}

/** A pod's own name stands before its Service's; a Service without namespace is none. */
function inCluster(labels: readonly string[]): string {
  const [name = '', namespace] = labels.slice(-2);
  return namespace === undefined ? `${name}.svc.svc` : `${name}.${namespace}.svc`;
}

/** As the search path of a pod completes a name: in its own namespace first. */
function searched(name: string, namespace: string | undefined): string {
  const [first = '', second, third, more] = name.split('.');
  if (second === undefined) return serviceHost(namespace, first);
  if (third === undefined) return isPodOf(first, second) ? serviceHost(namespace, second) : serviceHost(second, first);
  return more === undefined && isPodOf(first, second) && !TOP_LEVEL.test(third) ? serviceHost(third, second) : name;
}

/** `orders-db-0` of `orders-db` or `orders-db-headless`: how a StatefulSet names its pods. */
function isPodOf(pod: string, service: string): boolean {
  const set = /^(.{1,253})-\d{1,4}$/u.exec(pod)?.[1];
  return set !== undefined && (service === set || service.startsWith(`${set}-`) || set.startsWith(`${service}-`));
}

/** In lower case and without port; undefined for what is no host, or the pod itself. */
function countedHost(host: string): string | undefined {
  const hasPort = host.startsWith('[') || host.indexOf(':') === host.lastIndexOf(':');
  const bare = (hasPort ? host.replace(/:\d{0,5}$/u, '') : host).toLowerCase();
  return HOST.test(bare) && !isLocal(bare) ? bare.replaceAll(/[[\]]/gu, '') : undefined;
}

/** In the pod itself, a sidecar's included: whose database stands behind it is told elsewhere. */
function isLocal(host: string): boolean {
  return LOCAL.test(host);
}

function isAddress(host: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f]{0,4}:[\da-f:.]{1,45}\]?)$/u.test(host);
}

const HOST = /^(?:[a-z\d_](?:[a-z\d_.-]{0,252})|\[?[\da-f:.]{2,45}\]?)$/u;
const LOCAL =
  /^(?:localhost|.{0,240}\.localhost|localhost\.localdomain|ip6-localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1?\]?|\.|local|host\.docker\.internal)\.?$/u;
const TOP_LEVEL = /^(?:com|net|org|io|dev|app|cloud|internal|local|lan|corp|example|test|invalid|[a-z]{2})$/u;
