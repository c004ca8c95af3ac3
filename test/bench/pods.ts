import { podSpec, LABELS } from './review.ts';

/** A Pod of about 5 KB, with a number for a name; of its containers one may differ from what nothing is said against. */
export function podWith(offence: Offence = {}) {
  const { containers, ...spec } = podSpec(true, { name: 'admin', containerPort: 9090 });
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: `checkout-${NUMBER}`,
      namespace: 'shop',
      labels: LABELS,
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
    },
    spec: { ...spec, containers: containers.map((container, index) => (index === 1 ? { ...container, ...offence } : container)) },
  };
}

/** A load that is to differ writes another one in its place. */
export const NUMBER = '000000000000';

export type Offence = (typeof SIX_RULES)[keyof typeof SIX_RULES] | Readonly<Record<string, never>>;

/** The rules that each of the peers can say as well (`peers/` has them in the language of each), and how a container breaks them. */
export const SIX_RULES = {
  'require-memory-limit': { resources: { requests: { cpu: '250m', memory: '512Mi' } } },
  'require-cpu-request': { resources: { limits: { memory: '512Mi' }, requests: { memory: '512Mi' } } },
  'no-latest-tag': { image: 'registry.shop.example/proxy:latest' },
  'require-readiness-probe': { readinessProbe: null },
  'run-as-non-root': { securityContext: { runAsNonRoot: false } },
  'no-privileged': { securityContext: { privileged: true } },
} as const;

export const SIX_RULES_SETTINGS = `extends: []\nrules: { ${Object.keys(SIX_RULES)
  .map((rule) => `${rule}: error`)
  .join(', ')} }\n`;
