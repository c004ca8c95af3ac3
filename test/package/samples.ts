import { fixtureLocks, ours } from '../images/fixture-locks.ts';
import { pem } from '../signatures/instance.ts';
/** A manifest that no rule of the default pack has anything to say about. */
export const GOOD = `apiVersion: v1
kind: ConfigMap
metadata: { name: good, namespace: shop }
data: { greeting: hello }
`;

/** A manifest that rules deny, one of them with a safe fix. */
export const BAD = `apiVersion: apps/v1
kind: Deployment
metadata: { name: bad, namespace: shop }
spec:
  selector: { matchLabels: { app: bad } }
  template:
    metadata: { labels: { app: bad } }
    spec:
      containers:
        - name: app
          image: registry.example.com/bad:latest
          env:
            - { name: MODE, value: slow }
            - { name: MODE, value: slow }
`;

/** The same as the API server would ask about it. */
export const REVIEW = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'a-request',
    kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    name: 'bad',
    namespace: 'shop',
    operation: 'CREATE',
    userInfo: { username: 'someone', groups: ['system:authenticated'] },
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'bad', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'bad' } },
        template: {
          metadata: { labels: { app: 'bad' } },
          spec: { containers: [{ name: 'app', image: 'registry.example.com/bad:latest' }] },
        },
      },
    },
    dryRun: false,
    options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
  },
};

/** Files that together are enough for more than one thread, each with a Deployment to find fault with. */
export function manyMegabytes(): readonly string[] {
  const filler = Array.from({ length: 10_000 }, (_, line) => `  key-${line}: ${'x'.repeat(100)}\n`).join('');
  return Array.from({ length: 5 }, (_, file) =>
    [BAD.replaceAll('bad', `bad-${file}`), GOOD.replace('good', `good-${file}`).replace(/^data: .*\n/mu, `data:\n${filler}`)].join('---\n'),
  );
}

/** A rule as a user would write it, in a file of their own. */
export const RULE = `import { list, member, toPointer, type Offence, type Rule, type Subject } from 'lintel';

type Params = { readonly exempt: readonly string[] };

export const requireTeam: Rule<'missing', Params> = {
  id: 'require-team',
  category: 'metadata',
  severity: 'warning',
  since: '1.0.0',
  summary: 'Everything has a team.',
  why: 'Someone must answer for it.',
  whenNot: 'Never.',
  messages: { missing: '"{{name}}" names no team.' },
  parameters: { exempt: list('glob', [], 'Names left alone.') },
  match: { kinds: ['workloads', { group: '', kind: 'Service' }] },
  *check(subject: Subject, { params }): Iterable<Offence<'missing'>> {
    const labels = member(subject.resource.metadata, 'labels');
    if (params.exempt.includes(subject.name) || member(labels, 'team') !== undefined) return;
    yield { message: 'missing', data: { name: subject.name }, at: ['metadata', 'labels', 'team'] };
  },
};

const subject: Subject = {
  resource: { apiVersion: 'v1', kind: 'Service' },
  group: '',
  version: 'v1',
  kind: 'Service',
  name: 'front',
  operation: 'CREATE',
};
const context = { params: { exempt: [] }, facts: { get: () => [] }, now: 0 };
for (const { at } of requireTeam.check(subject, context)) globalThis.console.log(\`\${requireTeam.id}: \${toPointer(at)}\`);
`;

/** A folder with an image that its settings want signed, both ways of signing in view, and the proof of it. */
export const SIGNED: Readonly<Record<string, string>> = {
  'lintel.yaml': `extends: []
rules: { image-signature-verified: error }
images:
  policies:
    - match: [registry.example/shop]
      signatures: { by: [{ key: shop.pub, log: false }, { issuer: https://issuer.example, subject: me@example.org }] }
`,
  'shop.pub': pem(ours.publicKey),
  'images.lock': (await fixtureLocks()).get('image-signature-verified') ?? '',
  'pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
    - name: api
      image: registry.example/shop/api:1.4
`,
};

/** A trusted root by which nobody is believed. */
export const FIRST_ROOT = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[]}';
