import { asString, member } from '../engine/json.ts';
import { wholeNumber } from '../cli/arguments.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { clusterAt, type Cluster, type Reply } from '../cluster/client.ts';
import { messageOf } from '../sources/failure.ts';

export interface ClusterChoice {
  /** A folder with the account's token and `ca.crt`. */
  readonly account?: string | undefined;
  readonly 'wait-seconds'?: string | undefined;
}

/** The API server, as a pod is told of it. */
export function clusterFor({ account = ACCOUNT }: ClusterChoice, { env }: Pick<Io, 'env'>, more: InCluster = REGISTERING): Cluster {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (host === undefined)
    throw new CommandFailure(EXIT.usage, `${more.what} works in a pod, which is told where the API server is. ${more.elsewhere}`);
  return clusterAt({ host, port, account, ...(more.parallel !== undefined && { parallel: more.parallel }) });
}

export interface InCluster {
  /** Begins a sentence. */
  readonly what: string;
  /** What to do where this is no pod. */
  readonly elsewhere: string;
  /** How many questions are open at once. */
  readonly parallel?: number;
}

/** A reply that is no success, and none of the others that will do, ends the run. */
export async function settle(reply: Promise<Reply>, otherwise: string, alsoGood: readonly number[] = []): Promise<Reply> {
  const { status, body } = await reply.catch((error: unknown) => {
    throw new CommandFailure(EXIT.internal, `${otherwise}: the API server cannot be asked: ${messageOf(error)}.`);
  });
  if (status < 300 || alsoGood.includes(status)) return { status, body };
  throw new CommandFailure(EXIT.internal, `${otherwise}: ${asString(member(body, 'message')) ?? `status ${status}`}.`);
}

export function secondsOf({ 'wait-seconds': text }: ClusterChoice): number {
  return wholeNumber('wait-seconds', text, 0) ?? 60;
}

const REGISTERING: InCluster = { what: 'This', elsewhere: 'Elsewhere: lintel webhook render | kubectl apply -f -' };
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Milliseconds. */
export const BETWEEN_LOOKS = 1000;
