import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCertificate, type KeyPair, type SelfMade } from '../../src/webhook/certificate.ts';
import { partFolder, startPart, type Part } from './part.ts';
import type { DoorAddress } from './recorder.ts';
import { until } from './until.ts';

/** A webhook in a process of its own, as people run it. */
export interface Door extends DoorAddress, KeyPair {
  readonly metricsUrl: string;
  readonly settingsFile: string;
  readonly part: Part;
}

export interface DoorOptions {
  /** Manifests that it is to know. */
  readonly context?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it serves, such as another door's. */
  readonly twin?: SelfMade;
}

/** Starts `lintel serve` with the text of a settings file, behind a certificate of its own. */
export async function startDoor(settings: string, { context, flags = [], env, twin }: DoorOptions = {}): Promise<Door> {
  const folder = partFolder('webhook');
  const { ca, cert, key } = twin ?? (await makeCertificate([], Date.now()));
  const settingsFile = path.join(folder, 'lintel.yaml');
  writeFileSync(settingsFile, settings);
  writeFileSync(path.join(folder, 'tls.crt'), cert);
  writeFileSync(path.join(folder, 'tls.key'), key);
  if (context !== undefined) writeFileSync(path.join(folder, 'context.yaml'), context);
  const part = await startPart(
    'webhook',
    process.execPath,
    [
      LINTEL,
      ...'serve --port 0 --metrics-port 0 --tls-cert tls.crt --tls-key tls.key --config lintel.yaml'.split(' '),
      ...(context === undefined ? [] : ['--context', 'context.yaml']),
      ...flags,
    ],
    folder,
    env,
  );
  const { url, operations } = await until('the webhook is ready', () => {
    if (!part.isRunning()) throw new Error(`the webhook has ended: ${part.output()}`);
    return readyLine(part.output());
  });
  return { url, ca, cert, key, metricsUrl: operations, settingsFile, part };
}

function readyLine(output: string): { readonly url: string; readonly operations: string } | undefined {
  const line = output.split('\n').find((text) => text.includes('"msg":"ready"'));
  return line === undefined ? undefined : (JSON.parse(line) as { readonly url: string; readonly operations: string });
}

export const LINTEL = path.resolve(import.meta.dirname, '../../src/bin/lintel.ts');
