import { tmpdir } from 'node:os';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { imageSignatureVerified } from '../../policies/image-signature-verified.ts';
import { imageSourceOf } from '../../src/bin/image-source.ts';
import { loadSettings } from '../../src/cli/settings.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { command } from '../cli/command.ts';
import { folderOf, ioIn } from '../cli/run.ts';
import { answering, ApiServer } from '../cluster/api-server.ts';
import { signed } from '../images/images.ts';
import { pem } from '../signatures/instance.ts';
import { server } from '../signatures/registries.ts';
import { key, stranger } from '../signatures/signers.ts';
import { NOW, pod, responseOf, reviewOf, worldWith } from './made-up.ts';

const api = await ApiServer.start();
afterAll(async () => await api.stop());
const tls = await makeCertificate([], NOW);

/** Two images, each signed by another key. */
const OLD = server.tag('old', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'old' } });
const NEW = server.tag('new', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'new' } });
server.attach(OLD, [await signed(OLD, key)]);
server.attach(NEW, [await signed(NEW, stranger)]);

const SETTINGS = `extends: []
rules: { image-signature-verified: error }
images:
  registries: [{ host: "${server.host}", plainHttp: true }]
  policies:
    - match: ["${server.host}"]
      signatures: { by: [{ key: "k8s://team/cosign", copy: cosign.pub, log: false }] }
`;
const FILES = { 'lintel.yaml': SETTINGS, 'cosign.pub': pem(key.publicKey) };

beforeEach(() => {
  api.fault = undefined;
  api.objects.clear();
});

function publish(entry: string): void {
  api.secret('team', 'cosign', 'Opaque', { 'cosign.pub': Buffer.from(entry), 'cosign.key': Buffer.from('hunter2') });
}

/** A door whose keys are read anew when the test says so. */
async function door() {
  const io = { ...ioIn(folderOf(FILES)), env: api.env() };
  const turns: (() => void)[] = [];
  const open = await imageSourceOf(
    await loadSettings({}, io),
    { account: api.account },
    io,
    (_ms, run) => (turns.push(run), () => undefined),
  );
  const metrics = createMetrics();
  const told: string[] = [];
  const tell = (fields: Readonly<Record<string, unknown>>, message: string): void =>
    void told.push(`${message}: ${JSON.stringify(fields)}`);
  const images = open(metrics.images, { info: tell, error: tell });
  const world = worldWith({ rules: [imageSignatureVerified] }, { revision: () => 1 });
  const app = buildWebhook({ world, metrics, tls, log: { info: () => undefined, error: () => undefined }, images });
  const judged = async (digest: string): Promise<string> => {
    const payload = JSON.stringify(reviewOf(pod(`${server.host}/acme/app@${digest}`)));
    const reply = await app.inject({ method: 'POST', url: '/validate', payload, headers: { 'content-type': 'application/json' } });
    const response = responseOf(reply.body);
    return response['allowed'] === true ? 'admitted' : JSON.stringify(response['status']);
  };
  /** The turn that is due, to its end. */
  const refreshed = async (): Promise<void> => {
    await expect.poll(() => turns.length).toBe(1);
    turns.shift()?.();
    await expect.poll(() => turns.length).toBe(1);
  };
  return { judged, refreshed, told, metrics, close: () => images.close?.() };
}

test('a key in a Secret counts from the start on, and the one that takes its place from the next look on', async () => {
  publish(pem(key.publicKey));
  const { judged, refreshed, told, metrics, close } = await door();
  expect(await judged(OLD)).toBe('admitted');
  expect(await judged(NEW)).toContain('has no signature that counts');
  publish(pem(stranger.publicKey));
  expect(await judged(OLD)).toBe('admitted');
  await refreshed();
  expect(await judged(OLD)).toContain('has no signature that counts');
  expect(await judged(NEW)).toBe('admitted');
  expect(told).toEqual(['images are verified by what was read anew: {"what":"keys"}']);
  expect(await metrics.text()).toContain('lintel_trust_refreshes_total{what="keys",outcome="changed"} 1');
  close();
});

test('a door whose key cannot be read starts, verifies nothing by it, copy or not, and says so', async () => {
  const { judged, refreshed, told, metrics, close } = await door();
  const why = 'the Secret was not found in namespace \\"team\\": create it, or correct its name';
  expect(await judged(OLD)).toContain(`could not be found out: its key k8s://team/cosign is not known: ${why}`);
  await refreshed();
  expect(told.at(-1)).toContain('could not be read anew: {"what":"keys","reason":"the Secret of k8s://team/cosign was not found');
  publish(pem(key.publicKey));
  await refreshed();
  expect(await judged(OLD)).toBe('admitted');
  api.fault = answering(503);
  await refreshed();
  expect(await judged(OLD)).toBe('admitted');
  expect(told.at(-1)).toContain('(the key that it had counts until then)');
  api.fault = undefined;
  api.objects.clear();
  await refreshed();
  expect(await judged(OLD)).toContain('is not known');
  expect([await metrics.text(), ...told].join('\n')).not.toContain('hunter2');
  close();
});

test('a door that is to read keys starts nowhere but where there is a cluster', async () => {
  const { code, stderr } = await command(['serve', '--port=0', '--metrics-port=0'], { cwd: folderOf(FILES), env: { HOME: tmpdir() } });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('A key in a Secret (k8s://team/cosign) works in a pod') });
});
