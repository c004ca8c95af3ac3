import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../e2e/free-port.ts';
import { partFolder, ready, startPart, type Part } from '../e2e/part.ts';
import type { SigstoreParts } from '../parts/sigstore.ts';
import { startIdentityProvider, type IdentityProvider } from './identity-provider.ts';
import { pair, pem } from './instance.ts';

/** Sigstore's own servers on loopback: an authority with its log and a provider of identities, and two logs and two clocks to choose from. */
export interface RealSigstore {
  readonly provider: IdentityProvider;
  readonly fulcio: Service;
  readonly certificateLog: Service;
  readonly log: Service;
  readonly olderLog: Service;
  readonly clock: Service;
  readonly otherClock: Service;
  stop(): Promise<void>;
}

export interface Service {
  readonly url: string;
  /** What it calls itself, where that is not its address. */
  readonly origin?: string;
  /** Its certificates from the leaf to the root, or its public key. */
  readonly pem: string;
}

export async function startRealSigstore(parts: SigstoreParts): Promise<RealSigstore> {
  const running: { stop(): Promise<void> | void }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one.stop();
  };
  const keep = <T extends { stop(): Promise<void> | void }>(one: T): T => {
    running.push(one);
    return one;
  };
  try {
    const provider = keep(await startIdentityProvider());
    const certificatePort = await freePort();
    const fulcio = keep(await startFulcio(parts.fulcio, provider, certificatePort));
    return {
      provider,
      fulcio,
      certificateLog: keep(await startCertificateLog(parts.certificateLog, certificatePort, fulcio.pem)),
      log: keep(await startRekor(parts.rekor, 'rekor.example', generateKeyPairSync('ed25519'))),
      olderLog: keep(await startRekor(parts.olderRekor, 'older-rekor.example', pair())),
      clock: keep(await startClock(parts.timestampAuthority)),
      otherClock: keep(await startClock(parts.timestampAuthority)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Started = Service & Pick<Part, 'stop'>;

async function startFulcio(program: string, { url: issuer }: IdentityProvider, certificatePort: number): Promise<Started> {
  const port = await freePort();
  const folder = partFolder('fulcio');
  const believed = { OIDCIssuers: { [issuer]: { IssuerURL: issuer, ClientID: 'sigstore', Type: 'github-workflow' } } };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(believed));
  const flags = [`--port=${port}`, '--config=config.json', `--ct-log-url=http://127.0.0.1:${certificatePort}`];
  const part = await startPart('fulcio', program, flags, folder);
  const url = `http://127.0.0.1:${port}`;
  const bundle = await answered(part, `${url}/api/v2/trustBundle`);
  const { chains } = JSON.parse(bundle) as { readonly chains: readonly { readonly certificates: readonly string[] }[] };
  return { url, pem: chains.flatMap(({ certificates }) => certificates).join(''), stop: part.stop };
}

async function startCertificateLog(program: string, port: number, roots: string): Promise<Started> {
  const folder = partFolder('tesseract');
  const { publicKey, privateKey } = pair();
  writeFileSync(path.join(folder, 'key.pem'), privateKey.export({ type: 'sec1', format: 'pem' }));
  writeFileSync(path.join(folder, 'roots.pem'), roots);
  const address = `127.0.0.1:${port}`;
  const files = ['--private_key=key.pem', '--roots_pem_file=roots.pem', '--storage_dir=tiles'];
  const part = await startPart('tesseract', program, [...files, `--http_endpoint=${address}`, '--origin=ct.example', QUICK_TILES], folder);
  await answered(part, `http://${address}/ct/v1/get-roots`);
  return { url: `http://${address}`, pem: pem(publicKey), stop: part.stop };
}

async function startRekor(program: string, origin: string, { publicKey, privateKey }: Keys): Promise<Started> {
  const folder = partFolder('rekor');
  writeFileSync(path.join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const port = await freePort();
  const ports = [`--http-port=${port}`, `--grpc-port=${await freePort()}`, `--http-metrics-port=${await freePort()}`];
  const files = ['--storage-dir=tiles', '--signer-filepath=key.pem'];
  const part = await startPart('rekor', program, ['serve', ...ports, ...files, `--hostname=${origin}`, QUICK_CHECKPOINTS], folder);
  const url = `http://127.0.0.1:${port}`;
  await answered(part, `${url}/healthz`);
  return { url, origin, pem: pem(publicKey), stop: part.stop };
}

async function startClock(program: string): Promise<Started> {
  const port = await freePort();
  const part = await startPart('timestamp-authority', program, [`--port=${port}`]);
  const url = `http://127.0.0.1:${port}/api/v1/timestamp`;
  return { url, pem: await answered(part, `${url}/certchain`), stop: part.stop };
}

async function answered(part: Part, url: string): Promise<string> {
  let answer = '';
  await ready(part, async () => {
    const response = await fetch(url);
    answer = await response.text();
    return response.ok;
  });
  return answer;
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const QUICK_TILES = '--checkpoint_interval=200ms';
const QUICK_CHECKPOINTS = '--checkpoint-interval=200ms';
