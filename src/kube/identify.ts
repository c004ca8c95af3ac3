import { member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { Identified, Resource } from '../engine/resource.ts';
import { groupOf, isClusterScoped, versionOf } from './resources.ts';
import { workloadShape } from './workloads.ts';
import type { DeclaredWorkload } from './workloads.ts';

export interface IdentifyOptions {
  /** What the settings or the overlay give to objects without one; else `default`. */
  readonly defaultNamespace?: string | undefined;
  readonly declared: readonly DeclaredWorkload[];
  readonly environment?: string | undefined;
  readonly document?: string | undefined;
  /** Further kinds without namespace, as `group/kind`: what the CustomResourceDefinitions of the set say. */
  readonly clusterScoped?: ReadonlySet<string> | undefined;
}

/** What is known of a resource before any rule runs. */
export function identify(resource: Resource, options: IdentifyOptions): Identified {
  const { apiVersion, kind } = resource;
  const group = groupOf(apiVersion);
  const workload = workloadShape(resource, options.declared);
  return {
    resource,
    group,
    version: versionOf(apiVersion),
    kind,
    ...namespaceOf(resource, group, options),
    name: field(resource, 'name') ?? field(resource, 'generateName') ?? '',
    ...(workload !== undefined && { workload }),
    ...originOf(options),
  };
}

function namespaceOf({ kind, metadata }: Resource, group: string, options: IdentifyOptions): Pick<Identified, 'namespace'> {
  if (isClusterScoped(group, kind) || options.clusterScoped?.has(`${group}/${kind}`) === true) return {};
  return { namespace: nonEmpty(member(metadata, 'namespace')) ?? nonEmpty(options.defaultNamespace) ?? 'default' };
}

function originOf({ environment, document }: IdentifyOptions): Pick<Identified, 'environment' | 'document'> {
  return { ...(environment !== undefined && { environment }), ...(document !== undefined && { document }) };
}

function field(resource: Resource, key: string): string | undefined {
  return nonEmpty(member(resource.metadata, key));
}

function nonEmpty(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
