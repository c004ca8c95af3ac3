/** Objects and settings for tests of the command line; how rules judge is tested elsewhere. */

/** The rules of these tests, so that new rules of the packs change none of them. */
export const SETTINGS = `extends: []
rules:
  duplicate-env-var: error
  no-latest-tag: error
  no-privileged: error
  no-shared-db-secret: error
  require-liveness-probe: warning
  require-memory-limit: error
`;

/** Without findings. */
export const GOOD = `apiVersion: v1
kind: ConfigMap
metadata: { name: good }
`;

/** One error, `no-privileged`, whose fix is unsafe. */
export const PRIVILEGED = `apiVersion: batch/v1
kind: Job
metadata: { name: root }
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: registry.example/main:1.2.3
          securityContext:
            privileged: true # as it came
          resources:
            requests: { cpu: 100m, memory: 64Mi }
            limits: { memory: 64Mi }
`;

/** One warning, `require-liveness-probe`, without a fix. */
export const WARNED = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: registry.example/web:1.2.3
      readinessProbe: { httpGet: { port: 8080 } }
      resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 64Mi } }
`;

/** One error, `duplicate-env-var`, whose fix is safe. */
export const TWICE = PRIVILEGED.replace('privileged: true # as it came', 'privileged: false')
  .replace(
    '          resources:',
    `          env:
            # the address of the shop
            - { name: SHOP, value: web }
            - { name: SHOP, value: web } # again
            - { name: OTHER, value: x }
          resources:`,
  )
  .replace('name: root', 'name: twice');

/** No YAML at all. */
export const BROKEN = 'apiVersion: v1\nkind: [\n';

/** Settings with one rule alone. */
export function only(rule: string, entry = 'error'): string {
  return `extends: []\nrules: { ${rule}: ${entry} }\n`;
}
