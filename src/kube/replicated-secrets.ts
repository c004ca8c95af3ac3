import { asString, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import { secretNode } from './secret-nodes.ts';
import type { Origin } from './secret-nodes.ts';

/**
 * What the annotations of the usual replicators say of a Secret: of which other it is a copy, and into which namespaces it
 * is copied. Namespaces given by a pattern stay unknown.
 */
export function* replicaOrigins(metadata: Json | undefined, namespace: string | undefined, name: string): Iterable<Origin> {
  const annotations = member(metadata, 'annotations');
  const node = secretNode(namespace, name);
  for (const text of textsOf(annotations, PULLED)) {
    const source = sourceNode(text, namespace);
    if (source !== undefined && source !== node) yield { node, bucket: source, spread: true };
  }
  for (const target of textsOf(annotations, PUSHED).flatMap((text) => text.split(',')))
    if (NAMESPACE.test(target.trim())) yield { node: secretNode(target.trim(), name), bucket: node, spread: true };
}

function textsOf(annotations: Json | undefined, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => asString(member(annotations, key)) ?? []);
}

/** `namespace/name`, or a bare name of the same namespace. */
function sourceNode(text: string, namespace: string | undefined): string | undefined {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1).trim();
  if (name === '') return undefined;
  return secretNode(slash < 0 ? namespace : text.slice(0, slash).trim(), name);
}

const PULLED = [
  'reflector.v1.k8s.emberstack.com/reflects',
  'replicator.v1.mittwald.de/replicate-from',
  'v1.kubernetes-replicator.olli.com/replicate-from',
];
const PUSHED = ['reflector.v1.k8s.emberstack.com/reflection-auto-namespaces', 'replicator.v1.mittwald.de/replicate-to'];
const NAMESPACE = /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/u;
