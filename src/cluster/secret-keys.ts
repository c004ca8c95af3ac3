import { asString, member, type Json } from '../engine/json.ts';
import type { SecretKey } from '../images/secret-keys.ts';
import { parseSecretKey, type SecretName } from '../kube/secret-key-ref.ts';
import { publicKeyFromPem } from '../signatures/public-key.ts';
import type { Cluster } from './client.ts';
import { readNamed, type NamedRead } from './named-read.ts';

/**
 * Public keys that Secrets hold, by `k8s://namespace/name`, as they were last known. Of a Secret its entry `cosign.pub` is looked at,
 * and nothing else: the private half that lies beside it is dropped with the rest of the answer.
 */
export class SecretKeys {
  readonly #cluster: Pick<Cluster, 'get'>;
  readonly #secrets: ReadonlyMap<string, SecretName>;
  readonly #known = new Map<string, SecretKey>();

  constructor(cluster: Pick<Cluster, 'get'>, refs: readonly string[]) {
    this.#cluster = cluster;
    this.#secrets = new Map(refs.flatMap((ref) => named(ref)));
  }

  get known(): ReadonlyMap<string, SecretKey> {
    return this.#known;
  }

  /** Reads all of them anew, and says why some are not known, or may be others by now; never throws for what the API server does. */
  async read(signal: AbortSignal): Promise<readonly string[]> {
    const faults = await Promise.all([...this.#secrets].map(async ([ref, secret]) => await this.#readOne(ref, secret, signal)));
    return faults.filter((fault) => fault !== undefined);
  }

  /** A Secret that is gone, or has no key any more, withdraws its key; one that cannot be read may still have it. */
  async #readOne(ref: string, secret: SecretName, signal: AbortSignal): Promise<string | undefined> {
    const read = await readNamed(this.#cluster, { plural: 'secrets', ...secret }, signal);
    const key = read.is === 'read' ? keyIn(read.object, ref) : { why: read.why };
    if (SURE.has(read.is) || !this.#holds(ref)) this.#known.set(ref, key);
    if ('pem' in key) return undefined;
    return `the Secret of ${ref} ${key.why}${this.#holds(ref) ? ' (the key that it had counts until then)' : ''}`;
  }

  #holds(ref: string): boolean {
    const key = this.#known.get(ref);
    return key !== undefined && 'pem' in key;
  }
}

/** The settings refuse what names no Secret, so nothing is lost here. */
function named(ref: string): readonly (readonly [ref: string, secret: SecretName])[] {
  const secret = parseSecretKey(ref);
  return secret === undefined ? [] : [[ref, secret]];
}

function keyIn(secret: Json, ref: string): SecretKey {
  const pem = Buffer.from(asString(member(member(secret, 'data'), ENTRY)) ?? '', 'base64').toString('utf8');
  if (pem === '') return { why: `has no ${ENTRY}: put the public key there, as cosign generate-key-pair ${ref} does` };
  try {
    publicKeyFromPem(pem);
    return { pem };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { why: `has a ${ENTRY} that cannot be used: ${error.message}` };
  }
}

const ENTRY = 'cosign.pub';
const SURE: ReadonlySet<NamedRead['is']> = new Set(['read', 'missing']);
