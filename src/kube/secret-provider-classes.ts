import { asList, asString, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { classNode, secretNode } from './secret-nodes.ts';
import type { Origin } from './secret-nodes.ts';

/** secrets-store.csi.x-k8s.io SecretProviderClass: the remote objects that it mounts, and the Secrets that it makes of them. */
export function* providerClassOrigins({ resource, namespace, name }: Identified): Iterable<Origin> {
  const spec = resource['spec'];
  const parameters = member(spec, 'parameters');
  const store = storeOf(spec, parameters);
  const remotes = remoteObjects(asString(member(parameters, 'objects')) ?? asString(member(parameters, 'secrets')) ?? '');
  const node = classNode(namespace, name);
  for (const { names, ...remote } of remotes) yield { node, key: names[0] ?? remote.bucket, ...remote, store };
  for (const made of asList(member(spec, 'secretObjects')))
    for (const entry of asList(member(made, 'data'))) yield* madeEntry(made, entry, { remotes, store, namespace });
}

interface RemoteObject {
  readonly bucket: string;
  readonly part?: string;
  /** What it is called in the mount, and in secretObjects. */
  readonly names: readonly string[];
}

interface Class {
  readonly remotes: readonly RemoteObject[];
  readonly store: string;
  readonly namespace: string | undefined;
}

function* madeEntry(made: Json, entry: Json, { remotes, store, namespace }: Class): Iterable<Origin> {
  const secretName = asString(member(made, 'secretName')) ?? '';
  const key = asString(member(entry, 'key')) ?? '';
  const objectName = asString(member(entry, 'objectName')) ?? '';
  if (secretName === '' || key === '') return;
  const target = { node: secretNode(namespace, secretName), key };
  const found = remotes.filter(({ names }) => names.includes(objectName));
  if (found.length === 0) yield target;
  for (const { names: _, ...remote } of found) yield { ...target, ...remote, store };
}

/** Whose objects they are: one name in two vaults is two secrets. */
function storeOf(spec: Json | undefined, parameters: Json | undefined): string {
  const address = ADDRESS_FIELDS.map((field) => asString(member(parameters, field)) ?? '');
  return ['csi', asString(member(spec, 'provider')) ?? '', ...address].join('|');
}

/**
 * `parameters.objects` is YAML in a string; each provider writes flat fields in it, in an order of its own. A line that
 * opens a list item opens an object; a `path` item of AWS is a part of the object before it.
 */
function remoteObjects(text: string): readonly RemoteObject[] {
  const objects: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    if (PART.test(line)) objects.push(new Map([['part', ''], nameOf(objects.at(-1))]));
    else if (ITEM.test(line)) objects.push(new Map());
    for (const [, field = '', value = ''] of line.matchAll(FIELD)) place(objects.at(-1), field, unquoted(value));
  }
  return objects.flatMap(described);
}

function nameOf(object: ReadonlyMap<string, string> | undefined): [string, string] {
  return ['objectName', object?.get('objectName') ?? ''];
}

function place(object: Map<string, string> | undefined, field: string, value: string): void {
  if (value !== '') object?.set(field === 'path' && object.get('part') === '' ? 'part' : field, value);
}

function described(object: ReadonlyMap<string, string>): readonly RemoteObject[] {
  const id = first(object, ['secretPath', 'resourceName', 'objectName', 'secretName'])?.replace(VERSION, '');
  if (id === undefined) return [];
  const part = first(object, ['secretKey', 'part']);
  const names = [...NAME_FIELDS.flatMap((field) => object.get(field) ?? []), id];
  return [{ bucket: `remote/${id.split('/').filter(Boolean).join('/')}`, ...(part !== undefined && { part }), names }];
}

function first(object: ReadonlyMap<string, string>, fields: readonly string[]): string | undefined {
  return fields.flatMap((field) => object.get(field) || [])[0];
}

function unquoted(value: string): string {
  return /^(["']).*\1$/u.test(value) ? value.slice(1, -1) : value;
}

const ITEM = /^\s*-/u;
const PART = /^\s*-\s+path\s*:/u;
const FIELD = /\b([A-Za-z]+)\s*:(?:\s+|(?=["']))("[^"]*"|'[^']*'|[^,}\s]+)/gu;
const NAME_FIELDS = ['objectAlias', 'path', 'fileName', 'objectName'];
const VERSION = /\/versions\/[^/]*$/u;
const ADDRESS_FIELDS = ['vaultAddress', 'vaultNamespace', 'keyvaultName', 'tenantId', 'tenantID', 'region', 'vaultId', 'address'];
