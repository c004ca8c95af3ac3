import type { FactEntry, FactsView } from '../engine/fact.ts';
import { toPointer } from '../engine/json.ts';
import { describeRef } from '../engine/resource.ts';
import type { Identified } from '../engine/resource.ts';
import { isAddress } from './database-credentials.ts';
import { aliasesOf, RANK } from './secret-aliases.ts';
import type { Alias, How } from './secret-aliases.ts';
import { originsOf } from './secret-origins.ts';
import { readersIn, secretReaders, serviceOf } from './secret-readers.ts';
import type { SecretReader } from './secret-readers.ts';
import type { SecretUsage } from './secret-references.ts';
import type { ContainerAt } from './workloads.ts';

/** What counts: which names are a database's, which images are the database itself, which labels name a service. */
export interface SharingTerms {
  readonly isDatabase: (name: string) => boolean;
  readonly isServer: (image: string) => boolean;
  readonly serviceLabels: readonly string[];
}

/** A database credential of a workload that other services read too. */
export interface SharedCredential {
  readonly service: string;
  /** `namespace/name` of the Secret or SecretProviderClass that the workload reads it from. */
  readonly secret: string;
  readonly usage: SecretUsage;
  /** The first container that reads it for the service. */
  readonly container: ContainerAt | undefined;
  /** The closest that any of the others comes. */
  readonly how: How;
  /** One entry a workload, sorted by service. */
  readonly others: readonly OtherReader[];
}

export interface OtherReader {
  readonly service: string;
  readonly source: FactEntry['source'];
  readonly reader: SecretReader;
  readonly how: How;
}

/** The database credentials of a workload that another service reads too; one entry for each Secret, at its first use. */
export function sharedCredentials(subject: Identified, facts: FactsView, terms: SharingTerms): readonly SharedCredential[] {
  const byNode = Map.groupBy(
    readersIn(subject).filter(({ reader }) => readsForService(reader, terms)),
    ({ node }) => node,
  );
  return [...byNode].flatMap(([node, uses]) => {
    const service = serviceOf(uses[0]?.reader ?? NOBODY, terms.serviceLabels);
    // Containers of one pod mostly read the same keys.
    const byKey = Map.groupBy(uses, ({ usage }) => usage.key);
    const others = new Map(
      [...byKey.keys()].map((key) => [key, keysOf(node, key, facts).flatMap((known) => othersOf(node, known, service, facts, terms))]),
    );
    const found = uses.map(({ usage }) => ({ usage, others: others.get(usage.key) ?? [] }));
    const first = found.find(({ others }) => others.length > 0);
    if (first === undefined) return [];
    const each = eachOnce(found.flatMap(({ others }) => others));
    const how = each.reduce<How>((best, other) => (RANK[other.how] < RANK[best] ? other.how : best), 'copy');
    const container = first.usage.containers.find((at) => !terms.isServer(imageOf(at)));
    return [{ service, secret: node.slice(node.indexOf('/') + 1), usage: first.usage, container, how, others: each }];
  });
}

/** A database server reads its own password for no service; beside an application in one pod, the application still counts. */
function readsForService({ images }: SecretReader, terms: SharingTerms): boolean {
  return images.length === 0 || images.some((image) => !terms.isServer(image));
}

/** Who reads all keys reads each that is known, and whatever else there is. */
function keysOf(node: string, key: string | undefined, facts: FactsView): readonly (string | undefined)[] {
  if (key !== undefined) return isAddress(key) ? [] : [key];
  const known = [...originsOf(node, facts), ...facts.get(secretReaders, node).map(({ value }) => value)];
  return [undefined, ...new Set(known.flatMap(({ key }) => (key === undefined || isAddress(key) ? [] : [key])))];
}

function othersOf(node: string, key: string | undefined, service: string, facts: FactsView, terms: SharingTerms): readonly OtherReader[] {
  const aliases = aliasesOf(node, key, facts);
  const others = aliases.flatMap((alias) => readersOf(alias, service, facts, terms));
  return others.length > 0 && aliases.some((alias) => isDatabase(alias, facts, terms)) ? others : [];
}

/** The readers of an alias for any service but one. */
function readersOf(alias: Alias, but: string, facts: FactsView, terms: SharingTerms): readonly OtherReader[] {
  return facts.get(secretReaders, alias.node).flatMap(({ value: reader, source }) => {
    const reads = alias.key === undefined || reader.key === undefined || reader.key === alias.key;
    const service = serviceOf(reader, terms.serviceLabels);
    if (!reads || service === but || isAddress(reader.key ?? '') || !readsForService(reader, terms)) return [];
    return [{ service, source, reader, how: alias.how }];
  });
}

/** By the Secret's name, the key, the remote key, or the variable that somebody reads it into, the database server included. */
function isDatabase({ node, key }: Alias, facts: FactsView, { isDatabase }: SharingTerms): boolean {
  if (isDatabase(node.slice(node.lastIndexOf('/') + 1)) || (key !== undefined && isDatabase(key))) return true;
  const origins = originsOf(node, facts).filter((origin) => origin.bucket?.startsWith('remote/') === true);
  if (origins.some((origin) => (origin.key === undefined || origin.key === key) && isDatabase(remoteName(origin)))) return true;
  return facts.get(secretReaders, node).some(({ value }) => value.key === key && value.env !== undefined && isDatabase(value.env));
}

function remoteName({ bucket = '', part = '' }: { readonly bucket?: string; readonly part?: string }): string {
  return `${bucket.slice(bucket.indexOf('/') + 1)} ${part}`;
}

/** Sorted by what does not depend on the order of the set; of several uses in one workload the closest. */
function eachOnce(others: readonly OtherReader[]): readonly OtherReader[] {
  const workloads = [...Map.groupBy(others, identityOf).values()].flatMap((uses) => sortedBy(uses, closeness)[0] ?? []);
  return sortedBy(workloads, placeOf);
}

/** In the order of their keys. */
export function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ item }) => item);
}

/** The first of those with one key, in order. */
export function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...Map.groupBy(items, keyOf).values()].flatMap(([first]) => first ?? []);
}

function identityOf({ source }: OtherReader): string {
  return `${source.apiVersion} ${describeRef(source)} ${source.document ?? ''}`;
}

function closeness({ how, reader }: OtherReader): string {
  return `${RANK[how]}${toPointer(reader.path)}`;
}

/** Workloads that people wrote come before what controllers made of them. */
function placeOf(other: OtherReader): string {
  return `${other.service}\n${Number(other.reader.owned)}\n${identityOf(other)}`;
}

function imageOf({ container }: ContainerAt): string {
  return typeof container.image === 'string' ? container.image : '';
}

const NOBODY = { labels: {}, workload: '' };
