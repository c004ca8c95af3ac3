import type { JsonObject } from '../engine/json.ts';
import type { GroupKind, Operation } from '../engine/resource.ts';
import { isClusterScoped, isKnownKind, pluralOf } from '../kube/resources.ts';

/** A kind that an entry must be asked about, and when. */
export interface Asked {
  readonly kind: GroupKind | 'all';
  readonly operations: readonly Operation[];
  /** Globs of the namespaces that it is asked about; absent: all, and cluster-scoped objects. */
  readonly within?: readonly string[];
  /** Of all kinds: what scales them, too. */
  readonly scale?: boolean;
}

/** The `rules` of a webhook (admissionregistration.k8s.io/v1 RuleWithOperations): what is asked, each resource once. */
export function rulesOf(asked: readonly Asked[]): readonly JsonObject[] {
  return grouped(placesOf(asked));
}

/** The same for an entry that is about some namespaces: of cluster-scoped objects their Namespaces alone. */
export function rulesInNamespaces(asked: readonly Asked[]): readonly JsonObject[] {
  const all = asked.filter(({ kind }) => kind === 'all');
  const namespaces = all.map(({ operations }): Asked => ({ kind: NAMESPACE, operations }));
  const inside = placesOf(asked).filter(({ scope }) => scope !== 'Cluster');
  const own = placesOf([...asked.filter(({ kind }) => kind !== 'all'), ...namespaces]).filter(({ resource }) => resource === 'namespaces');
  return grouped([...inside.map((place): Place => ({ ...place, scope: 'Namespaced' })), ...own]);
}

function placesOf(asked: readonly Asked[]): readonly Place[] {
  const everything = new Set(asked.flatMap(({ kind, operations }) => (kind === 'all' ? operations : [])));
  const resources = new Map<string, Place>();
  for (const place of asked.flatMap((entry) => placesFor(entry, everything))) {
    const key = `${place.group}/${place.resource}`;
    resources.set(key, { ...place, operations: new Set([...(resources.get(key)?.operations ?? []), ...place.operations]) });
  }
  return [...resources.values()].filter(({ operations }) => operations.size > 0);
}

interface Place {
  readonly group: string;
  readonly resource: string;
  readonly scope: 'Namespaced' | 'Cluster' | '*';
  readonly operations: ReadonlySet<Operation>;
}

/** `*` stands for all resources, and for none of their subresources. */
function placesFor({ kind, operations, scale }: Asked, everything: ReadonlySet<Operation>): readonly Place[] {
  if (kind === 'all') {
    const scaled = scale === true && operations.includes('UPDATE') ? [SCALED] : [];
    return [{ ...EVERYTHING, operations: new Set(operations) }, ...subresourcesOf(POD, operations), ...scaled];
  }
  const left = operations.filter((operation) => !everything.has(operation));
  return [placeOf(kind, pluralOf(kind.group, kind.kind), left), ...subresourcesOf(kind, operations)];
}

/** Debugging and resizing change a running Pod by subresources of their own. */
function subresourcesOf(kind: GroupKind, operations: readonly Operation[]): readonly Place[] {
  if (kind.group !== POD.group || kind.kind !== POD.kind || !operations.includes('UPDATE')) return [];
  return ['pods/ephemeralcontainers', 'pods/resize'].map((resource) => placeOf(kind, resource, ['UPDATE']));
}

function placeOf({ group, kind }: GroupKind, resource: string, operations: readonly Operation[]): Place {
  return { group, resource, scope: scopeOf(group, kind), operations: new Set(operations) };
}

function scopeOf(group: string, kind: string): Place['scope'] {
  if (!isKnownKind(group, kind)) return '*';
  return isClusterScoped(group, kind) ? 'Cluster' : 'Namespaced';
}

/** Resources of one group with equal operations share a rule; all in a stable order. */
function grouped(places: readonly Place[]): readonly JsonObject[] {
  const lines = Map.groupBy(places, ({ group, scope, operations }) => [group, scope, ...inOrder(operations)].join(' '));
  return [...lines.keys()].toSorted().map((key) => {
    const members = lines.get(key) ?? [];
    const [{ group, scope, operations } = EVERYTHING] = members;
    return {
      apiGroups: [group],
      apiVersions: ['*'],
      operations: inOrder(operations),
      resources: members.map(({ resource }) => resource).toSorted(),
      scope,
    };
  });
}

function inOrder(operations: ReadonlySet<Operation>): readonly Operation[] {
  return ORDER.filter((operation) => operations.has(operation));
}

const ORDER: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];
const POD: GroupKind = { group: '', kind: 'Pod' };
const NAMESPACE: GroupKind = { group: '', kind: 'Namespace' };
const SCALED: Place = { group: '*', resource: '*/scale', scope: '*', operations: new Set(['UPDATE']) };
const EVERYTHING: Place = { group: '*', resource: '*', scope: '*', operations: new Set() };
