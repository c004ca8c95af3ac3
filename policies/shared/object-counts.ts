import type { Fact } from '../../src/engine/fact.ts';
import { countNameOf } from '../../src/kube/quota-names.ts';

/** Every object of a namespace, by what a quota counts its kind as; Pods, claims and Services are counted as demands. */
export const objectCounts: Fact<null> = {
  id: 'object-counts',
  kinds: 'all',
  *extract(source) {
    const { namespace, resource } = source;
    if (namespace !== undefined) yield { key: objectCountKey(namespace, countNameOf(resource.apiVersion, resource.kind)), value: null };
  },
};

/** Where the objects of a namespace stand that count against a resource, by its canonical name. */
export function objectCountKey(namespace: string, resource: string): string {
  return `${namespace}/${resource}`;
}
