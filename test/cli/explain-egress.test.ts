import { expect, test } from 'vitest';
import { run, type Files } from './run.ts';

const workload = (kind: string, name: string, namespace: string, rest = '') =>
  `apiVersion: ${kind === 'Pod' ? 'v1' : kind.endsWith('Job') ? 'batch/v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${rest}\n`;
const POD = '{ containers: [{ name: app }] }';
const TEMPLATE = `{ template: { metadata: { labels: { app: web } }, spec: ${POD} } }`;
const policy = (egress: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: shop }\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress: ${egress}\n`;
const FILES: Files = {
  'a.yaml': [
    workload('Deployment', 'web', 'shop', TEMPLATE),
    workload('StatefulSet', 'web', 'shop', TEMPLATE),
    workload('DaemonSet', 'web', 'shop', TEMPLATE),
    workload('Job', 'web', 'shop', TEMPLATE),
    workload('CronJob', 'web', 'shop', `{ jobTemplate: { spec: ${TEMPLATE} } }`),
    workload('Pod', 'web', 'shop', POD),
    workload('Pod', 'web', 'other', POD),
  ].join('---\n'),
};

interface Told {
  readonly version: number;
  readonly workloads: readonly { readonly kind: string; readonly namespace: string; readonly verdict: string }[];
}

async function told(args: readonly string[], files: Files = FILES): Promise<Told['workloads']> {
  const { code, stdout, stderr } = await run(['explain', 'egress', ...args, '--format', 'json'], { files });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { version, workloads } = JSON.parse(stdout) as Told;
  expect(version).toBe(1);
  return workloads;
}

test.each([
  ['deploy/web', 'Deployment'],
  ['Deployment/web', 'Deployment'],
  ['deployments/web', 'Deployment'],
  ['sts/web', 'StatefulSet'],
  ['ds/web', 'DaemonSet'],
  ['job/web', 'Job'],
  ['cj/web', 'CronJob'],
  ['cronjobs/web', 'CronJob'],
])('%s is a %s', async (name, kind) => {
  expect(await told([name])).toMatchObject([{ kind, namespace: 'shop', name: 'web', file: 'a.yaml', verdict: 'unbounded' }]);
});

test('of one name there may be several, of which a namespace takes one', async () => {
  expect(await told(['po/web'])).toMatchObject([{ namespace: 'shop' }, { namespace: 'other' }]);
  expect(await told(['po/web', '-n', 'other'])).toMatchObject([{ namespace: 'other' }]);
});

test.each([
  ['[]', 'closed'],
  ['[{}]', 'open'],
  ['[{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]', 'open'],
  ['[{ ports: [{ port: 53, protocol: UDP }] }]', 'bounded'],
  ['[{ to: [{ podSelector: {} }] }]', 'bounded'],
])('egress: %s is %s', async (egress, verdict) => {
  expect(await told(['deploy/web'], { ...FILES, 'p.yaml': policy(egress) })).toMatchObject([{ verdict }]);
});

test('the JSON has each peer as the rule has it, and where', async () => {
  const egress = '[{ to: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }]';
  const [found] = await told(['deploy/web', 'a.yaml', '--context', 'p.yaml'], { ...FILES, 'p.yaml': policy(egress) });
  const source = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'p' };
  expect(found).toMatchObject({
    policies: [{ ...source, file: 'p.yaml', line: 1 }],
    allowed: [
      {
        to: 'pods with app=web in namespace shop',
        on: 'TCP 80',
        peer: { kind: 'pods', pods: { namespace: 'shop', labels: { matchLabels: { app: 'web' } } } },
        ports: [{ protocol: 'TCP', port: 80 }],
        policy: { ...source, file: 'p.yaml', line: 7 },
        workloads: ['CronJob', 'DaemonSet', 'Deployment', 'Job', 'StatefulSet'].map((kind) => ({ kind, namespace: 'shop', name: 'web' })),
      },
    ],
    denied: [],
  });
});

test('of pods in the network of their node, a note says that they may not be held to it', async () => {
  const files = { 'a.yaml': `${workload('Pod', 'web', 'shop', '{ hostNetwork: true, containers: [] }')}---\n${policy('[]')}` };
  expect((await run(['explain', 'egress', 'po/web'], { files })).stdout).toContain('\n  note: its pods');
  expect(await told(['po/web'], files)).toMatchObject([
    { verdict: 'closed', note: 'its pods are in the network of their node, where few network plugins hold them to a policy.' },
  ]);
});

test('standard input, without a place for what is told', async () => {
  const stdin = `${workload('Pod', 'web', 'shop', POD)}---\n${policy('[{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]')}`;
  const { code, stdout } = await run(['explain', 'egress', 'po/web', '-'], { stdin });
  expect(code).toBe(0);
  expect(stdout).toContain('10.0.0.0/8 on every port\n    through NetworkPolicy shop/p');
});

test.each([
  [['explain', 'egress'], 'Name one workload as kind/name'],
  [['explain', 'egress', 'web'], 'Name one workload as kind/name'],
  [['explain', 'egress', 'a/b/c'], 'Name one workload as kind/name'],
  [['explain', 'egress', 'svc/web'], 'There is no workload svc/web.'],
  [['explain', 'egress', 'deploy/web', '-n', 'other'], 'There is no workload deploy/web in namespace other.'],
  [['explain', 'egress', 'deploy/wbe'], 'Did you mean deployment/web?'],
  [['explain', 'egress', 'deploy/web', '--format', 'xml'], '--format takes one of text, json'],
  [['explain', 'egress', 'deploy/web', '--namspace', 'x'], 'Did you mean --namespace?'],
])('%j is refused', async (args, message) => {
  const { code, stdout, stderr } = await run(args, { files: FILES });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('where there are no workloads, it says so', async () => {
  const { code, stderr } = await run(['explain', 'egress', 'deploy/web'], { files: { 'p.yaml': policy('[]') } });
  expect(code).toBe(2);
  expect(stderr).toContain('There are no workloads here.');
});

test('a file that can not be read is named, and what could be read is told', async () => {
  const { code, stdout, stderr } = await run(['explain', 'egress', 'deploy/web'], { files: { ...FILES, 'b.yaml': 'a: [\n' } });
  expect(code).toBe(3);
  expect(stderr).toContain('b.yaml:');
  expect(stdout).toContain('Deployment shop/web (a.yaml:1)');
});

test('colours are for terminals', async () => {
  const args = ['explain', 'egress', 'deploy/web'];
  expect((await run(args, { files: FILES, tty: true })).stdout).toContain('\u001B[');
  expect((await run(args, { files: FILES, tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001B[');
  expect((await run(args, { files: FILES })).stdout).not.toContain('\u001B[');
});

test('help tells of it', async () => {
  const { code, stdout } = await run(['explain', 'egress', '--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('lintel explain egress deploy/web');
});
