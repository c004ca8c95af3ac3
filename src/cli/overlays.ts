import path from 'node:path';
import { asList, asString, isObject, member, type Json } from '../engine/json.ts';
import { readPart } from '../manifest/read.ts';
import { splitYaml } from '../manifest/split.ts';
import type { RawEnvironment } from '../settings/raw.ts';

export interface Rendered {
  readonly charts: number;
  readonly kustomizations: number;
  readonly environments: readonly RawEnvironment[];
}

/** What of a tree is rendered by itself, by the texts of its files: overlays with their bases, and beside them what else there is. */
export function environmentsIn(texts: ReadonlyMap<string, string>): Rendered {
  const charts = [...texts.keys()].filter((file) => path.basename(file) === 'Chart.yaml').map(folderOf);
  const kustomizations = new Map(
    [...texts].filter(([file]) => NAMES.has(path.basename(file))).map(([file, text]) => [folderOf(file), valueOf(text)]),
  );
  const bases = new Map([...kustomizations].map(([folder, value]) => [folder, basesOf(folder, value, kustomizations)]));
  const referred = new Set([...bases.values()].flat());
  const roots = [...kustomizations.keys()].filter((folder) => !referred.has(folder));
  const overlays = roots.filter((folder) => (bases.get(folder) ?? []).length > 0);
  const all = [...roots, ...charts.filter((folder) => !kustomizations.has(folder))];
  return {
    charts: charts.length,
    kustomizations: kustomizations.size,
    environments: overlays.length < 2 ? [] : all.map((folder) => environmentOf(folder, all, bases, kustomizations)),
  };
}

function environmentOf(
  folder: string,
  all: readonly string[],
  bases: ReadonlyMap<string, readonly string[]>,
  kustomizations: ReadonlyMap<string, Json>,
): RawEnvironment {
  const name = path.posix.basename(folder);
  const isUnique = all.filter((other) => path.posix.basename(other) === name).length === 1;
  const namespace = asString(member(kustomizations.get(folder), 'namespace')) ?? '';
  return {
    name: isUnique ? name : folder,
    paths: [folder, ...allBelow(folder, bases, new Set())],
    ...(namespace !== '' && { namespace }),
  };
}

/** Bases, and the bases of those; a loop ends. */
function allBelow(folder: string, bases: ReadonlyMap<string, readonly string[]>, seen: Set<string>): readonly string[] {
  const found = (bases.get(folder) ?? []).filter((base) => !seen.has(base));
  for (const base of found) seen.add(base);
  return [...found, ...found.flatMap((base) => allBelow(base, bases, seen))];
}

/** The kustomizations of this tree that one names as a folder. */
function basesOf(folder: string, value: Json, known: ReadonlyMap<string, Json>): readonly string[] {
  const named = KEYS.flatMap((key) => asList(member(value, key))).filter((entry) => typeof entry === 'string');
  return named
    .map((entry) => path.posix.join(folder, entry).replace(/(?<=.)\/$/u, ''))
    .filter((base) => base !== folder && known.has(base));
}

function folderOf(file: string): string {
  return path.dirname(file).split(path.sep).join('/');
}

/** A text that is no YAML names nothing; that it is none is for a lint to say. */
function valueOf(text: string): Json {
  try {
    return (
      splitYaml(text)
        .map((part) => readPart(text, part))
        .find(isObject) ?? null
    );
  } catch {
    return null;
  }
}

const NAMES: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml']);
/** `bases` is of old versions of kustomize. */
const KEYS = ['resources', 'bases', 'components'];
