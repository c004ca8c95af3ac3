import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { valueAt, type JsonObject } from '../../src/engine/json.ts';
import { keyed, policyOf, signed } from '../images/images.ts';
import { key } from '../signatures/signers.ts';
import { RegistryServer } from '../signatures/registry-server.ts';
import { onGround } from './ground.ts';
import { deployment, pod } from './objects.ts';

const registry = await RegistryServer.start();
const GOOD = registry.tag('good', { schemaVersion: 2, config: {}, layers: [], annotations: { is: 'good' } });
registry.tag('bad', { schemaVersion: 2, config: {}, layers: [] });
registry.attach(GOOD, [await signed(GOOD, key)]);
afterAll(async () => await registry.stop());

const APP = `${registry.host}/acme/app`;
const SETTINGS = stringify({
  extends: [],
  rules: { 'image-signature-verified': 'error' },
  inject: ['image-signature-verified'],
  images: {
    registries: [{ host: registry.host, plainHttp: true }],
    policies: [policyOf([keyed(key)], { match: [registry.host] })],
  },
});

/** Signed images, asked about from the API server to the registry and back. */
onGround('signed images', 'newest', (ground) => {
  const create = async (object: JsonObject) => {
    const namespace = await ground().namespace();
    return { namespace, ran: await ground().kubectl(`create -n ${namespace} -f -`, { stdin: object }) };
  };

  beforeAll(async () => {
    await ground().serve(SETTINGS, { flags: ['--judges', '1'] });
  });

  test('a Pod with an image that nobody signed is refused', async () => {
    const { ran } = await create(pod('web', { image: `${APP}:bad` }));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`- image-signature-verified at spec.containers[0].image: Image "${APP}:bad" is not signed (sha256:`);
  });

  test('one whose image is signed is made, with the digest that was verified', async () => {
    const { namespace, ran } = await create(pod('web', { image: `${APP}:good` }));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const stored = await ground().stored(`/api/v1/namespaces/${namespace}/pods/web`);
    expect(valueAt(stored, ['spec', 'containers', 0, 'image'])).toBe(`${APP}:good@${GOOD}`);
  });

  test('a Deployment is judged by its template, and what it makes is let through', async () => {
    expect((await create(deployment('web', { image: `${APP}:bad` }))).ran.stderr).toContain('is not signed');
    const { namespace, ran } = await create(deployment('web', { image: `${APP}:good` }));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const stored = await ground().stored(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    expect(valueAt(stored, ['spec', 'template', 'spec', 'containers', 0, 'image'])).toBe(`${APP}:good@${GOOD}`);
  });

  test('while the registry is silent nothing that it holds is let in, and the rest is', async () => {
    registry.fault = (_request, response) => (response.writeHead(503).end(), true);
    try {
      expect((await create(pod('web', { image: `${APP}:other` }))).ran.stderr).toContain('could not be found out');
      expect((await create(pod('web', { image: 'registry.example/web:1' }))).ran).toMatchObject({ code: 0, stderr: '' });
    } finally {
      registry.fault = undefined;
    }
  });
});
