/** A review of about 6 KB, as an API server sends it when a Deployment is created; `clean` ones are allowed, others denied. */
export function reviewText(clean: boolean): string {
  const address = { group: 'apps', version: 'v1', resource: 'deployments' };
  const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind,
      resource: address,
      requestKind: kind,
      requestResource: address,
      name: 'checkout',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: {
        username: 'system:serviceaccount:delivery:deployer',
        uid: '14',
        groups: ['system:serviceaccounts', 'system:authenticated'],
      },
      object: deployment(clean),
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'delivery', fieldValidation: 'Strict' },
    },
  });
}

function deployment(clean: boolean) {
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {
      name: 'checkout',
      namespace: 'shop',
      uid: 'b6c3a6a2-7a5f-4c53-9f0e-1f2d9b8a1c11',
      generation: 1,
      creationTimestamp: '2026-01-15T09:30:00Z',
      labels: LABELS,
      annotations: { 'shop.example/owner': 'team-checkout', 'shop.example/runbook': 'https://runbooks.shop.example/checkout' },
      managedFields: [
        {
          manager: 'delivery',
          operation: 'Update',
          apiVersion: 'apps/v1',
          time: '2026-01-15T09:30:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: MANAGED,
        },
      ],
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'checkout' } },
      template: {
        metadata: {
          creationTimestamp: null,
          labels: LABELS,
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
        },
        spec: podSpec(clean),
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  };
}

/** What a Pod of the Deployment is; its second container is in order whatever the others are. */
export function podSpec(clean: boolean, second: Port = HTTP) {
  return {
    volumes: [
      { name: 'config', configMap: { name: 'checkout', defaultMode: 420 } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
    initContainers: [container('migrate', `registry.shop.example/checkout-migrate:2.14.1@${DIGEST}`, clean)],
    containers: [
      container(
        'checkout',
        clean ? `registry.shop.example/checkout:2.14.1@${DIGEST}` : 'registry.shop.example/checkout:latest',
        clean,
        HTTP,
      ),
      container('proxy', `registry.shop.example/proxy:1.31.0@${DIGEST}`, true, second),
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'checkout',
    serviceAccount: 'checkout',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    schedulerName: 'default-scheduler',
  };
}

function container(name: string, image: string, limited: boolean, port?: Port) {
  return {
    name,
    image,
    args: ['--config=/etc/checkout/config.yaml', '--listen=:8080'],
    ...(port !== undefined && { ports: [{ ...port, protocol: 'TCP' }] }),
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'PAYMENTS_URL', value: 'http://payments.shop.svc.cluster.local:8080' },
      { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: 'checkout-db', key: 'password' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    resources: {
      ...(limited && { limits: { memory: '512Mi', 'ephemeral-storage': '1Gi' } }),
      requests: { cpu: '250m', memory: '512Mi', 'ephemeral-storage': '1Gi' },
    },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/checkout', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    ...(port !== undefined && { livenessProbe: probe('/live', port), readinessProbe: probe('/ready', port) }),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  };
}

function probe(path: string, { name }: Port) {
  return {
    httpGet: { path, port: name, scheme: 'HTTP' },
    initialDelaySeconds: 5,
    timeoutSeconds: 2,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

interface Port {
  readonly name: string;
  readonly containerPort: number;
}

const HTTP: Port = { name: 'http', containerPort: 8080 };
export const LABELS = {
  'app.kubernetes.io/name': 'checkout',
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/version': '2.14.1',
  'shop.example/team': 'checkout',
};
const MANAGED = { 'f:metadata': { 'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {} } }, 'f:spec': { 'f:replicas': {} } };
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** What the Deployment needs, and the cluster has. */
export const SURROUNDINGS = `apiVersion: v1
kind: ConfigMap
metadata: { name: checkout, namespace: shop }
data: { config.yaml: 'listen: 8080' }
---
apiVersion: v1
kind: Secret
metadata: { name: checkout-db, namespace: shop }
data: { password: bm90LWEtcmVhbC1wYXNzd29yZA== }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: checkout, namespace: shop }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: checkout, namespace: shop }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: checkout } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: {} }] }]
  egress: [{ to: [{ podSelector: {} }] }]
`;

/** The clean review with its images in another registry, and where in it they lie. */
export function reviewFrom(host: string) {
  const repositories = ['checkout-migrate', 'checkout', 'proxy'];
  return { text: reviewText(true).replaceAll('registry.shop.example/', `${host}/`), repositories, digest: DIGEST };
}
