import { asList, asString, member, valueAt } from '../../../src/engine/json.ts';
import type { Resource } from '../../../src/engine/resource.ts';
import { applyAll } from '../../e2e/apply.ts';
import type { Client } from '../../e2e/client.ts';
import { startPart } from '../../e2e/part.ts';
import { freePort } from '../../e2e/free-port.ts';
import { until } from '../../e2e/until.ts';
import { findKyverno } from '../../parts/peers.ts';
import { manifestsIn, runningOr, type StartPeer } from './peer.ts';

/**
 * Kyverno's admission controller as its chart sets it up, outside of the cluster; it makes its certificate and its registration. The
 * policies are in CEL: it calls ClusterPolicy deprecated, and takes nearly twice the CPU for the same rules written so.
 */
export const startKyverno: StartPeer = async ({ kubeconfigs }, admin) => {
  const parts = findKyverno();
  if (parts === undefined) return undefined;
  await applyAll(await manifestsIn(parts.sources, 'config/crds/**/*.yaml'), admin);
  await applyAll(OBJECTS, admin);
  const port = await freePort();
  const where = [`--kubeconfig=${kubeconfigs.admin}`, `--serverIP=127.0.0.1:${port}`, `--webhookServerPort=${port}`];
  const flags = [...FLAGS, ...where, `--metricsPort=${await freePort()}`];
  const part = await startPart('kyverno', parts.program, flags, undefined, ENVIRONMENT);
  return await runningOr(part, async () => {
    const policies = await manifestsIn(import.meta.dirname, 'kyverno/*.yaml');
    // Policies are reviewed by it as well, and refused until it listens.
    await until('Kyverno takes policies', async () => {
      await applyAll(policies, admin);
      return true;
    });
    const url = await until('Kyverno has registered itself', async () => await registeredUrl(policies, admin));
    return { name: `Kyverno ${parts.version}`, url, part };
  });
};

/** Its policies are named in the address that the API server is given, so all of them are in it once it is whole. */
async function registeredUrl(policies: readonly Resource[], admin: Client): Promise<string | undefined> {
  const { body } = await admin.get(`${REGISTRATIONS}/kyverno-resource-validating-webhook-cfg`);
  const urls = asList(member(body, 'webhooks')).map((webhook) => asString(valueAt(webhook, ['clientConfig', 'url'])) ?? '');
  const names = policies.map((policy) => asString(valueAt(policy, ['metadata', 'name'])) ?? '');
  return urls.find((url) => names.every((name) => url.split('/').includes(name)));
}

const REGISTRATIONS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const NAMESPACE = 'kyverno';
const NAME = 'kyverno-admission-controller';
const SERVICE = 'kyverno-svc';
const FLAGS = [
  `--caSecretName=${SERVICE}.${NAMESPACE}.svc.kyverno-tls-ca`,
  `--tlsSecretName=${SERVICE}.${NAMESPACE}.svc.kyverno-tls-pair`,
  '--webhookServerHost=127.0.0.1',
  '--controllerRuntimeMetricsAddress=0',
  '--disableMetrics=true',
  '--metricsHost=127.0.0.1',
];
const ENVIRONMENT = {
  KYVERNO_NAMESPACE: NAMESPACE,
  KYVERNO_SERVICEACCOUNT_NAME: NAME,
  KYVERNO_ROLE_NAME: 'kyverno:admission-controller',
  KYVERNO_DEPLOYMENT: NAME,
  KYVERNO_POD_NAME: `${NAME}-0`,
  KYVERNO_SVC: SERVICE,
  INIT_CONFIG: 'kyverno',
  METRICS_CONFIG: 'kyverno-metrics',
};
const labels = { 'app.kubernetes.io/component': 'admission-controller' };
const OBJECTS: readonly Resource[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kyverno', namespace: NAMESPACE }, data: { generateSuccessEvents: 'false' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kyverno-metrics', namespace: NAMESPACE } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName: NAME, containers: [{ name: 'kyverno', image: 'kyverno' }] } },
    },
  },
];
