import { list, optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import type { JsonObject } from '../src/engine/json.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { exemptNamespaces, isExemptNamespace } from './shared/exempt-namespaces.ts';
import { boundedBy, quotas } from './shared/quotas.ts';

type Message = 'missing' | 'unbounded';
type Params = { readonly resources: readonly string[]; readonly exempt: readonly string[]; readonly fixWith: JsonObject | undefined };

const parameters: Parameters<Params> = {
  resources: list(
    undefined,
    [],
    'Resources, as a quota names them, on each of which there must be a hard limit; `cpu` means `requests.cpu`.',
  ),
  exempt: exemptNamespaces,
  fixWith: optional(
    shaped<JsonObject>({ type: 'object', description: 'The `hard` of the ResourceQuota to create where a namespace has none.' }, {}),
  ),
};

export const namespaceHasQuota: Rule<Message, Params> = {
  id: 'namespace-has-quota',
  category: 'quotas',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every namespace has a ResourceQuota.',
  why: 'Without a quota one tenant, or one typing error in a number of replicas, can take the whole cluster. A quota narrowed by scopes bounds a resource only together with the quota for the rest.',
  whenNot: 'Clusters of one tenant, and namespaces whose quota another set brings.',
  messages: {
    missing: 'Namespace "{{namespace}}" has no ResourceQuota.',
    unbounded: 'No ResourceQuota of namespace "{{namespace}}" bounds {{resources}} for all of it.',
  },
  parameters,
  match: { kinds: [{ group: '', kind: 'Namespace' }] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: [quotas],
  *check({ name }, { params, facts }) {
    if (isExemptNamespace(name, params.exempt)) return;
    const found = facts.get(quotas, name);
    const isBounded = boundedBy(found);
    const unbounded = params.resources.filter((resource) => !isBounded(resource));
    const at = ['metadata', 'name'];
    if (found.length === 0) yield { message: 'missing', data: { namespace: name }, at, ...creation(name, params.fixWith) };
    else if (unbounded.length > 0) yield { message: 'unbounded', data: { namespace: name, resources: unbounded.join(', ') }, at };
  },
};

function creation(namespace: string, hard: JsonObject | undefined): { readonly fix?: Fix } {
  if (hard === undefined) return {};
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'default', namespace }, spec: { hard } };
  return { fix: { title: `Create ResourceQuota ${namespace}/default`, safety: 'unsafe', edits: [], create: [quota] } };
}
