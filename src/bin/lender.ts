import type { Io } from '../cli/io.ts';
import type { LoadedSettings } from '../cli/settings.ts';
import { PullSecrets } from '../cluster/pull-secrets.ts';
import type { Lent } from '../images/lent.ts';
import type { Puller } from '../kube/puller.ts';
import type { ImageNotes } from '../webhook/images.ts';
import { clusterFor, type ClusterChoice } from './in-cluster.ts';

/** Credentials for the images of a request: those that its pods are pulled with, where the settings want them read. */
export type Lender = (puller: Puller | undefined, signal: AbortSignal) => Promise<Lent | undefined>;

/** Throws a CommandFailure where pull secrets are wanted and there is no API server to ask. */
export function lenderFor(
  { raw: { images } }: Pick<LoadedSettings, 'raw'>,
  choice: ClusterChoice,
  io: Pick<Io, 'env'>,
): (notes: ImageNotes) => Lender {
  if (images?.pullSecrets !== true) return () => async (puller) => (puller && puller.secrets.length > 0 ? UNREAD : undefined);
  const cluster = clusterFor(choice, io, {
    what: 'images.pullSecrets: true',
    elsewhere: 'Elsewhere: set KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and --account, or take it out of the settings.',
    parallel: PARALLEL,
  });
  return (notes) => {
    const secrets = new PullSecrets({ cluster, now: () => Date.now(), read: notes.pullSecret });
    return async (puller, signal) => puller && (await secrets.of(puller, signal));
  };
}

const UNREAD: Lent = {
  keychain: () => [],
  lacking: ['pull secrets of pods are not read here: images.pullSecrets: true in the settings of the webhook would have them read'],
};
const PARALLEL = 8;
