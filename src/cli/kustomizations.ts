import path from 'node:path';
import { listedFilesOf, partialFilesOf } from '../manifest/kustomization.ts';
import { readSource } from '../sources/read.ts';
import type { Work } from './collect.ts';

/** What kustomizations say of the files around them. */
export interface Kustomized {
  readonly work: readonly Work[];
  /** Files that are patches and the like, with the kustomization that says so: alone they are no objects. */
  readonly partial: readonly { readonly file: string; readonly kustomization: string }[];
}

/**
 * The set of a kustomization is what it lists, not what its folder holds: a file that none lists is a set by itself, and what is
 * named as a patch is no object.
 */
export function kustomized(work: readonly Work[], cwd: string): Kustomized {
  const said = readAll(work, cwd);
  const partial: { file: string; kustomization: string }[] = [];
  const kept = work.flatMap((item): readonly Work[] => {
    const absolute = path.resolve(cwd, item.path);
    const kustomization = said.partial.get(absolute);
    if (kustomization !== undefined) {
      partial.push({ file: item.path, kustomization });
      return [];
    }
    const root = item.environment;
    if (root === undefined || !said.roots.has(root)) return [item];
    const listedIn = said.listed.get(absolute) ?? [];
    return [{ ...item, environment: listedIn.includes(root) ? root : (listedIn[0] ?? item.path) }];
  });
  return { work: kept, partial };
}

function readAll(work: readonly Work[], cwd: string) {
  const partial = new Map<string, string>();
  const listed = new Map<string, string[]>();
  const roots = new Set<string>();
  for (const root of new Set(work.flatMap(({ environment }) => environment ?? []))) {
    for (const name of NAMES) {
      const file = path.join(root, name);
      const source = readSource(path.resolve(cwd, file));
      if (!('text' in source)) continue;
      roots.add(root);
      for (const part of partialFilesOf(source.text)) partial.set(path.resolve(cwd, root, part), file);
      for (const one of listedFilesOf(source.text)) {
        const absolute = path.resolve(cwd, root, one);
        listed.set(absolute, [...(listed.get(absolute) ?? []), root]);
      }
    }
  }
  return { partial, listed, roots };
}

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
