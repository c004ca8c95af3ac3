import { asList, asString, member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { groupOf } from './resources.ts';

/** Names an object within its namespace, whatever the version of its API. */
export function objectId(apiVersion: string, kind: string, name: string): string {
  const group = groupOf(apiVersion);
  return `${group === 'extensions' ? 'apps' : group}/${kind}/${name}`;
}

/** The controller that made an object (metav1.GetControllerOf), by its id; undefined where nobody did. */
export function controllerOf({ resource }: Identified): string | undefined {
  const owner = asList(member(resource.metadata, 'ownerReferences')).find((reference) => member(reference, 'controller') === true);
  const field = (name: string): string => asString(member(owner, name)) ?? '';
  return owner === undefined ? undefined : objectId(field('apiVersion'), field('kind'), field('name'));
}
