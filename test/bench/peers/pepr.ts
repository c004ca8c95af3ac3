import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Resource } from '../../../src/engine/resource.ts';
import { makeCertificate } from '../../../src/webhook/certificate.ts';
import { applyAll } from '../../e2e/apply.ts';
import { partFolder, startPart } from '../../e2e/part.ts';
import { freePort } from '../../e2e/free-port.ts';
import { findPepr } from '../../parts/peers.ts';
import { runTool } from '../process.ts';
import type { StartPeer } from './peer.ts';

/** The module of the six rules, built by Pepr's own command, as its controller runs it in admission mode. */
export const startPepr: StartPeer = async ({ kubeconfigs }, admin) => {
  const parts = findPepr();
  if (parts === undefined) return undefined;
  await applyAll([STORES], admin);
  await applyAll([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pepr-system' } }], admin);
  const folder = partFolder('pepr');
  cpSync(path.join(import.meta.dirname, 'pepr'), folder, { recursive: true });
  symlinkSync(path.join(parts.sources, 'node_modules'), path.join(folder, 'node_modules'));
  await runTool(parts.program, ['build'], folder);
  const { cert, key } = await makeCertificate(['127.0.0.1'], Date.now());
  writeFileSync(path.join(folder, 'tls.crt'), cert);
  writeFileSync(path.join(folder, 'tls.key'), key);
  const port = await freePort();
  const env = { ...ENVIRONMENT, KUBECONFIG: kubeconfigs.admin, LISTEN_PORT: String(port) };
  const part = await startPart('pepr', process.execPath, ['--require', './on-loopback.cjs', 'dist/pepr-lintel-bench.js'], folder, env);
  return { name: `Pepr ${parts.version}`, url: `https://127.0.0.1:${port}/validate/${ENVIRONMENT.PEPR_API_PATH}`, part };
};

const ENVIRONMENT = {
  // By default it writes some twenty lines for each review, which takes a sixth of its time; Lintel writes none of what it allows.
  LOG_LEVEL: 'error',
  NODE_ENV: 'production',
  PEPR_API_PATH: 'bench',
  PEPR_WATCH_MODE: 'false',
  SSL_CERT_PATH: 'tls.crt',
  SSL_KEY_PATH: 'tls.key',
};
/** As `pepr deploy` makes it. */
const STORES: Resource = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'peprstores.pepr.dev' },
  spec: {
    group: 'pepr.dev',
    scope: 'Namespaced',
    names: { plural: 'peprstores', singular: 'peprstore', kind: 'PeprStore' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { data: { type: 'object', additionalProperties: { type: 'string' } } },
          },
        },
      },
    ],
  },
};
