import { list, optional, text, type Parameters } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { quotaScopes } from '../src/kube/quota-scopes.ts';
import { boundedBy, quotas } from './shared/quotas.ts';

type Params = { readonly resources: readonly string[]; readonly fixWith: string | undefined };

const parameters: Parameters<Params> = {
  resources: list(
    undefined,
    ['pods', 'services.loadbalancers', 'services.nodeports', 'persistentvolumeclaims', 'requests.storage'],
    'Resources, as a quota names them, that none may leave without a bound.',
  ),
  fixWith: optional(text('quantity', '', 'The bound to write for each.')),
};

export const quotaCoversObjectCounts: Rule<'unbounded', Params> = {
  id: 'quota-covers-object-counts',
  category: 'quotas',
  severity: 'info',
  since: '0.1.0',
  summary: 'Quotas bound what costs money or addresses, not only cpu and memory.',
  why: 'Load balancers and volumes are billed apart, node ports and pod addresses run out: a quota on cpu and memory leaves them all to whoever is first. The quotas of a namespace count together; one that scopes narrow can bound only a part, and is not judged beside one that bounds all.',
  whenNot: 'Clusters where these cost nothing; list the resources that matter.',
  messages: { unbounded: 'ResourceQuota "{{quota}}" leaves {{resource}} unbounded, and so does every other quota of its namespace.' },
  parameters,
  match: { kinds: [{ group: '', kind: 'ResourceQuota' }] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  facts: [quotas],
  *check({ name, namespace, resource }, { params, facts }) {
    const found = namespace === undefined ? [] : facts.get(quotas, namespace);
    if (quotaScopes(resource['spec']).length > 0 && found.some(({ value }) => value.scopes.length === 0)) return;
    const isBounded = boundedBy(found);
    for (const one of params.resources)
      if (!isBounded(one)) yield { message: 'unbounded', data: { quota: name, resource: one }, at: ['spec', 'hard', one] };
  },
};
