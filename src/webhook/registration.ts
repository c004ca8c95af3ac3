import type { JsonObject } from '../engine/json.ts';
import type { Plan } from '../engine/plan.ts';
import type { DeclaredWorkload } from '../kube/workloads.ts';
import { MATCH_CONDITIONS } from './match-conditions.ts';
import { rulesOf, type Asked } from './registration-rules.ts';
import { scopesOf } from './rule-scopes.ts';

export interface RegistrationInput {
  /** Compiled for the door `admission`. */
  readonly plan: Plan;
  readonly declared: readonly DeclaredWorkload[];
  /** Where the API server finds the door: a base URL, or a Service. */
  readonly reach:
    | { readonly url: string }
    | { readonly service: { readonly namespace: string; readonly name: string; readonly port: number } };
  /** PEM text of what signs the door's certificate. */
  readonly caBundle: string;
  /** Lintel's own: the door never stands in its own way. */
  readonly namespace: string;
}

/**
 * The registration (admissionregistration.k8s.io/v1), as narrow as the rules in use allow. An entry without rules is left out;
 * both objects are always there, so that applying them takes back what an earlier one asked for.
 */
export function renderRegistration(input: RegistrationInput): readonly JsonObject[] {
  const { deny, advise, inject } = scopesOf(input.plan, input.declared);
  return [
    configuration('ValidatingWebhookConfiguration', [
      ...entry('deny.lintel.dev', '/validate/deny', 'Fail', deny, input),
      ...entry('advise.lintel.dev', '/validate/advise', 'Ignore', advise, input),
    ]),
    configuration(
      'MutatingWebhookConfiguration',
      entry('inject.lintel.dev', '/mutate', 'Ignore', inject, input).map((webhook) => ({ ...webhook, reinvocationPolicy: 'IfNeeded' })),
    ),
  ];
}

function configuration(kind: string, webhooks: readonly JsonObject[]): JsonObject {
  const metadata = { name: 'lintel', labels: { 'app.kubernetes.io/name': 'lintel' } };
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, webhooks };
}

function entry(
  name: string,
  path: string,
  failurePolicy: 'Fail' | 'Ignore',
  asked: readonly Asked[],
  input: RegistrationInput,
): readonly JsonObject[] {
  const rules = rulesOf(asked);
  if (rules.length === 0) return [];
  return [
    {
      name,
      clientConfig: clientConfig(path, input),
      rules,
      failurePolicy,
      matchPolicy: 'Equivalent',
      sideEffects: 'None',
      timeoutSeconds: 3,
      admissionReviewVersions: ['v1'],
      namespaceSelector: {
        matchExpressions: [
          { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...new Set(['kube-system', input.namespace])] },
        ],
      },
      matchConditions: MATCH_CONDITIONS.map((condition) => ({ ...condition })),
    },
  ];
}

function clientConfig(path: string, { reach, caBundle }: RegistrationInput): JsonObject {
  const bundle = Buffer.from(caBundle).toString('base64');
  if ('url' in reach) return { url: `${reach.url.replace(/\/+$/u, '')}${path}`, caBundle: bundle };
  return { service: { ...reach.service, path }, caBundle: bundle };
}
