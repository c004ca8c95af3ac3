import type { Json } from './json.ts';
import type { GroupKind, Identified, ResourceRef } from './resource.ts';

/** What an extractor may use beyond the resource itself. */
export interface FactTools {
  /** A keyed hash (HMAC under a key that the door made at start): tells equal secrets without keeping them. */
  readonly digest: (text: string) => string;
}

/** Something that rules may know about other resources: a pure extract of each, found again by key. */
export interface Fact<V extends Json = Json> {
  /** Unique among all facts; rules that share a fact share this object. */
  readonly id: string;
  readonly kinds: readonly (GroupKind | 'workloads')[] | 'all';
  /** Pure and total over any JSON. Values are kept for as long as the resource lives: keep them small. */
  extract(source: Identified, tools: FactTools): Iterable<{ readonly key: string; readonly value: V }>;
}

/** One entry of a fact, and the resource that it came from. */
export interface FactEntry<V extends Json = Json> {
  readonly value: V;
  readonly source: ResourceRef & { readonly document?: string };
}

/** What a rule sees of the world: the facts of the subject's environment, the subject itself judged as if admitted. */
export interface FactsView {
  /** All entries under a key, in a stable order, in O(1). */
  get<V extends Json>(fact: Fact<V>, key: string): readonly FactEntry<V>[];
}
