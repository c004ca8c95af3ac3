import type { Io } from '../cli/io.ts';
import { SecretKeys } from '../cluster/secret-keys.ts';
import { RefreshFailure, type Refresh } from '../images/refresh.ts';
import type { RenewedImages } from '../images/renewed-images.ts';
import { secretKeysIn, withSecretKeys } from '../images/secret-keys.ts';
import type { RawImages } from '../settings/raw.ts';
import { clusterFor, type ClusterChoice } from './in-cluster.ts';

/** What the settings want with the keys that Secrets hold now, and how that is kept so. */
export interface WithSecretKeys {
  readonly images: RawImages;
  readonly refresh: (source: RenewedImages) => Refresh;
}

/** Reads the keys that are in Secrets; undefined where there are none. One that cannot be read stops no start: what depends on it is unknown until then. */
export async function readSecretKeys(
  images: RawImages,
  choice: ClusterChoice,
  io: Pick<Io, 'env'>,
  every: number,
): Promise<WithSecretKeys | undefined> {
  const refs = secretKeysIn(images);
  const [first] = refs;
  if (first === undefined) return undefined;
  const keys = new SecretKeys(
    clusterFor(choice, io, { what: `A key in a Secret (${first})`, elsewhere: ELSEWHERE, parallel: PARALLEL }),
    refs,
  );
  // Why some were not read is told by the first refresh, which comes at once.
  await keys.read(AbortSignal.timeout(PATIENCE));
  const refresh = (source: RenewedImages): Refresh => ({
    what: 'keys',
    every,
    async refresh(signal) {
      const faults = await keys.read(signal);
      const { policies = [] } = withSecretKeys(images, keys.known);
      const outcome = source.replace({ ...source.images, policies });
      if (faults.length > 0) throw new RefreshFailure(faults.join('; '));
      return outcome;
    },
  });
  return { images: withSecretKeys(images, keys.known), refresh };
}

const ELSEWHERE =
  'Elsewhere: set KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and --account, or name a file of it: cosign public-key --key k8s://namespace/name';
const PARALLEL = 4;
/** Milliseconds. */
const PATIENCE = 5000;
