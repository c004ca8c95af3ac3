import type { Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { hostPathsOf } from './host-paths.ts';

/** A volume that shows one of the paths that none should. */
export interface ShownPath {
  readonly volume: string;
  /** As written. */
  readonly path: string;
  readonly at: Path;
  /** Which of the paths. */
  readonly shown: string;
}

/** Every volume of a workload's pods, or PersistentVolume, that shows one of these paths of the node: the first of them. */
export function shownPaths(subject: Subject, paths: readonly string[]): readonly ShownPath[] {
  return hostPathsOf(subject).flatMap(({ volume, hostPath, path }) => {
    const shown = hostPath === '' ? undefined : paths.find((entry) => showsPath(hostPath, entry));
    return shown === undefined ? [] : [{ volume, path: hostPath, at: [...path, 'path'], shown }];
  });
}

/**
 * Whether a volume of one path shows another: it is the same, above it or within it, whatever slashes and dots they are
 * written with. An entry without a leading slash or drive, such as `.aws`, may lie in any folder.
 */
export function showsPath(hostPath: string, entry: string): boolean {
  const host = partsOf(hostPath);
  const wanted = partsOf(entry);
  if (/^(?:[/\\]|[A-Za-z]:)/u.test(entry)) return agree(host, 0, wanted);
  return wanted.length > 0 && host.some((_, from) => agree(host, from, wanted));
}

/** As far as both go. */
function agree(host: readonly string[], from: number, wanted: readonly string[]): boolean {
  return wanted.every((part, index) => from + index >= host.length || host[from + index] === part);
}

/** The folders of a path; Windows writes them with backslashes. */
function partsOf(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split(/[/\\]+/u)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}
