import type { Rule } from '../src/engine/rule.ts';
import { isWithin } from '../src/kube/network-ports.ts';
import type { PolicySpec } from '../src/kube/network-rules.ts';
import { selectsEveryPod } from '../src/kube/pod-selection.ts';
import { POLICY_KINDS, specsOf } from './shared/network-facts.ts';
import { allowedPorts } from './shared/open-terms.ts';

type Params = { readonly allowedPorts: readonly number[] };

export const netpolSelectorSane: Rule<'all', Params> = {
  id: 'netpol-selector-sane',
  category: 'network',
  severity: 'info',
  since: '0.1.0',
  summary: 'A policy that selects every pod only denies.',
  why: 'What such a policy allows, every pod of the namespace is allowed, those too that come later and that nobody had in mind. Selecting all pods is how to deny by default, and how to let all of them ask DNS.',
  whenNot: 'Namespaces of one application, whose pods all need the same.',
  messages: { all: 'The policy selects every pod, and allows {{what}}.' },
  parameters: { allowedPorts },
  match: { kinds: POLICY_KINDS },
  *check(subject, { params }) {
    for (const spec of specsOf(subject)) {
      const what = allowedBy(spec, params);
      if (spec.pods !== undefined && selectsEveryPod(spec.pods) && what.length > 0)
        yield { message: 'all', data: { what: what.join(' and ') }, at: spec.selectorPath };
    }
  },
};

function allowedBy({ directions }: PolicySpec, params: Params): readonly string[] {
  return (['Ingress', 'Egress'] as const)
    .filter((direction) =>
      directions[direction]?.allow.some(({ peers, ports }) => peers.length > 0 && !isWithin(ports, params.allowedPorts)),
    )
    .map((direction) => direction.toLowerCase());
}
