import { valueAt, type Json } from '../src/engine/json.ts';
import { optional, shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { exemptNamespaces, isExemptNamespace } from './shared/exempt-namespaces.ts';
import { written } from './shared/written.ts';

type Level = 'privileged' | 'baseline' | 'restricted';
type Params = { readonly minimum: Level; readonly exempt: readonly string[]; readonly fixWith: Level | undefined };

/** From the least to the most. */
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];

export const namespacePssLabel: Rule<'missing' | 'unknown' | 'below', Params> = {
  id: 'namespace-pss-label',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Namespaces enforce a level of the Pod Security Standards.',
  why: "Kubernetes' own admission enforces the level that this label of a Namespace names, also where no webhook answers; without the label it enforces nothing unless the API server is told so. The levels are privileged, baseline and restricted, in this order and in lower case.",
  whenNot:
    'Clusters whose API server has a default level (the configuration of its PodSecurity plugin), or another policy engine for pods.',
  messages: {
    missing: 'Namespace "{{name}}" has no label {{label}}.',
    unknown: 'Namespace "{{name}}" has {{label}}: {{value}}, which is no level of the Pod Security Standards.',
    below: 'Namespace "{{name}}" has {{label}}: {{value}}, below {{minimum}}.',
  },
  parameters: {
    minimum: shaped<Level>({ enum: LEVELS, description: 'The lowest level that is enough.' }, 'baseline'),
    exempt: exemptNamespaces,
    fixWith: optional(shaped<Level>({ enum: LEVELS, description: 'The level to write.' }, 'baseline')),
  },
  match: { kinds: [{ group: '', kind: 'Namespace' }] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check({ resource, name }, { params: { minimum, exempt } }) {
    const value = valueAt(resource, AT);
    const message = isExemptNamespace(name, exempt) ? undefined : offenceOf(value, minimum);
    if (message !== undefined) yield { message, data: { name, label: LABEL, value: written(value), minimum }, at: AT };
  },
};

function offenceOf(value: Json | undefined, minimum: Level): 'missing' | 'unknown' | 'below' | undefined {
  if (value === undefined || value === null) return 'missing';
  const level = LEVELS.findIndex((each) => each === value);
  if (level < 0) return 'unknown';
  return level < LEVELS.indexOf(minimum) ? 'below' : undefined;
}

const LABEL = 'pod-security.kubernetes.io/enforce';
const AT = ['metadata', 'labels', LABEL];
