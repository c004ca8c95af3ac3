import type { Fact, FactTools } from '../engine/fact.ts';
import type { Json } from '../engine/json.ts';
import { concerns } from '../engine/plan.ts';
import { refOf, type Identified, type ResourceRef } from '../engine/resource.ts';
import type { AnyRule } from '../engine/rule.ts';

/** What is kept of one resource: plain data, so that threads can pass it on. */
export interface Extract {
  readonly object: string;
  readonly environment: string;
  readonly source: ResourceRef & { readonly document?: string };
  readonly entries: readonly { readonly fact: string; readonly key: string; readonly value: Json }[];
}

/** The facts that some rules declare, each once. */
export function factsOf(rules: readonly AnyRule[]): readonly Fact[] {
  return [...new Map(rules.flatMap((rule) => rule.facts ?? []).map((fact) => [fact.id, fact])).values()];
}

/** Those of the facts that are about a resource's kind. */
export function factsAbout(facts: readonly Fact[], { group, kind, workload }: Identified): readonly Fact[] {
  return facts.filter((fact) => concerns(fact.kinds, { group, kind, workload: workload !== undefined }));
}

/** What the facts keep of a resource, which is given as stored; undefined where that is nothing. */
export function extract(facts: readonly Fact[], resource: Identified, tools: FactTools): Extract | undefined {
  const entries = factsAbout(facts, resource).flatMap((fact) =>
    Array.from(fact.extract(resource, tools), ({ key, value }) => ({ fact: fact.id, key, value })),
  );
  if (entries.length === 0) return undefined;
  const { document, environment = '' } = resource;
  return { object: objectKey(resource), environment, source: { ...refOf(resource), ...(document !== undefined && { document }) }, entries };
}

/** Names one object of the world: offline a document of a file, in a cluster an identity. */
export function objectKey({ document, environment = '', group, kind, namespace = '', name }: Identified): string {
  return document ?? [environment, group, kind, namespace, name].join('/');
}
