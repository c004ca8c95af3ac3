import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import type { Json } from '../../src/signatures/strict-json.ts';
import { imageSourceOf, type ImageSourceFlags } from '../../src/bin/image-source.ts';
import { loadSettings } from '../../src/cli/settings.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { folderOf, ioIn } from '../cli/run.ts';
import { simpleSigning } from '../signatures/forge.ts';
import { ISSUER, SUBJECT } from '../signatures/instance.ts';
import { server, status } from '../signatures/registries.ts';
import { foreign, instance, keyless } from '../signatures/signers.ts';
import { PAST, TufRepository } from '../signatures/tuf-repository.ts';
import { NOW, pod, responseOf, reviewOf, worldWith } from './made-up.ts';

let mirror: TufRepository;
beforeAll(async () => {
  mirror = await TufRepository.start();
});
afterAll(async () => await mirror.stop());

/** Two images, signed by the same person with certificates of one authority, and of another one. */
const OLD = server.tag('old', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'old' } });
const NEW = server.tag('new', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'new' } });
server.attach(OLD, [await keyless(simpleSigning(OLD))]);
server.attach(NEW, [await keyless(simpleSigning(NEW), {}, foreign)]);

const tls = await makeCertificate([], NOW);
const SETTINGS = `extends: []
rules: { image-signature-verified: error }
images:
  trustedRoot: trusted_root.json
  tuf: { mirror: "MIRROR", root: tuf-root.json }
  registries: [{ host: "${server.host}", plainHttp: true }]
  policies:
    - match: ["${server.host}"]
      signatures: { by: [{ issuer: "${ISSUER}", subject: "${SUBJECT}" }] }
`;

/** A door by settings in a folder, whose refreshes come when the test says so. */
async function doorBeside({ root = mirror.firstRoot, flags = {} }: { readonly root?: string; readonly flags?: ImageSourceFlags } = {}) {
  const io = ioIn(
    folderOf({
      'lintel.yaml': SETTINGS.replace('MIRROR', mirror.url),
      'trusted_root.json': JSON.stringify(instance.root),
      'tuf-root.json': root,
    }),
  );
  const turns: (() => void)[] = [];
  const open = await imageSourceOf(await loadSettings({}, io), flags, io, (_ms, run) => (turns.push(run), () => undefined));
  const metrics = createMetrics();
  const told: string[] = [];
  const tell = (fields: Readonly<Record<string, unknown>>): void => void told.push(JSON.stringify(fields));
  const images = open(metrics.images, { info: tell, error: tell });
  const world = worldWith({ rules: [imageSignatureVerified] }, { revision: () => 1 });
  const app = buildWebhook({ world, metrics, tls, log: { info: () => undefined, error: () => undefined }, images });
  const admits = async (digest: string): Promise<boolean> => {
    const payload = JSON.stringify(reviewOf(pod(`${server.host}/acme/app@${digest}`)));
    const reply = await app.inject({ method: 'POST', url: '/validate', payload, headers: { 'content-type': 'application/json' } });
    return responseOf(reply.body)['allowed'] === true;
  };
  /** The next turn to its end. */
  const refreshed = async (): Promise<void> => {
    turns.shift()?.();
    await expect.poll(() => turns.length, { timeout: 20_000 }).toBe(1);
  };
  return { admits, refreshed, told, metrics, close: () => images.close?.() };
}

function rootWith(...roots: readonly Record<string, Json>[]): string {
  const merged = (list: string): Json => roots.flatMap((root) => root[list] as readonly Json[]);
  const lists = ['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'].map((list) => [list, merged(list)]);
  return JSON.stringify({ ...roots[0], ...Object.fromEntries(lists) });
}

test('an authority that comes into the root while the door serves is believed from then on, and one that leaves is not', async () => {
  mirror.publish(rootWith(instance.root));
  const { admits, refreshed, metrics, told, close } = await doorBeside();
  await refreshed();
  expect([await admits(OLD), await admits(NEW)]).toEqual([true, false]);
  mirror.publish(rootWith(instance.root, foreign.root));
  expect(await admits(NEW)).toBe(false);
  await refreshed();
  expect([await admits(OLD), await admits(NEW)]).toEqual([true, true]);
  mirror.rotate();
  mirror.publish(rootWith(foreign.root));
  await refreshed();
  expect([await admits(OLD), await admits(NEW)]).toEqual([false, true]);
  await refreshed();
  expect(told).toEqual(['{"what":"tuf"}', '{"what":"tuf"}']);
  const text = await metrics.text();
  expect(text).toContain('lintel_trust_refreshes_total{what="tuf",outcome="changed"} 2');
  expect(text).toContain('lintel_trust_refreshes_total{what="tuf",outcome="same"} 2');
  expect(text).toMatch(/^lintel_trust_refreshed_timestamp_seconds\{what="tuf"\} \d{10}/mu);
  close();
});

test('what cannot be believed is told, and what was believed last is believed still', async () => {
  mirror.publish(rootWith(instance.root, foreign.root));
  const { admits, refreshed, told, metrics, close } = await doorBeside();
  await refreshed();
  const good = new Map(mirror.files);
  told.length = 0;
  const troubles: readonly (readonly [happens: () => void, says: string])[] = [
    [() => (mirror.fault = status(503)), 'Failed to download (status 503)'],
    [() => mirror.publish(rootWith(instance.root), { timestamp: PAST }), 'Final timestamp.json is expired'],
    [() => mirror.publish('{"tlogs":[{}]}'), 'images.trustedRoot: tlogs[0] of the trusted root does not say since when it is valid'],
    [() => mirror.publish('<html>'), 'images.trustedRoot: the trusted root is not valid JSON'],
    [() => (mirror.files = good), 'is less than current version'],
  ];
  for (const [happens, says] of troubles) {
    happens();
    await refreshed();
    mirror.fault = undefined;
    expect(told.splice(0)).toEqual([expect.stringContaining(says)]);
    expect([await admits(OLD), await admits(NEW)]).toEqual([true, true]);
  }
  expect(await metrics.text()).toContain(`lintel_trust_refreshes_total{what="tuf",outcome="failed"} ${troubles.length}`);
  close();
});

test('a door whose mirror never answers serves by the file beside its settings', async () => {
  mirror.fault = () => true;
  const { admits, told, close } = await doorBeside();
  expect([await admits(OLD), await admits(NEW)]).toEqual([true, false]);
  expect(told).toEqual([]);
  close();
  mirror.fault = undefined;
});

test('a mirror that somebody else signs is not believed', async () => {
  const other = await TufRepository.start();
  mirror.publish(rootWith(foreign.root));
  const { admits, refreshed, told, close } = await doorBeside({ root: other.firstRoot });
  await refreshed();
  expect(told).toEqual([expect.stringContaining('was signed by 0/1 keys')]);
  expect([await admits(OLD), await admits(NEW)]).toEqual([true, false]);
  close();
  await other.stop();
});

test('what was seen is remembered over a restart, where the flags say where', async () => {
  const cache = folderOf({});
  mirror.publish(rootWith(instance.root));
  const old = new Map(mirror.files);
  mirror.publish(rootWith(instance.root, foreign.root));
  const before = await doorBeside({ flags: { 'tuf-cache': cache } });
  await before.refreshed();
  before.close();
  mirror.files = old;
  const after = await doorBeside({ flags: { 'tuf-cache': cache } });
  await after.refreshed();
  expect(after.told).toEqual([expect.stringContaining('is less than current version')]);
  after.close();
  const forgetful = await doorBeside();
  await forgetful.refreshed();
  expect(forgetful.told).toEqual([]);
  forgetful.close();
});
