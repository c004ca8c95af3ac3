import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Resource } from '../../../src/engine/resource.ts';
import { makeCertificate } from '../../../src/webhook/certificate.ts';
import { applyAll } from '../../e2e/apply.ts';
import { partFolder, startPart } from '../../e2e/part.ts';
import { freePort } from '../../e2e/free-port.ts';
import { until } from '../../e2e/until.ts';
import { findGatekeeper } from '../../parts/peers.ts';
import { manifestsIn, runningOr, type StartPeer } from './peer.ts';

/**
 * Gatekeeper's controller manager with the webhook alone, as its chart sets it up, outside of the cluster. The templates are in CEL: for
 * the same rules in Rego it takes a quarter more CPU.
 */
export const startGatekeeper: StartPeer = async ({ kubeconfigs }, admin) => {
  const parts = findGatekeeper();
  if (parts === undefined) return undefined;
  await applyAll(await manifestsIn(parts.sources, 'charts/gatekeeper/crds/*.yaml'), admin);
  await applyAll(PLACE, admin);
  await until('Gatekeeper has its Pod', async () => {
    await applyAll([POD], admin);
    return true;
  });
  const [port, health] = [await freePort(), await freePort()];
  const folder = partFolder('gatekeeper');
  const { cert, key } = await makeCertificate(['127.0.0.1'], Date.now());
  writeFileSync(path.join(folder, 'tls.crt'), cert);
  writeFileSync(path.join(folder, 'tls.key'), key);
  const where = [`--kubeconfig=${kubeconfigs.admin}`, `--port=${port}`, `--health-addr=127.0.0.1:${health}`];
  const part = await startPart('gatekeeper', parts.program, [...FLAGS, ...where], folder, ENVIRONMENT);
  return await runningOr(part, async () => {
    const policies = await manifestsIn(import.meta.dirname, 'gatekeeper/*.yaml');
    const { templates = [], constraints = [] } = Object.groupBy(policies, ({ kind }) => (kind === TEMPLATE ? 'templates' : 'constraints'));
    await applyAll(templates, admin);
    await applyAll(constraints, admin);
    await until('Gatekeeper is ready', async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok);
    return { name: `Gatekeeper ${parts.version}`, url: `https://127.0.0.1:${port}/v1/admit`, part };
  });
};

/** Each defines the kind of a constraint. */
const TEMPLATE = 'ConstraintTemplate';
const NAMESPACE = 'gatekeeper-system';
const NAME = 'gatekeeper-controller-manager-0';
const FLAGS = [
  '--host=127.0.0.1',
  '--cert-dir=.',
  '--disable-cert-rotation',
  '--operation=webhook',
  '--operation=status',
  '--operation=generate',
  '--shutdown-delay=0',
  // Its exporter for Prometheus listens on all addresses, and this one on none; nobody is where it would send to.
  '--metrics-backend=opentelemetry',
  '--otlp-endpoint=127.0.0.1:9',
  '--otlp-metric-interval=24h',
];
const ENVIRONMENT = { POD_NAME: NAME, POD_NAMESPACE: NAMESPACE, NAMESPACE, CONTAINER_NAME: 'manager' };
const PLACE: readonly Resource[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'gatekeeper-admin', namespace: NAMESPACE } },
];
/** It owns the statuses that the program writes. */
const POD: Resource = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: NAME, namespace: NAMESPACE },
  spec: { serviceAccountName: 'gatekeeper-admin', containers: [{ name: 'manager', image: 'gatekeeper' }] },
};
