import type { Fact } from '../engine/fact.ts';
import { asList, asString, member } from '../engine/json.ts';
import type { Json } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { oncePerSubject } from './once.ts';
import { classNode, secretNode } from './secret-nodes.ts';
import { secretUsages } from './secret-references.ts';
import type { SecretUsage } from './secret-references.ts';
import { podLabels } from './workloads.ts';

/** One use of a Secret by a workload, with what tells its service. */
export type SecretReader = {
  /** Absent: all keys. */
  readonly key?: string;
  readonly env?: string;
  readonly path: readonly (string | number)[];
  /** Of the containers that see it, as written; a container without image has an empty one. */
  readonly images: readonly string[];
  /** The pods'. */
  readonly labels: Readonly<Record<string, string>>;
  /** The workload's name; of what a controller made, the name of the workload that people wrote. */
  readonly workload: string;
  /** Made by a controller from another workload. */
  readonly owned: boolean;
};

/** Who reads a Secret or a SecretProviderClass, by its node. */
export const secretReaders: Fact<SecretReader> = {
  id: 'secret-readers',
  kinds: ['workloads'],
  *extract(source) {
    for (const { node, reader } of readersIn(source)) yield { key: node, value: reader };
  },
};

interface Reading {
  readonly node: string;
  readonly usage: SecretUsage;
  readonly reader: SecretReader;
}

/** What a workload reads, in the order of its manifest. */
export const readersIn: (source: Identified) => readonly Reading[] = oncePerSubject((source) => {
  const usages = secretUsages(source);
  if (usages.length === 0) return [];
  const shared = whoReads(source);
  return usages.map((usage) => ({ node: nodeOf(usage, source.namespace), usage, reader: { ...readerOf(usage), ...shared } }));
});

/** What tells the service of a workload's pods. */
export const whoReads: (source: Identified) => Pick<SecretReader, 'labels' | 'workload' | 'owned'> = oncePerSubject((source) => ({
  labels: stringsOf(podLabels(source)),
  ...ownerOf(source),
}));

/** The first of the labels that the pods have, else the workload's name. */
export function serviceOf({ labels, workload }: Pick<SecretReader, 'labels' | 'workload'>, serviceLabels: readonly string[]): string {
  for (const label of serviceLabels) {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (value !== undefined && value !== '') return value;
  }
  return workload;
}

function nodeOf({ kind, name }: SecretUsage, namespace: string | undefined): string {
  return kind === 'Secret' ? secretNode(namespace, name) : classNode(namespace, name);
}

function readerOf({ key, env, path, containers }: SecretUsage): Pick<SecretReader, 'key' | 'env' | 'path' | 'images'> {
  return {
    ...(key !== undefined && { key }),
    ...(env !== undefined && { env }),
    path,
    images: containers.map(({ container }) => asString(container.image) ?? ''),
  };
}

/** Pods of a ReplicaSet and Jobs of a CronJob bear generated names: what is cut off is what their controllers add. */
function ownerOf(source: Identified): Pick<SecretReader, 'workload' | 'owned'> {
  const owner = asList(member(source.resource.metadata, 'ownerReferences')).find((entry) => member(entry, 'controller') === true);
  const name = asString(member(owner, 'name')) ?? '';
  if (name === '') return { workload: source.name, owned: false };
  return { workload: written(name, asString(member(owner, 'kind')), member(podLabels(source), 'pod-template-hash')), owned: true };
}

function written(name: string, ownerKind: string | undefined, hash: Json | undefined): string {
  if (ownerKind === 'Job') return name.replace(/-\d{8,10}$/u, '');
  const suffix = typeof hash === 'string' && hash !== '' ? `-${hash}` : undefined;
  return ownerKind === 'ReplicaSet' && suffix !== undefined && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

function stringsOf(labels: ReturnType<typeof podLabels>): Readonly<Record<string, string>> {
  const strings = Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(strings);
}
