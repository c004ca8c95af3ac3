import type { FactsView } from '../engine/fact.ts';
import { isAddress } from './database-credentials.ts';
import { secretStores } from './external-secrets.ts';
import type { Origin } from './secret-nodes.ts';
import { originsBy, originsOf } from './secret-origins.ts';

/** Another name under which the same secret value can be read. */
export interface Alias {
  readonly node: string;
  /** Absent: whichever key. */
  readonly key?: string | undefined;
  readonly how: How;
}

/** What two readers have in common: the Secret, the remote key that theirs come from, or the value alone. */
export type How = 'name' | 'remote' | 'copy';

/** The closer, the smaller. */
export const RANK: Readonly<Record<How, number>> = { name: 0, remote: 1, copy: 2 };

/** Every Secret and key under which an entry of one can be read, itself first; without a key, what all of it is made of. */
export function aliasesOf(node: string, key: string | undefined, facts: FactsView): readonly Alias[] {
  const found = new Map<string, Alias>();
  const replicas = replicasOf(node, facts);
  for (const replica of replicas) add(found, { node: replica, key, how: replica === node ? 'name' : 'copy' });
  for (const origin of distinctOrigins(replicas, key, facts))
    for (const alias of equalsOf(origin, key, facts))
      if (add(found, alias)) for (const replica of replicasOf(alias.node, facts)) add(found, { ...alias, node: replica });
  return [...found.values()];
}

/** Keeps the closest way to an alias; says whether it is a new one, so that a large family of copies is walked once. */
function add(found: Map<string, Alias>, alias: Alias): boolean {
  const id = JSON.stringify([alias.node, alias.key]);
  const known = found.get(id);
  if (known === undefined || RANK[alias.how] < RANK[known.how]) found.set(id, alias);
  return known === undefined;
}

function distinctOrigins(nodes: readonly string[], key: string | undefined, facts: FactsView): Iterable<Origin> {
  const origins = nodes.flatMap((node) => originsOf(node, facts)).filter((origin) => origin.key === undefined || origin.key === key);
  return new Map(origins.map((origin) => [JSON.stringify([origin.bucket, origin.part, origin.spread, origin.store]), origin])).values();
}

/** A Secret, those that replicators copy it to, and what it is a copy of, however far. */
function replicasOf(node: string, facts: FactsView): readonly string[] {
  const found = new Set([node]);
  for (const at of found) {
    for (const { bucket = '' } of originsOf(at, facts)) if (isNode(bucket)) found.add(bucket);
    for (const { node: replica } of originsBy(at, facts)) found.add(replica);
  }
  return [...found];
}

function equalsOf({ bucket = '', part: written, spread, store }: Origin, key: string | undefined, facts: FactsView): readonly Alias[] {
  const part = spread === true ? key : written;
  if (bucket === '' || isNode(bucket) || isAddress(part ?? '')) return [];
  const how = bucket.startsWith('copy/') ? 'copy' : 'remote';
  return originsBy(bucket, facts)
    .filter((other) => isSamePart(part, other.part) && isSameStore(store, other.store, facts))
    .map((other) => ({ node: other.node, key: other.spread === true ? part : other.key, how }));
}

/** The whole of a remote object holds each part of it. */
function isSamePart(part: string | undefined, other: string | undefined): boolean {
  return part === undefined ? !isAddress(other ?? '') : other === undefined || part === other;
}

function isSameStore(store: string | undefined, other: string | undefined, facts: FactsView): boolean {
  if (store === undefined || other === undefined) return store === other;
  return store === other || backendOf(store, facts) === backendOf(other, facts);
}

/** What the store of the set leads to; of a store that is not in the set, its own name. */
function backendOf(store: string, facts: FactsView): string {
  const known = facts.get(secretStores, store).map(({ value }) => value);
  return known.toSorted()[0] ?? store;
}

function isNode(bucket: string): boolean {
  return bucket.startsWith('secret/');
}
