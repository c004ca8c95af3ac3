import { registryFor } from '../cli/images-verify.ts';
import type { Io } from '../cli/io.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import { keepRefreshed, type Refresh } from '../images/refresh.ts';
import { RenewedImages } from '../images/renewed-images.ts';
import type { ImageNotes, ImageSource } from '../webhook/images.ts';
import type { DecisionLog } from '../webhook/respond.ts';

/** What the door asks about images, of their registries; one for the whole process, since it remembers. */
export async function imageSourceOf(
  settings: LoadedSettings,
  registryConfig: string | undefined,
  io: Io,
): Promise<(notes: ImageNotes, log: DecisionLog) => ImageSource> {
  const registry = await registryFor(settings, [], registryConfig, io);
  return (notes, log) => {
    const source = new RenewedImages(settings.raw.images ?? {}, { registry, now: () => Date.now(), notes });
    const stop = keepRefreshed(refreshesOf(source), (what, refreshed) => {
      notes.refreshed(what, refreshed.is, Date.now());
      if (refreshed.is === 'changed') log.info({ what }, 'images are verified by what was read anew');
      if (refreshed.is === 'failed') log.error({ what, reason: refreshed.reason }, 'could not be read anew; what was read last holds');
    });
    return {
      wants: (image) => source.wants(image),
      verify: async (image, signal) => await source.verify(image, signal),
      close: stop,
    };
  };
}

/** What may change while the door serves. */
function refreshesOf(_source: RenewedImages): readonly Refresh[] {
  return [];
}
