import type { JsonObject } from '../engine/json.ts';
import type { Plan } from '../engine/plan.ts';
import type { DeclaredWorkload } from '../kube/workloads.ts';
import { MATCH_CONDITIONS } from './match-conditions.ts';
import { NAME_LABEL, narrowTo } from './guarded.ts';
import { rulesInNamespaces, rulesOf, type Asked } from './registration-rules.ts';
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

/** An entry, and one more where some rules are about certain namespaces alone: what they ask for must not be asked for elsewhere. */
function entry(
  name: string,
  path: string,
  failurePolicy: 'Fail' | 'Ignore',
  asked: readonly Asked[],
  input: RegistrationInput,
): readonly JsonObject[] {
  const guarded = [...new Set(asked.flatMap(({ within = [] }) => within))].toSorted();
  const everywhere = rulesOf(asked.filter(({ within }) => within === undefined));
  const inside = guarded.length === 0 ? [] : rulesInNamespaces(asked);
  const parts = [
    { name, rules: everywhere, narrowing: narrowTo(guarded, 'outside') },
    { name: `guarded-${name}`, rules: inside, narrowing: narrowTo(guarded, 'inside') },
  ];
  return parts
    .filter(({ rules }) => rules.length > 0)
    .map((part) => ({
      name: part.name,
      clientConfig: clientConfig(path, input),
      rules: part.rules,
      failurePolicy,
      matchPolicy: 'Equivalent',
      sideEffects: 'None',
      timeoutSeconds: 3,
      admissionReviewVersions: ['v1'],
      namespaceSelector: { matchExpressions: [neverIn(input), ...part.narrowing.matchExpressions] },
      matchConditions: [...MATCH_CONDITIONS, ...part.narrowing.matchConditions].map((condition) => ({ ...condition })),
    }));
}

function neverIn({ namespace }: RegistrationInput): JsonObject {
  return { key: NAME_LABEL, operator: 'NotIn', values: [...new Set(['kube-system', namespace])] };
}

function clientConfig(path: string, { reach, caBundle }: RegistrationInput): JsonObject {
  const bundle = Buffer.from(caBundle).toString('base64');
  if ('url' in reach) return { url: `${reach.url.replace(/\/+$/u, '')}${path}`, caBundle: bundle };
  return { service: { ...reach.service, path }, caBundle: bundle };
}
