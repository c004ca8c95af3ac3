import { wholeNumber } from '../cli/arguments.ts';
import { registryBy } from '../cli/images-verify.ts';
import type { Io } from '../cli/io.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import { keepRefreshed, type After, type Refresh } from '../images/refresh.ts';
import { RenewedImages } from '../images/renewed-images.ts';
import type { ImageNotes, ImageSource } from '../webhook/images.ts';
import type { DecisionLog } from '../webhook/respond.ts';
import type { ClusterChoice } from './in-cluster.ts';
import { lenderFor } from './lender.ts';
import { readOwnLogins } from './own-logins.ts';
import { readSecretKeys } from './secret-key-refresh.ts';

export interface ImageSourceFlags extends ClusterChoice {
  readonly 'registry-config'?: string | undefined;
  readonly 'tuf-cache'?: string | undefined;
  readonly 'refresh-seconds'?: string | undefined;
}

/** What the door asks about images, of their registries; one for the whole process, since it remembers. */
export async function imageSourceOf(
  settings: LoadedSettings,
  flags: ImageSourceFlags,
  io: Io,
  after?: After,
): Promise<(notes: ImageNotes, log: DecisionLog) => ImageSource> {
  const every = everyFor(flags);
  const own = await readOwnLogins(flags['registry-config'], io, every);
  const registry = registryBy(settings, [], own?.keychain);
  const keys = await readSecretKeys(settings.raw.images ?? {}, flags, io, every);
  const refreshes = [...(await refreshesFor(settings, flags, io)), ...(keys ? [keys.refresh] : []), ...(own ? [() => own.refresh] : [])];
  const lenderOf = lenderFor(settings, flags, io);
  return (notes, log) => {
    const lend = lenderOf(notes);
    const source = new RenewedImages(keys?.images ?? settings.raw.images ?? {}, { registry, now: () => Date.now(), notes });
    const stop = keepRefreshed(
      refreshes.map((refresh) => refresh(source)),
      (what, refreshed) => {
        notes.refreshed(what, refreshed.is, Date.now());
        if (refreshed.is === 'changed') log.info({ what }, 'images are verified by what was read anew');
        if (refreshed.is === 'failed') log.error({ what, reason: refreshed.reason }, 'could not be read anew');
      },
      after,
    );
    return {
      wants: (image) => source.wants(image),
      verify: async (image, signal, puller) => await source.verify(image, signal, await lend(puller, signal)),
      // Where pods are pulled with credentials of their own, what is known depends on those.
      ...(settings.raw.images?.pullSecrets !== true && { recall: (image) => source.recall(image) }),
      close: stop,
    };
  };
}

/** Milliseconds. */
function everyFor({ 'refresh-seconds': text }: ImageSourceFlags): number {
  return (wholeNumber('refresh-seconds', text, 1) ?? 300) * 1000;
}

/** What may change while the door serves. */
async function refreshesFor(
  { raw: { images } }: LoadedSettings,
  flags: ImageSourceFlags,
  { cwd }: Io,
): Promise<readonly ((source: RenewedImages) => Refresh)[]> {
  if (images?.tuf === undefined) return [];
  const { tuf } = images;
  const { tufRefresh } = await import('./tuf-refresh.ts');
  return [(source) => tufRefresh(tuf, source, flags['tuf-cache'], cwd)];
}
