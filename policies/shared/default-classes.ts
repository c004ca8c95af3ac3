import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asString, member, valueAt, type JsonObject } from '../../src/engine/json.ts';
import type { ClaimUsage } from '../../src/kube/quota-usage.ts';
import type { Demand } from './demands.ts';

/** A class that the API server gives to whatever names none. */
export type DefaultClass = { readonly name: string; readonly created: string; readonly value: number };

/** By kind, the StorageClasses and PriorityClasses that are defaults of the cluster. */
export const defaultClasses: Fact<DefaultClass> = {
  id: 'default-classes',
  kinds: [
    { group: 'storage.k8s.io', kind: 'StorageClass' },
    { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
  ],
  *extract({ resource, kind, name }) {
    if (!(kind === 'StorageClass' ? isDefault(resource) : member(resource, 'globalDefault') === true)) return;
    const value = member(resource, 'value');
    const created = asString(member(resource.metadata, 'creationTimestamp')) ?? '';
    yield { key: kind, value: { name, created, value: typeof value === 'number' ? value : 0 } };
  },
};

export interface Classes {
  readonly storage: string | undefined;
  readonly priority: string | undefined;
}

/**
 * The classes that are given: of several StorageClasses the newest, then the first by name (GetDefaultClass of pkg/volume/util);
 * of several PriorityClasses the lowest (plugin/pkg/admission/priority).
 */
export function classesGiven(facts: FactsView): Classes {
  const all = (kind: string): readonly DefaultClass[] => facts.get(defaultClasses, kind).map(({ value }) => value);
  const storage = all('StorageClass').toSorted((a, b) => compare(b.created, a.created) || compare(a.name, b.name));
  const priority = all('PriorityClass').toSorted((a, b) => a.value - b.value || compare(a.name, b.name));
  return { storage: storage[0]?.name, priority: priority[0]?.name };
}

/** A demand with the classes that it does not name. */
export function withClasses(demand: Demand, { storage, priority }: Classes): Demand {
  const classed = (claim: ClaimUsage): ClaimUsage => (storage === undefined ? claim : { storageClass: storage, ...claim });
  const claims = { claims: demand.claims.map(classed), ephemeralClaims: demand.ephemeralClaims.map(classed) };
  if (demand.pods === undefined || demand.pods.priorityClass !== '' || priority === undefined) return { ...demand, ...claims };
  return { ...demand, ...claims, pods: { ...demand.pods, priorityClass: priority } };
}

function isDefault(resource: JsonObject): boolean {
  return ANNOTATIONS.some((key) => valueAt(resource, ['metadata', 'annotations', key]) === 'true');
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

const ANNOTATIONS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
