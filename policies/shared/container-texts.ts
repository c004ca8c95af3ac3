import { asList, asString, member, type Path } from '../../src/engine/json.ts';
import type { ConfigReference } from '../../src/kube/config-references.ts';
import { clientOptions } from '../../src/kube/database-clients.ts';
import type { ContainerAt } from '../../src/kube/workloads.ts';
import { commandLine } from './command-lines.ts';

/** A text of a container and where it stands; without a name, a word of its command line. */
export interface TextAt {
  readonly name: string;
  readonly value: string;
  readonly path: Path;
  readonly env: boolean;
}

/** How a container reads a ConfigMap. */
export type MapUse = Pick<ConfigReference, 'as' | 'name' | 'path'> & { readonly env?: string; readonly keys: readonly string[] };

/** The literal values of a container's environment. */
export function textsInEnv({ container, path }: ContainerAt): readonly TextAt[] {
  return asList(member(container, 'env')).flatMap((item, index) => {
    const [name, value] = [asString(member(item, 'name')) ?? '', asString(member(item, 'value')) ?? ''];
    return value === '' ? [] : [{ name, value, path: [...path, 'env', index, 'value'], env: true }];
  });
}

/** What its command line gives a value to, under the names that are wanted. */
export function textsGiven(at: ContainerAt, isWanted: (name: string) => boolean): readonly TextAt[] {
  const { words, assignments } = commandLine(at);
  const given = [...clientOptions(words.map(({ text }) => text)), ...assignments].filter(({ name }) => isWanted(name));
  return given
    .slice(0, MOST_OPTIONS)
    .map(({ name, value, word }) => ({ name, value: value.slice(0, LONGEST), path: words[word]?.at ?? at.path, env: false }));
}

/** The words of its command line as they are. */
export function textsInWords(at: ContainerAt): readonly TextAt[] {
  return commandLine(at).words.map(({ text, at: path }) => ({ name: '', value: text, path, env: false }));
}

export function mapUse({ as, name, path, env, keys }: ConfigReference): MapUse {
  return { as, name, path, ...(env !== undefined && { env }), keys: keys.map(({ key }) => key) };
}

/** The places where each container of a workload reads a Secret or a ConfigMap. */
export function referencesByReader(references: readonly ConfigReference[]): ReadonlyMap<ContainerAt, readonly ConfigReference[]> {
  const found = new Map<ContainerAt, ConfigReference[]>();
  for (const reference of references)
    for (const reader of reference.containers.slice(0, MOST_READERS)) {
      const known = found.get(reader);
      if (known === undefined) found.set(reader, [reference]);
      else known.push(reference);
    }
  return found;
}

/** Of a volume that nobody mounts, all containers are readers: enough of them tell. */
const MOST_READERS = 64;
const MOST_OPTIONS = 256;
const LONGEST = 8192;
