import { isObject, type Json, type JsonObject } from '../engine/json.ts';

/** Why a document is no Kubernetes object: fine and to be named, or meant to be one and broken. */
export interface Other {
  readonly is: 'other' | 'problem';
  readonly message: string;
}

/** Undefined for a Kubernetes object. An item of a List must be one. */
export function notAResource(value: Json, mustBe: boolean): Other | undefined {
  if (!isObject(value)) return { is: mustBe ? 'problem' : 'other', message: `is ${kindOf(value)}, not a Kubernetes object` };
  const missing = ['apiVersion', 'kind'].filter((key) => typeof value[key] !== 'string' || value[key] === '');
  if (missing.length > 0) return withoutKind(value, missing, mustBe);
  const { apiVersion, kind } = value;
  const kustomize = typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/') && typeof kind === 'string';
  if (kustomize) return { is: 'other', message: `is a ${kind}, an input of kustomize` };
  return undefined;
}

/** With a `kind` or `metadata` it was meant for a cluster; a values file or a workflow has neither. */
function withoutKind(value: JsonObject, missing: readonly string[], mustBe: boolean): Other {
  const meant = mustBe || isObject(value['metadata']) || (value['kind'] !== undefined && value['spec'] !== undefined);
  const names = missing.join(' and ');
  if (!meant) return { is: 'other', message: `has no ${names}: not a Kubernetes object` };
  return { is: 'problem', message: `has no ${names} (a string each): give it, or Kubernetes will refuse the object.` };
}

function kindOf(value: Json): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
