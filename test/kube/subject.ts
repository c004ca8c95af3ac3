import type { JsonObject } from '../../src/engine/json.ts';
import type { Identified, Resource } from '../../src/engine/resource.ts';
import { identify } from '../../src/kube/identify.ts';
import type { DeclaredWorkload } from '../../src/kube/workloads.ts';

const ROLLOUT: DeclaredWorkload = { group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true };

/** A subject of a kind, frozen to its depth, so that a test fails where a function mutates. */
export function subjectOf(apiVersion: string, kind: string, fields: JsonObject = {}): Identified {
  return identify(frozen({ apiVersion, kind, ...fields }), { declared: [ROLLOUT] });
}

export function podOf(spec: JsonObject): Identified {
  return subjectOf('v1', 'Pod', { metadata: { name: 'p' }, spec });
}

export function deploymentOf(podSpec: JsonObject, spec: JsonObject = {}): Identified {
  return subjectOf('apps/v1', 'Deployment', { metadata: { name: 'd' }, spec: { ...spec, template: { spec: podSpec } } });
}

function frozen(resource: Resource): Resource {
  const copy: Resource = JSON.parse(JSON.stringify(resource));
  freeze(copy);
  return copy;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
