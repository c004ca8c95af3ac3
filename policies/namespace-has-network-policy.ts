import type { JsonObject } from '../src/engine/json.ts';
import type { Parameters } from '../src/engine/parameters.ts';
import { describeRef } from '../src/engine/resource.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { labelsOfNamespace, selectsAllIn } from '../src/kube/pod-selection.ts';
import { mayConcernNamespace } from '../src/kube/unjudged-policies.ts';
import { exemptNamespaces, isExemptNamespace } from './shared/exempt-namespaces.ts';
import { hasName, newPolicy, newRules } from './shared/new-policy.ts';
import { CLUSTER_WIDE, networkPolicies, unjudgedPolicies } from './shared/network-facts.ts';

type Message = 'missing' | 'unjudged';
type Params = { readonly exempt: readonly string[]; readonly fixWith: JsonObject | undefined };

const parameters: Parameters<Params> = { exempt: exemptNamespaces, fixWith: newRules };

export const namespaceHasNetworkPolicy: Rule<Message, Params> = {
  id: 'namespace-has-network-policy',
  category: 'network',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every namespace has a network policy.',
  why: 'A namespace without any policy is as open as the cluster it is in: whatever runs in it may be reached by, and may reach, everything. A cluster-wide policy counts where it selects all pods of the namespace; a policy of Calico in the namespace counts, but whether a cluster-wide one or an AdminNetworkPolicy covers it is not judged.',
  whenNot: 'Namespaces whose policies another set brings.',
  messages: {
    missing: 'Namespace "{{namespace}}" has no network policy.',
    unjudged: '{{policy}} may cover namespace "{{namespace}}", which has no network policy of its own: that is not judged.',
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
    const hasOwn = facts.get(networkPolicies, namespace).length > 0 || facts.get(unjudgedPolicies, namespace).length > 0;
    if (hasOwn || facts.get(networkPolicies, CLUSTER_WIDE).some(({ value }) => selectsAllIn(value.pods, namespace, labels))) return;
    const at = ['metadata', 'name'];
    const unjudged = facts.get(unjudgedPolicies, CLUSTER_WIDE).find(({ value }) => mayConcernNamespace(value, labels));
    if (unjudged !== undefined)
      yield { message: 'unjudged', atMost: 'warn', data: { namespace, policy: describeRef(unjudged.source) }, at };
    else
      yield {
        message: 'missing',
        data: { namespace },
        at,
        ...(hasName(subject) && { fix: creation(namespace, params.fixWith) }),
      };
  },
};

/** Without rules of the settings, a default deny. */
function creation(namespace: string, rules: JsonObject | undefined): Fix {
  return newPolicy(namespace, rules === undefined ? 'default-deny' : 'default', {}, ['Ingress', 'Egress'], rules);
}
