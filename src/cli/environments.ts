import { matchesGlob } from '../kube/glob.ts';
import type { RawEnvironment } from '../settings/raw.ts';
import type { Work } from './collect.ts';

/**
 * The files of each environment that the settings declare; a file that two environments name belongs to both, and what none names
 * is one set by itself. Without declarations the folders of kustomizations and charts are environments, as they were found.
 */
export function inEnvironments(work: readonly Work[], declared: readonly RawEnvironment[] | undefined): readonly Work[] {
  if (declared === undefined || declared.length === 0) return work;
  return work.flatMap((item): readonly Work[] => {
    const { environment: _, ...rest } = item;
    const own = declared.filter(({ paths }) => paths.some((path) => isUnder(item.settingsPath, path)));
    if (own.length === 0) return [rest];
    return own.map(({ name, namespace }) => ({ ...rest, environment: name, ...(namespace !== undefined && { namespace }) }));
  });
}

/** A folder, a file, or a glob of either. */
function isUnder(file: string, path: string): boolean {
  const plain = path.replace(/^\.\//u, '').replace(/\/+$/u, '');
  return plain === '.' || matchesGlob(plain, file) || matchesGlob(`${plain}/*`, file);
}
