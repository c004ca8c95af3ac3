/** Manifests under two rules alone, so that new rules of the packs change nothing here. */
export const SETTINGS = `extends: []
rules:
  duplicate-env-var: error
  no-privileged: error
  no-shared-db-secret: error
`;

export const GOOD = pod('good', '{}');

/** One error, whose fix is unsafe. */
export const BAD = pod('bad', '{ privileged: true }');

/** One error, whose fix is safe. */
export const TWICE = GOOD.replace('good', 'twice').replace(
  '      securityContext',
  `      env:
        - { name: MODE, value: slow }
        - { name: MODE, value: slow } # again
      securityContext`,
);

export const MENDED = TWICE.replace(/^.*# again\n/mu, '');

export const SECRET = `apiVersion: v1
kind: Secret
metadata: { name: orders-db, namespace: shop }
stringData: { username: orders, password: fake-password, host: orders-db.shop }
`;

/** A service that logs in with the Secret. */
export function service(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: ${name} } }
  template:
    metadata: { labels: { app.kubernetes.io/name: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: registry.example/${name}:1.0.0
          envFrom: [{ secretRef: { name: orders-db } }]
`;
}

export const KUSTOMIZATION = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [base.yaml]
patches: [{ path: patch.yaml }]
`;

/** Of a Pod that `base.yaml` has; judged alone, it would be one without an image, and privileged. */
export const PATCH = `apiVersion: v1
kind: Pod
metadata: { name: good, namespace: shop }
spec:
  containers:
    - name: main
      securityContext: { privileged: true }
`;

function pod(name: string, securityContext: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  containers:
    - name: main
      image: registry.example/main:1.2.3
      securityContext: ${securityContext}
`;
}
