import { describe, expect, test } from 'vitest';
import { discover } from '../../src/signatures/registry/discover.ts';
import { RegistryFailure } from '../../src/signatures/registry/failure.ts';
import { verifyImage } from '../../src/signatures/verify-image.ts';
import { attestationLayer, bundle, signatureLayer, simpleSigning, statementOf } from './forge.ts';
import { NOW } from './instance.ts';
import { client, digest, here, server, soon, status } from './registries.ts';
import { send } from './registry-server.ts';
import { key, keyed, stranger } from './signers.ts';

describe('evidence', () => {
  const policy = { signatures: { count: 1, authorities: [keyed(key)] }, attestations: [] };

  test.each([true, false])('of both generations is found, with the referrers API: %j', async (referrers) => {
    server.referrers = referrers;
    const image = server.tag(`found-${String(referrers)}`, { found: referrers });
    server.attach(image, [
      await signatureLayer(simpleSigning(image), { key: stranger }),
      await attestationLayer(statementOf(image, 'https://slsa.dev/provenance/v1'), { key }),
      await bundle(statementOf(image), { key }),
    ]);
    const { evidence, leftOut } = await discover(client(), here(), image, soon());
    expect(evidence.map(({ form }) => form)).toEqual(['bundle', 'simple-signing', 'dsse']);
    expect(leftOut).toEqual([]);
    expect(verifyImage(image, evidence, policy, NOW.getTime()).signatures.satisfied).toBe(true);
  });

  test('of an image that nobody signed is none', async () => {
    expect(await discover(client(), here(), server.tag('bare', { bare: 1 }), soon())).toEqual({ evidence: [], leftOut: [] });
  });

  test('of another image that refers to this one counts for nothing', async () => {
    const image = server.tag('target', { target: 1 });
    server.refer(image, (await bundle(statementOf(`sha256:${'cd'.repeat(32)}`), { key })).content);
    server.refer(image, Buffer.from('{}'), 'application/vnd.example.sbom');
    const { evidence } = await discover(client(), here(), image, soon());
    expect(verifyImage(image, evidence, policy, NOW.getTime()).signatures).toMatchObject({
      satisfied: false,
      candidates: 1,
      rejections: [{ code: 'digest-mismatch' }],
    });
  });

  test('beyond fifty is left out, and that is told', async () => {
    const image = server.tag('many', { many: 1 });
    server.attach(
      image,
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => signatureLayer(simpleSigning(image, { optional: { index } }), { key: stranger })),
      ),
    );
    const { evidence, leftOut } = await discover(client(), here(), image, soon(5000));
    expect(evidence).toHaveLength(50);
    expect(leftOut).toEqual([expect.stringContaining('of 60 layers')]);
  });

  test('whose bytes are others than their descriptor says is refused', async () => {
    const image = server.tag('swapped', { swapped: 1 });
    server.attach(image, [await signatureLayer(simpleSigning(image), { key })]);
    server.fault = (request, response) =>
      request.url?.includes('/blobs/') === true ? send(response, Buffer.from('{}'), 'application/json') : undefined;
    await expect(discover(client(), here(), image, soon())).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  test.each([500, 429, 403])('that a registry keeps back with %i is not none', async (code) => {
    server.fault = status(code);
    await expect(discover(client(), here(), digest, soon())).rejects.toBeInstanceOf(RegistryFailure);
  });

  test('in a list that is no JSON is not none', async () => {
    server.fault = (_request, response) => send(response, Buffer.from('<html>'), 'text/html');
    await expect(discover(client(), here(), digest, soon())).rejects.toMatchObject({ code: 'malformed' });
  });
});
