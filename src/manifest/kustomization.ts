import { asList, member, type Json } from '../engine/json.ts';
import { readPart } from './read.ts';
import { splitYaml } from './split.ts';

/**
 * The files that a kustomization names as something other than whole objects: patches, replacements and configurations,
 * relative to its folder. A text that is no kustomization names none; kustomize itself will say what is wrong with it.
 */
export function partialFilesOf(text: string): readonly string[] {
  const files = splitYaml(text)
    .map((part) => valueOf(text, part))
    .flatMap((value) => [
      ...PATCHES.flatMap((key) => asList(member(value, key)).map((patch) => member(patch, 'path'))),
      ...FILES.flatMap((key) => asList(member(value, key))),
    ]);
  return files.filter((file) => typeof file === 'string').filter((file) => !file.includes('\n'));
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
const FILES = ['patchesStrategicMerge', 'configurations'];
