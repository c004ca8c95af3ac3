import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compileDemands, type DemandFault } from '../images/demands.ts';
import { isSecretKey } from '../kube/secret-key-ref.ts';
import type { RawAuthority, RawImages, RawQuorum } from '../settings/raw.ts';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';

/** A file beside the settings, by its name there; or why there is none, in words that follow its name. */
export type ReadBeside = (name: string) => Promise<{ readonly text: string } | { readonly fault: string }>;

/** What `images:` says, with texts where it names files, and all that cannot be used of it. */
export async function readImageFiles(
  images: RawImages,
  read: ReadBeside,
): Promise<{ readonly images: RawImages; readonly faults: readonly DemandFault[] }> {
  const reader = new Reader(read);
  const { trustedRoot, tuf, policies } = images;
  const texts: RawImages = {
    ...images,
    ...(trustedRoot !== undefined && { trustedRoot: await reader.text(trustedRoot, ['images', 'trustedRoot'], isJson, tuf && FETCHING) }),
    ...(tuf && { tuf: { ...tuf, root: await reader.text(tuf.root, ['images', 'tuf', 'root'], isJson) } }),
    ...(policies && {
      policies: await Promise.all(
        policies.map(async (policy, index) => {
          const at = ['images', 'policies', index];
          const { signatures, attestations } = policy;
          return {
            ...policy,
            ...(signatures && { signatures: { ...signatures, ...(await reader.quorum(signatures, [...at, 'signatures'])) } }),
            ...(attestations && { attestations: await reader.quorums(attestations, [...at, 'attestations']) }),
          };
        }),
      ),
    }),
  };
  if (reader.faults.length > 0) return { images: texts, faults: reader.faults };
  const compiled = compileDemands(texts);
  return { images: texts, faults: 'faults' in compiled ? compiled.faults : [] };
}

/** The lock file beside the settings of the work tree; undefined where there is none. It is believed nothing, so it may come from anywhere. */
export async function readImageLock(folder: string): Promise<string | undefined> {
  const file = path.join(folder, LOCK_NAME);
  if (!existsSync(file)) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(EXIT.input, `${LOCK_NAME} beside the settings cannot be read: ${messageOf(error)}. Make it a readable file.`);
  }
}

/** Of settings on disk. */
export function besideIn(folder: string): ReadBeside {
  return async (name) => {
    try {
      return { text: await readFile(path.resolve(folder, name), 'utf8') };
    } catch (error) {
      return { fault: `cannot be read: ${messageOf(error)}` };
    }
  };
}

/** Reads files for one settings file, and keeps what went wrong. */
class Reader {
  readonly faults: DemandFault[] = [];
  readonly #read: ReadBeside;

  constructor(read: ReadBeside) {
    this.#read = read;
  }

  async quorums<Q extends Partial<RawQuorum>>(quorums: readonly Q[], at: DemandFault['path']): Promise<readonly Q[]> {
    return await Promise.all(quorums.map(async (quorum, index) => ({ ...quorum, ...(await this.quorum(quorum, [...at, index])) })));
  }

  async quorum({ by }: Partial<RawQuorum>, at: DemandFault['path']): Promise<Partial<Pick<RawQuorum, 'by'>>> {
    if (by === undefined) return {};
    return { by: await Promise.all(by.map((authority, index) => this.#authority(authority, [...at, 'by', index]))) };
  }

  /** `advice`: how to come by the file. */
  async text(value: string, at: DemandFault['path'], isInline: (text: string) => boolean, advice = ''): Promise<string> {
    if (isInline(value)) return value;
    const found = await this.#read(value);
    if ('text' in found) return found.text;
    this.faults.push({ path: at, message: `${JSON.stringify(value)} ${found.fault}${advice}` });
    return '';
  }

  async #authority(authority: RawAuthority, at: DemandFault['path']): Promise<RawAuthority> {
    const { key, copy } = authority;
    return {
      ...authority,
      ...(key !== undefined && { key: await this.text(key, [...at, 'key'], isNoFile) }),
      ...(copy !== undefined && { copy: await this.text(copy, [...at, 'copy'], isPem) }),
    };
  }
}

function isNoFile(key: string): boolean {
  return isPem(key) || isSecretKey(key);
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN');
}

/** A text that stands in the settings itself. */
export function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

const FETCHING = '; write it with: lintel images trust';
export const LOCK_NAME = 'images.lock';
