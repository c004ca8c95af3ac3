import { optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import { describeRef } from '../src/engine/resource.ts';
import type { Rule } from '../src/engine/rule.ts';
import type { Direction } from '../src/kube/network-rules.ts';
import { labelsOfNamespace, selectsAllIn } from '../src/kube/pod-selection.ts';
import { mayConcernNamespace } from '../src/kube/unjudged-policies.ts';
import { directionsParameter, listed } from './shared/directions.ts';
import { policiesIn, unjudgedIn } from './shared/egress.ts';
import { exemptNamespaces, isExemptNamespace } from './shared/exempt-namespaces.ts';
import { hasName, newPolicy } from './shared/new-policy.ts';
import { networkPolicies, unjudgedPolicies, type PolicyFact } from './shared/network-facts.ts';

type Message = 'missing' | 'unjudged';
type Params = { readonly directions: readonly Direction[]; readonly exempt: readonly string[]; readonly fixWith: string | undefined };

const parameters: Parameters<Params> = {
  directions: directionsParameter('The directions in each of which a policy has to select all pods and allow nothing.'),
  exempt: exemptNamespaces,
  fixWith: optional(shaped<string>({ type: 'string', minLength: 1, description: 'The name of the NetworkPolicy to create.' }, '')),
};

export const defaultDenyPerNamespace: Rule<Message, Params> = {
  id: 'default-deny-per-namespace',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every namespace denies by default, in both directions.',
  why: 'Policies only ever allow: what no policy selects is open. One policy that selects all pods and allows nothing shuts the door for whatever comes later, too, so that every other policy is an exception on record. A cluster-wide policy counts where it selects all pods of the namespace. Where a policy of Calico or an AdminNetworkPolicy may shut it, that is said, and the namespace is not judged.',
  whenNot: 'Namespaces whose default policy another set brings.',
  messages: {
    missing: 'Namespace "{{namespace}}" has no policy that selects all of its pods and shuts off {{directions}}.',
    unjudged: '{{policy}} may concern namespace "{{namespace}}": whether {{directions}} is denied by default is not judged.',
  },
  parameters,
  softens: true,
  match: { kinds: [{ group: '', kind: 'Namespace' }] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: [networkPolicies, unjudgedPolicies],
  *check(subject, { params, facts }) {
    const { resource, name: namespace } = subject;
    if (isExemptNamespace(namespace, params.exempt)) return;
    const labels = labelsOfNamespace(resource);
    const covering = policiesIn(namespace, facts).filter(({ value }) => selectsAllIn(value.pods, namespace, labels));
    const missing = params.directions.filter((direction) => !covering.some(({ value }) => closes(value, direction)));
    if (missing.length === 0) return;
    const offence = { data: { namespace, directions: listed(missing) }, at: ['metadata', 'name'] };
    const unjudged = unjudgedIn(namespace, facts).find(({ value }) => mayConcernNamespace(value, labels, missing));
    if (unjudged === undefined)
      yield {
        ...offence,
        message: 'missing',
        amount: missing.length,
        ...(hasName(subject) && { fix: newPolicy(namespace, params.fixWith ?? nameFor(missing), {}, missing) }),
      };
    else yield { message: 'unjudged', atMost: 'warn', data: { ...offence.data, policy: describeRef(unjudged.source) }, at: offence.at };
  },
};

function closes(policy: PolicyFact, direction: Direction): boolean {
  return policy.closes.includes(direction);
}

function nameFor([only = '', other]: readonly string[]): string {
  return other === undefined ? `default-deny-${only.toLowerCase()}` : 'default-deny';
}
