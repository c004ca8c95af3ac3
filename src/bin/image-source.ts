import { demandsOf, registryFor } from '../cli/images-verify.ts';
import type { Io } from '../cli/io.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import { OnlineImages } from '../images/online-images.ts';
import type { ImageNotes, ImageSource } from '../webhook/images.ts';

/** What the door asks about images, of their registries; one for the whole process, since it remembers. */
export async function imageSourceOf(
  settings: LoadedSettings,
  registryConfig: string | undefined,
  io: Io,
): Promise<(notes: ImageNotes) => ImageSource> {
  const demands = demandsOf(settings);
  const registry = await registryFor(settings, [], registryConfig, io);
  return (notes) => {
    const online = new OnlineImages({ registry, demands, now: () => Date.now(), notes });
    return { wants: (image) => online.wants(image), verify: async (image, signal) => await online.verify(image, signal) };
  };
}
