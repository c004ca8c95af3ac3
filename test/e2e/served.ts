import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import type { KeyPair } from '../../src/webhook/certificate.ts';
import type { Door } from './door.ts';

/** The fingerprint of the certificate that somebody shows. */
export async function certificateAt(url: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** Gives a running door another pair, as a kubelet does it: a new file is whole before it has the name. */
export function bring({ cert, key }: KeyPair, { part: { folder } }: Pick<Door, 'part'>): void {
  for (const [name, content] of [
    ['tls.key', key],
    ['tls.crt', cert],
  ] as const) {
    const file = path.join(folder, name);
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  }
}
