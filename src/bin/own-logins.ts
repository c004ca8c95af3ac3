import { isCommandFailure } from '../cli/failure.ts';
import { readLogins } from '../cli/images-verify.ts';
import type { Io } from '../cli/io.ts';
import { RefreshFailure, type Refresh } from '../images/refresh.ts';
import { dockerConfigKeychain, type Keychain } from '../signatures/registry/credentials.ts';

/** The door's own credentials for registries, and how they are kept those that the file has: tokens in it may hold for hours only. */
export interface OwnLogins {
  readonly keychain: Keychain;
  readonly refresh: Refresh;
}

/** Undefined where there is no such file. */
export async function readOwnLogins(
  config: string | undefined,
  io: Pick<Io, 'cwd' | 'env'>,
  every: number,
): Promise<OwnLogins | undefined> {
  let read = await readLogins(config, io);
  if (read === undefined) return undefined;
  let keychain = dockerConfigKeychain(read);
  const refresh = async (): Promise<'same' | 'changed'> => {
    const now = await readAnew(config, io);
    if (read !== undefined && now.equals(read)) return 'same';
    keychain = dockerConfigKeychain(now);
    read = now;
    return 'changed';
  };
  return { keychain: (host, repository) => keychain(host, repository), refresh: { what: 'registry-config', every, refresh } };
}

async function readAnew(config: string | undefined, io: Pick<Io, 'cwd' | 'env'>): Promise<Buffer> {
  try {
    const read = await readLogins(config, io);
    if (read !== undefined) return read;
  } catch (error) {
    if (!isCommandFailure(error)) throw error;
    throw new RefreshFailure(error.message, { cause: error });
  }
  throw new RefreshFailure('the file with registry credentials is not there any more');
}
