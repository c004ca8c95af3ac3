import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import type { ControlPlaneParts } from '../parts/control-plane.ts';
import { Client } from './client.ts';
import { freePort } from './free-port.ts';
import { partFolder, ready, startPart, type Part } from './part.ts';

/** All that a test must know of a running control plane; plain data, so that it can be given to each test file. */
export interface PlaneAddress {
  readonly version: string;
  readonly url: string;
  /** PEM text of what signed the API server's certificate. */
  readonly ca: string;
  /** Bearer tokens by user. */
  readonly tokens: Readonly<Record<User, string>>;
  readonly auditLog: string;
  /** Of the admin and of jane. */
  readonly kubeconfigs: Readonly<Record<User, string>>;
}

/** `admin` is of system:masters; `jane` may do everything and is nobody special; `manager` is the controller manager. */
export type User = 'admin' | 'jane' | 'manager';

export interface Plane {
  readonly address: PlaneAddress;
  readonly stop: () => Promise<void>;
}

export interface Etcd {
  readonly url: string;
  readonly part: Part;
}

/** One store for all control planes of a run, each under a prefix of its own. */
export async function startEtcd(program: string): Promise<Etcd> {
  const [url, peer] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const listen = ['--listen-client-urls', url, '--advertise-client-urls', url, '--listen-peer-urls', peer];
  const cluster = ['--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`];
  const part = await startPart('etcd', program, ['--data-dir', 'data', '--unsafe-no-fsync', '--log-level', 'warn', ...listen, ...cluster]);
  await ready(part, async () => (await fetch(`${url}/health`)).ok);
  return { url, part };
}

export async function startPlane(parts: ControlPlaneParts, etcd: Etcd): Promise<Plane> {
  const folder = partFolder('kube-apiserver');
  const address = await addressIn(folder, parts);
  const apiServer = await startPart('kube-apiserver', parts.apiServer, apiServerFlags(address, etcd, parts.version), folder);
  const admin = new Client(address, 'admin');
  await ready(apiServer, async () => (await admin.get('/readyz')).status === 200);
  await admin.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', JANE_MAY_DO_EVERYTHING);
  const manager = await startManager(parts.controllerManager, address);
  await ready(manager, async () => (await admin.get('/api/v1/namespaces/default/serviceaccounts/default')).status === 200);
  admin.close();
  return {
    address,
    async stop() {
      await manager.stop();
      await apiServer.stop();
    },
  };
}

/** Credentials for this run alone, in a folder that goes with it. */
async function addressIn(folder: string, { version }: ControlPlaneParts): Promise<PlaneAddress> {
  const port = await freePort();
  const { ca, cert, key } = await makeCertificate(['127.0.0.1'], Date.now());
  const signer = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const tokens = { admin: token(), jane: token(), manager: token() };
  const url = `https://127.0.0.1:${port}`;
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  write('tls.crt', cert);
  write('tls.key', key);
  write('sa.key', String(signer));
  write(
    'tokens.csv',
    Object.entries(tokens)
      .map(([user, text]) => `${text},${USERS[user as User]}\n`)
      .join(''),
  );
  write('audit.yaml', AUDIT_POLICY);
  const config = (user: User): string => write(`${user}.kubeconfig`, kubeconfig(url, ca, tokens[user]));
  const kubeconfigs = { admin: config('admin'), jane: config('jane'), manager: config('manager') };
  const auditLog = path.join(folder, 'audit.log');
  return { version, url, ca, tokens, auditLog, kubeconfigs };
}

function apiServerFlags({ url }: PlaneAddress, etcd: Etcd, version: string): readonly string[] {
  return [
    `--etcd-servers=${etcd.url}`,
    `--etcd-prefix=/${version}`,
    `--secure-port=${new URL(url).port}`,
    '--bind-address=127.0.0.1',
    '--tls-cert-file=tls.crt',
    '--tls-private-key-file=tls.key',
    '--cert-dir=certificates',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=sa.key',
    '--service-account-signing-key-file=sa.key',
    '--authorization-mode=RBAC',
    '--token-auth-file=tokens.csv',
    '--allow-privileged=true',
    '--endpoint-reconciler-type=none',
    '--audit-policy-file=audit.yaml',
    '--audit-log-path=audit.log',
    '--audit-log-mode=blocking',
  ];
}

async function startManager(program: string, { kubeconfigs, url }: PlaneAddress): Promise<Part> {
  const kubeconfig = kubeconfigs.manager;
  return await startPart('kube-controller-manager', program, [
    `--master=${url}`,
    ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((flag) => `--${flag}=${kubeconfig}`),
    `--service-account-private-key-file=${path.join(path.dirname(kubeconfig), 'sa.key')}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${await freePort()}`,
    '--cert-dir=certificates',
    `--controllers=${CONTROLLERS.split(' ')
      .map((name) => `${name}-controller`)
      .join(',')}`,
  ]);
}

function token(): string {
  return randomBytes(16).toString('hex');
}

function kubeconfig(server: string, ca: string, bearer: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    clusters: [{ name: 'e2e', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'e2e', user: { token: bearer } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
  });
}

const USERS: Readonly<Record<User, string>> = {
  admin: 'admin,admin,"system:masters"',
  jane: 'jane,jane,"people"',
  manager: 'system:kube-controller-manager,manager',
};
const JANE_MAY_DO_EVERYTHING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'jane' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
};
/** Metadata bring the annotations of webhooks, and no objects. */
const AUDIT_POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{ level: Metadata }]\n';
const CONTROLLERS =
  'deployment replicaset replicationcontroller daemonset statefulset job cronjob serviceaccount serviceaccount-token namespace garbage-collector disruption';
