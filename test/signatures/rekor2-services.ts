import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../src/signatures/strict-json.ts';
import { generation, told } from './fixture-maker.ts';
import type { RealSigstore, Service } from './real-sigstore.ts';
import type { Signing } from './rekor2-cases.ts';

/** Trust in all of them, as cosign writes it into `root.json` for an instance of one's own. */
export async function trustedRoot(
  { fulcio, certificateLog, log, olderLog, clock, otherClock }: RealSigstore,
  folder: string,
): Promise<Json> {
  const file = (name: string, { pem }: Service): string => {
    writeFileSync(path.join(folder, name), pem);
    return `${name},start-time=${LONG_AGO}`;
  };
  const logs = [log, olderLog].map(
    (one) => `--rekor=url=https://${one.origin},origin=${one.origin},public-key=${file(`${one.origin}.pub`, one)}`,
  );
  const clocks = [clock, otherClock].map((one, at) => `--tsa=url=https://tsa${at}.example,certificate-chain=${file(`tsa${at}.pem`, one)}`);
  const authority = `--fulcio=url=https://fulcio.example,certificate-chain=${file('fulcio.pem', fulcio)}`;
  const certificates = `--ctfe=url=https://ct.example,public-key=${file('ct.pub', certificateLog)}`;
  await told(generation(3), ['trusted-root', 'create', '--out=root.json', authority, certificates, ...logs, ...clocks], folder);
  return JSON.parse(readFileSync(path.join(folder, 'root.json'), 'utf8')) as Json;
}

/** With which of them one signs. */
export function signingConfigs({ fulcio, provider, log, olderLog, clock, otherClock }: RealSigstore): Readonly<Record<Signing, object>> {
  const config = (logs: readonly Service[], clocks: readonly Service[]): object => ({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(fulcio, 1)],
    oidcUrls: [service(provider, 1)],
    rekorTlogUrls: logs.map((one) => service(one, 2)),
    rekorTlogConfig: { selector: 'ALL' },
    tsaUrls: clocks.map((one) => service(one, 1)),
    tsaConfig: { selector: 'ALL' },
  });
  return {
    ours: config([log], [clock]),
    older: config([olderLog], [clock]),
    undated: config([log], []),
    'two-logs': config([log, olderLog], [clock]),
    'two-clocks': config([log], [clock, otherClock]),
  };
}

/** Of several versions and operators cosign would choose: here all are of one version, and each is an operator of its own. */
function service({ url }: Pick<Service, 'url'>, majorApiVersion: number): object {
  return { url, majorApiVersion, validFor: { start: LONG_AGO }, operator: url };
}

const LONG_AGO = '2020-01-01T00:00:00Z';
