import { asList, member, type Json } from '../engine/json.ts';
import { readPart } from './read.ts';
import { splitYaml } from './split.ts';

/**
 * The files that a kustomization names as something other than whole objects: patches, replacements and configurations,
 * relative to its folder. A text that is no kustomization names none; kustomize itself will say what is wrong with it.
 */
export function partialFilesOf(text: string): readonly string[] {
  return filesIn(text, (value) => [
    ...PATCHES.flatMap((key) => asList(member(value, key)).map((patch) => member(patch, 'path'))),
    ...PARTS.flatMap((key) => asList(member(value, key))),
  ]);
}

/** The files and folders whose objects it takes in. */
export function listedFilesOf(text: string): readonly string[] {
  return filesIn(text, (value) => LISTS.flatMap((key) => asList(member(value, key))));
}

function filesIn(text: string, namedIn: (value: Json) => readonly (Json | undefined)[]): readonly string[] {
  const named = splitYaml(text).flatMap((part) => namedIn(valueOf(text, part)));
  return named.filter((file) => typeof file === 'string').filter((file) => !file.includes('\n'));
}

function valueOf(text: string, part: { readonly start: number; readonly end: number }): Json {
  try {
    return readPart(text, part);
  } catch {
    return null;
  }
}

/** Lists of `{ path }` (kustomize.config.k8s.io, type Kustomization). */
const PATCHES = ['patches', 'patchesJson6902', 'replacements'];
/** Lists of file names; a strategic merge patch may also stand there as it is. */
const PARTS = ['patchesStrategicMerge', 'configurations'];
/** `bases` is what `resources` was once called. */
const LISTS = ['resources', 'bases', 'crds'];
