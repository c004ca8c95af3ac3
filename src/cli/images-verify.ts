import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isVerified, type ImageVerification } from '../engine/images.ts';
import { compileDemands, demandsOn, type ImageDemand } from '../images/demands.ts';
import { lockEntryOf } from '../images/lock-entry.ts';
import type { LockedImage } from '../images/lock.ts';
import { OnlineImages } from '../images/online-images.ts';
import type { ImageReference } from '../kube/image-reference.ts';
import { dockerConfigKeychain, readDockerConfig, type Keychain } from '../signatures/registry/credentials.ts';
import { RegistryFailure } from '../signatures/registry/failure.ts';
import { Registry } from '../signatures/registry/registry.ts';
import { messageOf } from '../sources/failure.ts';
import { CommandFailure } from './failure.ts';
import type { ImageVerdict } from './images-text.ts';
import { EXIT, type Io } from './io.ts';
import { progressOn } from './progress.ts';
import type { LoadedSettings } from './settings.ts';

export interface Found {
  readonly verdict: ImageVerdict;
  /** Absent where the registry did not answer. */
  readonly entry?: LockedImage;
}

/** What the settings want; they are checked already. */
export function demandsOf({ raw: { images = {} }, file }: Pick<LoadedSettings, 'raw' | 'file'>): readonly ImageDemand[] {
  const compiled = compileDemands(images);
  if ('faults' in compiled) throw new Error('settings with a fault were loaded');
  if (compiled.demands.length > 0) return compiled.demands;
  const where = file === undefined ? 'There are no settings' : `${file.name} wants nothing of images`;
  throw new CommandFailure(EXIT.usage, `${where}. Say what they have to prove (images.policies).`);
}

/** A client that logs in as docker does. */
export async function registryFor(
  settings: Pick<LoadedSettings, 'raw'>,
  plainHttp: readonly string[],
  config: string | undefined,
  io: Io,
): Promise<Registry> {
  const logins = await readLogins(config, io);
  return registryBy(settings, plainHttp, logins && dockerConfigKeychain(logins));
}

export function registryBy(
  { raw: { images } }: Pick<LoadedSettings, 'raw'>,
  plainHttp: readonly string[],
  keychain: Keychain | undefined,
): Registry {
  const plain = (images?.registries ?? []).filter((registry) => registry.plainHttp === true).map(({ host }) => host);
  return new Registry({ plainHttp: new Set([...plain, ...plainHttp]), ...(keychain && { keychain }) });
}

export interface Verifying {
  readonly named: ReadonlyMap<string, ImageReference>;
  readonly demands: readonly ImageDemand[];
  readonly registry: Registry;
}

/** All images that something is wanted of, some at a time, in the order of their names. */
export async function verifyAll({ named, demands, registry }: Verifying, io: Io): Promise<readonly Found[]> {
  const online = new OnlineImages({ registry, demands, now: () => io.now });
  const wanted = [...named].filter(([, image]) => online.wants(image)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const found: Found[] = [];
  const progress = progressOn(io);
  const queue = [...wanted.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, [name, image]] = next;
      found[index] = await verifyOne(name, image, demandsOn(image, demands), online, io.now);
      progress.show('Verified', wanted.length - queue.length, wanted.length, 'images');
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  progress.clear();
  return found;
}

async function verifyOne(
  image: string,
  reference: ImageReference,
  demands: readonly ImageDemand[],
  online: OnlineImages,
  now: number,
): Promise<Found> {
  try {
    const looked = await online.look(reference, AbortSignal.timeout(PATIENCE));
    const { verification, entry } = lockEntryOf(looked, demands, now);
    const is = verdictOf(verification);
    return { verdict: { image, is, digest: entry.digest, reasons: reasonsOf(verification, is) }, entry };
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return { verdict: { image, is: 'unknown', reasons: [error.message] } };
  }
}

/** What is refused is so whatever else could not be found out. */
function verdictOf(verification: ImageVerification): ImageVerdict['is'] {
  if (isVerified(verification)) return 'verified';
  const outcomes = [...verification.signatures, ...verification.attestations].map(({ outcome }) => outcome);
  return outcomes.includes('refused') ? 'refused' : 'unknown';
}

/** By whom, where it is verified; else what is wrong. */
function reasonsOf({ signatures, attestations }: ImageVerification, is: ImageVerdict['is']): readonly string[] {
  const wanted = [...signatures, ...attestations].filter(({ outcome }) => outcome === is);
  return [
    ...new Set(wanted.map((proof) => ('type' in proof && is !== 'verified' ? `${String(proof.type)}: ${proof.reason}` : proof.reason))),
  ];
}

/** A docker config that can be read; a file that is named has to be there, the usual one need not. */
export async function readLogins(given: string | undefined, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<Buffer | undefined> {
  const file = given === undefined ? usualConfig(env) : path.resolve(cwd, given);
  if (file === undefined || (given === undefined && !existsSync(file))) return undefined;
  try {
    const config = await readFile(file);
    readDockerConfig(config);
    return config;
  } catch (error) {
    const message = `Registry credentials in ${given ?? file} cannot be read: ${messageOf(error)}. Check --registry-config.`;
    throw new CommandFailure(EXIT.usage, message);
  }
}

function usualConfig({ DOCKER_CONFIG: folder, HOME: home }: Io['env']): string | undefined {
  if (folder !== undefined) return path.join(folder, 'config.json');
  return home === undefined ? undefined : path.join(home, '.docker', 'config.json');
}

const PARALLEL = 8;
/** Milliseconds for one image. */
const PATIENCE = 20_000;
