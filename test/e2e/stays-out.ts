import type { Identified } from '../../src/engine/resource.ts';

/** Whether the webhook is never asked about an object: it has no business in kube-system, nor in its own namespace. */
export function staysOut({ group, kind, name, namespace }: Identified): boolean {
  return NAMESPACES.has(namespace ?? (group === '' && kind === 'Namespace' ? name : ''));
}

const NAMESPACES = new Set(['kube-system', 'lintel']);
