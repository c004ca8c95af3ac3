import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { readArguments, wholeNumber } from '../cli/arguments.ts';
import { CommandFailure } from '../cli/failure.ts';
import { EXIT, type Io } from '../cli/io.ts';
import { loadSettings, type LoadedSettings } from '../cli/settings.ts';
import { messageOf } from '../sources/failure.ts';
import type { KeyPair } from '../webhook/certificate.ts';
import type { DecisionLog } from '../webhook/respond.ts';
import { startWebhook, type RunningWebhook } from '../webhook/serve.ts';
import { gatherWorld, worldFrom } from './admission-world.ts';
import type { ImageSourceFlags } from './image-source.ts';
import { hiringOf } from './judges.ts';
import { keepRenewed } from './renewal.ts';

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  'metrics-port': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  config: { type: 'string', short: 'c' },
  context: { type: 'string', multiple: true },
  'drain-seconds': { type: 'string' },
  judges: { type: 'string' },
  queue: { type: 'string' },
  'registry-config': { type: 'string' },
  'tuf-cache': { type: 'string' },
  account: { type: 'string' },
  'refresh-seconds': { type: 'string' },
} as const;

/** Runs the admission webhook until a signal ends it. */
export async function serve(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArguments('serve', args, OPTIONS);
  const read = async () => await readPair(values['tls-cert'], values['tls-key'], io);
  const tls = await read();
  const settings = await loadSettings(values, io);
  const spec = await gatherWorld(settings, values.context ?? [], io);
  const { port, metricsPort, drainSeconds, judges, queue } = numbersOf(values, spec.session.policyFiles?.length ?? 0);
  const world = await worldFrom(spec);
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } });
  const decisions: DecisionLog = {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
  const running = await start({
    world,
    log: decisions,
    host: values.host ?? '127.0.0.1',
    port,
    metricsPort,
    drainMs: drainSeconds * 1000,
    hire: hiringOf(spec, judges, queue),
    images: await imagesFor(settings, values, io),
    ...(tls !== undefined && { tls }),
  });
  log.info({ url: running.url, operations: running.metricsUrl, rules: world.plan.rules.length, judges }, 'ready');
  if (tls !== undefined) keepRenewed(async () => (await read()) ?? tls, tls, running, decisions);
  await untilTold(running);
  log.info({}, 'stopped');
  return EXIT.clean;
}

/** The verifier of signatures is loaded only where the settings want something of images. */
async function imagesFor(settings: LoadedSettings, values: ImageSourceFlags, io: Io) {
  if ((settings.raw.images?.policies ?? []).length === 0) return undefined;
  const { imageSourceOf } = await import('./image-source.ts');
  return await imageSourceOf(settings, values, io);
}

/** Rules of the user's own never run in the door's thread: one that does not end would be the end of the door. */
function numbersOf(values: Readonly<Record<string, unknown>>, policyFiles: number) {
  const number = (flag: string, otherwise: number): number => {
    const text = values[flag];
    return wholeNumber(flag, typeof text === 'string' ? text : undefined, 0) ?? otherwise;
  };
  return {
    port: number('port', 8443),
    metricsPort: number('metrics-port', 8080),
    drainSeconds: number('drain-seconds', 8),
    judges: Math.max(number('judges', 0), policyFiles > 0 ? 1 : 0),
    queue: number('queue', 64),
  };
}

async function start(options: Parameters<typeof startWebhook>[0]): Promise<RunningWebhook> {
  try {
    return await startWebhook(options);
  } catch (error) {
    throw new CommandFailure(
      EXIT.usage,
      `The webhook did not start: ${messageOf(error)}. Check --host, --port, --metrics-port, --tls-cert and --tls-key; if a judge failed, the rules.`,
    );
  }
}

async function readPair(cert: string | undefined, key: string | undefined, io: Io): Promise<KeyPair | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new CommandFailure(EXIT.usage, '--tls-cert and --tls-key go together: give both, or neither.');
  return { cert: await readPem('tls-cert', cert, io), key: await readPem('tls-key', key, io) };
}

export async function readPem(flag: string, file: string, io: Io): Promise<string> {
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `--${flag} ${file} cannot be read: ${messageOf(error)}.`);
  }
}

/** The first signal drains and closes; a second one ends at once. */
function untilTold(running: RunningWebhook): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = false;
    const leave = (): void => {
      if (told) process.exit(1);
      told = true;
      running.close().then(resolve, reject);
    };
    process.on('SIGTERM', leave);
    process.on('SIGINT', leave);
  });
}
