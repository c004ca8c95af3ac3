import type { FactEntry } from '../../src/engine/fact.ts';
import type { Path } from '../../src/engine/json.ts';
import type { Related } from '../../src/engine/rule.ts';

/** A place in the resource that a fact came from. */
export function relatedAt({ document, ...resource }: FactEntry['source'], path: Path): Related {
  return { resource, path, ...(document !== undefined && { document }) };
}
