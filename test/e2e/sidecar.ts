import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { asList, member, valueAt, type Json, type JsonObject } from '../../src/engine/json.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';

/** Somebody else's mutating webhook: adds a container to each Pod that has none of its name. */
export interface SidecarInjector {
  /** A MutatingWebhookConfiguration; they are asked in the order of their names. */
  readonly registration: (name: string) => JsonObject;
  readonly close: () => Promise<void>;
}

export async function startSidecarInjector(sidecar: JsonObject): Promise<SidecarInjector> {
  const { ca, cert, key } = await makeCertificate([], Date.now());
  const server = createServer({ cert, key }, (request, reply) => {
    text(request).then(
      (body) => reply.setHeader('content-type', 'application/json').end(JSON.stringify(answer(JSON.parse(body) as Json, sidecar))),
      () => reply.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clientConfig = { url: `https://127.0.0.1:${port}/`, caBundle: Buffer.from(ca).toString('base64') };
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }];
  return {
    registration: (name) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
      webhooks: [{ name: 'sidecar.example.com', clientConfig, rules, sideEffects: 'None', admissionReviewVersions: ['v1'] }],
    }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(review: Json, sidecar: JsonObject): JsonObject {
  const request = member(review, 'request');
  const containers = asList(valueAt(request ?? null, ['object', 'spec', 'containers']));
  const isThere = containers.some((container) => member(container, 'name') === sidecar['name']);
  const patch = Buffer.from(JSON.stringify([{ op: 'add', path: '/spec/containers/-', value: sidecar }])).toString('base64');
  const response = { uid: member(request, 'uid') ?? '', allowed: true, ...(!isThere && { patchType: 'JSONPatch', patch }) };
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}
