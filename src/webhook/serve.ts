import { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { buildWebhook, TLS_SETTINGS, type Traffic } from './app.ts';
import { checkPair, makeCertificate, type CheckedPair, type KeyPair } from './certificate.ts';
import type { ImageNotes, ImageSource } from './images.ts';
import type { Hiring, Judging } from './judging.ts';
import { createMetrics, type WebhookMetrics } from './metrics.ts';
import { AnswerMemory } from './memory.ts';
import { buildOperations } from './operations.ts';
import type { DecisionLog } from './respond.ts';
import type { World } from './world.ts';

export interface ServeOptions {
  readonly world: World;
  readonly log: DecisionLog;
  /** Threads that judge beside the door; absent: the door's own thread does. */
  readonly hire?: Hiring | undefined;
  /** Who finds out about images; absent: nothing is wanted of any. */
  readonly images?: ((notes: ImageNotes, log: DecisionLog) => ImageSource) | undefined;
  /** An address to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly metricsPort: number;
  /** Without a pair, the door makes its own certificate. */
  readonly tls?: KeyPair;
  /** Names and addresses that a certificate of our own is for, beside loopback. */
  readonly certificateHosts?: readonly string[];
  /** Milliseconds for which a door that is not ready any more still serves, while endpoints take it out. */
  readonly drainMs?: number;
  /** Milliseconds after which closing waits for nobody. */
  readonly deadlineMs?: number;
}

export interface RunningWebhook {
  readonly url: string;
  readonly metricsUrl: string;
  /** What a client must trust: our own authority, or the certificate that was given. */
  readonly caPem: string;
  /** Serves another pair from the next connection on; one that cannot serve is told, and the old one stays. */
  renew(pair: KeyPair): CheckedPair;
  /** Not ready, serve on while endpoints drain, close. Loses no request; a second call waits for the first. */
  close(): Promise<void>;
}

/** Starts the door and its health port. Throws an error with a `code` where a certificate or a port cannot be used. */
export async function startWebhook(options: ServeOptions): Promise<RunningWebhook> {
  const { world, log, host, port, metricsPort } = options;
  const { cert, key, ca } = options.tls === undefined ? await ownPair(options) : { ...options.tls, ca: options.tls.cert };
  const checked = checkPair({ cert, key }, world.now());
  if (!checked.ok) throw startFault(checked.code, checked.message);
  const served = { expires: checked.expires };
  const traffic: Traffic = { answered: 0, leaving: false };
  const metrics = createMetrics();
  metrics.certificateExpires(checked.expires);
  const judges = await hired(options, metrics);
  const images = options.images?.(metrics.images, log);
  const door = buildWebhook({ world, log, metrics, tls: { cert, key }, traffic, judges, images, memory: new AnswerMemory() });
  const unready = (): string | undefined => unreadyReason(traffic.leaving, served.expires, world.now()) ?? judges?.unready();
  const operations = buildOperations({ metrics, unready });
  const [url, metricsUrl] = await listenAll(
    [
      { app: door, scheme: 'https', host, port },
      { app: operations, scheme: 'http', host, port: metricsPort },
    ],
    async () => await dismiss(judges, images),
  );
  let closing: Promise<void> | undefined;
  const leaveOnce = async (): Promise<void> => {
    await leave(door, operations, traffic, options);
    await dismiss(judges, images);
  };
  const renew = (pair: KeyPair): CheckedPair => {
    const renewed = checkPair(pair, world.now());
    if (!renewed.ok) return renewed;
    if (door.server instanceof Server) door.server.setSecureContext({ ...TLS_SETTINGS, ...pair });
    served.expires = renewed.expires;
    metrics.certificateExpires(renewed.expires);
    return renewed;
  };
  return { url, metricsUrl, caPem: ca, renew, close: () => (closing ??= leaveOnce()) };
}

async function hired({ hire, log }: ServeOptions, metrics: WebhookMetrics): Promise<Judging | undefined> {
  try {
    return await hire?.({ log, metrics });
  } catch (error) {
    throw startFault('no-judge', error instanceof Error ? error.message : String(error), error);
  }
}

interface Listener {
  readonly app: FastifyInstance;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
}

async function ownPair({ host, certificateHosts = [], world }: ServeOptions) {
  const names = ANY_ADDRESS.has(host) ? certificateHosts : [host, ...certificateHosts];
  return makeCertificate(names, world.now());
}

function unreadyReason(leaving: boolean, expires: number, now: number): string | undefined {
  if (leaving) return 'shutting down';
  return expires <= now ? 'the certificate has expired' : undefined;
}

async function dismiss(judges: Judging | undefined, images: ImageSource | undefined): Promise<void> {
  images?.close?.();
  await judges?.close();
}

/** All listen, or none: then what else was started ends too. */
async function listenAll(listeners: readonly [Listener, Listener], giveUp: () => Promise<void>): Promise<readonly [string, string]> {
  try {
    const [door, operations] = listeners;
    return [await listen(door), await listen(operations)];
  } catch (error) {
    await Promise.all([...listeners.map(({ app }) => app.close()), giveUp()]);
    throw error;
  }
}

async function listen({ app, scheme, host, port }: Listener): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code = 'listen-failed', message } = error as NodeJS.ErrnoException;
    throw startFault(code, `Cannot listen on ${host} port ${port}: ${message}. Choose another host or port.`, error);
  }
  const { address, port: bound, family } = app.server.address() as AddressInfo;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
}

async function leave(door: FastifyInstance, operations: FastifyInstance, traffic: Traffic, options: ServeOptions): Promise<void> {
  const { drainMs = 8000, deadlineMs = 25_000 } = options;
  const end = performance.now() + deadlineMs;
  traffic.leaving = true;
  await pause(Math.min(drainMs, deadlineMs));
  await untilQuiet(traffic, end);
  const cutting = setInterval(() => {
    if (performance.now() < end) door.server.closeIdleConnections();
    else door.server.closeAllConnections();
  }, CUT_CHECK);
  await door.close();
  clearInterval(cutting);
  await operations.close();
}

/** Bytes of a request may wait in a socket that looks idle: listening goes on until none has come for a while. */
async function untilQuiet(traffic: Traffic, end: number): Promise<void> {
  for (let quiet = 0, round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS && performance.now() < end; round++) {
    const before = traffic.answered;
    await pause(QUIET_CHECK);
    quiet = traffic.answered === before ? quiet + 1 : 0;
  }
}

function startFault(code: string, message: string, cause?: unknown): Error & { readonly code: string } {
  return Object.assign(new Error(message, { cause }), { code });
}

const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);
const CUT_CHECK = 50;
const QUIET_CHECK = 20;
const QUIET_ROUNDS = 5;
/** A client that never pauses is asked to leave by every answer, but not waited for without end. */
const MOST_ROUNDS = 100;
