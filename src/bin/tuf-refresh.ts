import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RefreshFailure, type Refresh } from '../images/refresh.ts';
import type { RenewedImages } from '../images/renewed-images.ts';
import type { RawTuf } from '../settings/raw.ts';
import { mirroredRoot, MirrorFailure } from '../signatures/tuf/mirrored-root.ts';

/** Takes over the trusted root of a mirror, once it is another one. `given`: where to keep what was seen of the mirror over a restart. */
export function tufRefresh({ mirror, root }: RawTuf, source: RenewedImages, given: string | undefined, cwd: string): Refresh {
  const own = given === undefined ? path.join(tmpdir(), `lintel-tuf-${randomUUID()}`) : undefined;
  const cache = own ?? path.resolve(cwd, given ?? '');
  return {
    what: 'tuf',
    every: HOUR,
    async refresh() {
      const trustedRoot = await fetched();
      return source.replace({ ...source.images, trustedRoot });
    },
    close() {
      if (own !== undefined) rmSync(own, { recursive: true, force: true });
    },
  };

  async function fetched(): Promise<string> {
    try {
      return await mirroredRoot({ url: mirror, root, cache });
    } catch (error) {
      if (!(error instanceof MirrorFailure)) throw error;
      throw new RefreshFailure(error.message, { cause: error });
    }
  }
}

const HOUR = 3_600_000;
