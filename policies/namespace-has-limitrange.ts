import type { JsonObject } from '../src/engine/json.ts';
import { optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { exemptNamespaces, isExemptNamespace } from './shared/exempt-namespaces.ts';
import { limitRangeItems } from './shared/limit-range-items.ts';

type Params = { readonly exempt: readonly string[]; readonly fixWith: readonly JsonObject[] | undefined };

const parameters: Parameters<Params> = {
  exempt: exemptNamespaces,
  fixWith: optional(
    shaped<readonly JsonObject[]>(
      { type: 'array', items: { type: 'object' }, description: 'The `limits` of the LimitRange to create.' },
      [],
    ),
  ),
};

export const namespaceHasLimitrange: Rule<'missing', Params> = {
  id: 'namespace-has-limitrange',
  category: 'quotas',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every namespace has a LimitRange for its containers.',
  why: 'Under a quota on cpu or memory a container that names no amount is refused, and without one it takes what it likes: a LimitRange of type Container gives defaults and bounds to what nobody thought of.',
  whenNot: 'Namespaces whose containers all name their amounts, or whose LimitRange another set brings.',
  messages: { missing: 'Namespace "{{namespace}}" has no LimitRange of type Container.' },
  parameters,
  match: { kinds: [{ group: '', kind: 'Namespace' }] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: [limitRangeItems],
  *check({ name }, { params, facts }) {
    if (isExemptNamespace(name, params.exempt)) return;
    if (facts.get(limitRangeItems, name).some(({ value }) => value.type === 'Container')) return;
    yield { message: 'missing', data: { namespace: name }, at: ['metadata', 'name'], ...creation(name, params.fixWith) };
  },
};

function creation(namespace: string, limits: readonly JsonObject[] | undefined): { readonly fix?: Fix } {
  if (limits === undefined) return {};
  const limitRange = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'default', namespace }, spec: { limits } };
  return { fix: { title: `Create LimitRange ${namespace}/default`, safety: 'unsafe', edits: [], create: [limitRange] } };
}
