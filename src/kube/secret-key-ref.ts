/** Where a Secret is. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether a key is said to be in a Secret, however well that is written. */
export function isSecretKey(key: string): boolean {
  return key.startsWith(SCHEME);
}

/** Reads `k8s://namespace/name`, as cosign names a key that it keeps in a Secret. */
export function parseSecretKey(key: string): SecretName | undefined {
  const [namespace = '', name = '', ...more] = isSecretKey(key) ? key.slice(SCHEME.length).split('/') : [];
  return isObjectName(namespace) && isObjectName(name) && more.length === 0 ? { namespace, name } : undefined;
}

/** A DNS subdomain, as the API server wants the names of most objects: nothing of it leads a path elsewhere. */
export function isObjectName(text: string): boolean {
  return NAME.test(text);
}

const SCHEME = 'k8s://';
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/u;
