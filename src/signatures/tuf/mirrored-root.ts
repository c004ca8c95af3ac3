import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { initTUF } from '@sigstore/tuf';

/** Where an instance of Sigstore publishes whom to believe, by The Update Framework. */
export interface Mirror {
  /** Its address, such as `https://tuf.example`. */
  readonly url: string;
  /** The text of the root.json that all else is believed by. */
  readonly root: string;
  /** A folder that is kept between calls: what was seen once is not followed by something older. */
  readonly cache: string;
}

/** Why there is no root that can be believed: the mirror does not answer, or what it says is unsigned, expired or older than what was seen. */
export class MirrorFailure extends Error {}

/**
 * The `trusted_root.json` of a mirror, word for word as it is signed there. Throws a MirrorFailure. Each of its files has five
 * seconds and one more try, and no more bytes than TUF allows for its kind; so it ends within the hour also where a mirror has the
 * most root rotations that are followed (256), each as late as can be. A redirect is followed: what counts is signed.
 */
export async function mirroredRoot({ url, root, cache }: Mirror): Promise<string> {
  try {
    const cachePath = path.join(cache, createHash('sha256').update(root).digest('hex').slice(0, 16));
    const rootPath = path.join(cachePath, 'first-root.json');
    await mkdir(cachePath, { recursive: true });
    await writeFile(rootPath, root);
    const tuf = await initTUF({ mirrorURL: url.replace(/\/+$/u, ''), rootPath, cachePath, timeout: FILE_MS, retry: { retries: 1 } });
    return await tuf.getTarget(TARGET);
  } catch (error) {
    throw new MirrorFailure(`${new URL(url).host}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The innermost cause tells most: "fetch failed" says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const status = 'statusCode' in error ? ` (status ${String(error.statusCode)})` : '';
  return `${error.message}${status}`.slice(0, LONGEST_REASON);
}

const TARGET = 'trusted_root.json';
const FILE_MS = 5000;
const LONGEST_REASON = 300;
