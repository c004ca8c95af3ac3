import type { Json } from '../src/engine/json.ts';
import { optional, shaped, type Parameters } from '../src/engine/parameters.ts';
import { describeRef, type Subject } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import type { EffectiveEgress } from '../src/kube/effective-egress.ts';
import { opening, type OpenTerms } from '../src/kube/open-egress.ts';
import { EGRESS_FACTS, egressOf, labelsPath, podOf, unjudgedOf } from './shared/egress.ts';
import { policyFor } from './shared/new-policy.ts';
import { describeOpening, openParameters } from './shared/open-terms.ts';
import { relatedAt } from './shared/related.ts';

type Message = 'unbounded' | 'open' | 'unjudged';
type Params = OpenTerms & { readonly fixWith: readonly Json[] | undefined };

const parameters: Parameters<Params> = {
  ...openParameters,
  fixWith: optional(
    shaped<readonly Json[]>(
      { type: 'array', description: 'The egress rules of the NetworkPolicy to create; without it, there are none.' },
      [],
    ),
  ),
};

export const workloadEgressBounded: Rule<Message, Params> = {
  id: 'workload-egress-bounded',
  category: 'network',
  severity: 'error',
  since: '0.1.0',
  summary: 'What a workload may reach is bounded.',
  why: 'Policies add up: what any policy that selects a pod lets out is let out, so one forgotten rule opens what the others close, and several blocks that are narrow by themselves may together hold nearly all public addresses. No policy for egress at all is open. Only a denial of Cilium takes something away again. Where a policy of Calico or an AdminNetworkPolicy may concern a workload, it is not judged, and that is said, never as more than a warning.',
  whenNot: 'Egress gateways and crawlers; exempt them by name.',
  messages: {
    unbounded: 'No network policy bounds what the pods may reach.',
    open: '{{policy}} opens what the pods may reach: {{how}}.',
    unjudged: '{{policy}} may concern the pods: what they may reach is not judged.',
  },
  parameters,
  softens: true,
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'create' },
  facts: EGRESS_FACTS,
  *check(subject, { params, facts }) {
    const pod = podOf(subject, facts);
    if (pod === undefined) return;
    const at = labelsPath(subject);
    const found = verdict(subject, egressOf(pod, facts), params);
    const unjudged = found && unjudgedOf(pod, ['Egress'], facts);
    if (unjudged !== undefined) yield { message: 'unjudged', atMost: 'warn', data: { policy: describeRef(unjudged.source) }, at };
    else if (found !== undefined) yield { ...found, at };
  },
};

function verdict(subject: Subject, { allowed, denied }: EffectiveEgress, params: Params): Omit<Offence<Message>, 'at'> | undefined {
  const found = opening(
    allowed.map(({ rule }) => rule),
    denied.map(({ rule }) => rule),
    params,
  );
  const source = allowed.find(({ rule }) => rule === found?.rule)?.policy?.source;
  if (found === undefined) return undefined;
  if (source === undefined) {
    const { fixWith: egress = [] } = params;
    const fix = policyFor(subject, `${subject.name}-egress`, ['Egress'], egress.length > 0 ? { egress } : {});
    return { message: 'unbounded', ...(fix && { fix }) };
  }
  return {
    message: 'open',
    data: { policy: describeRef(source), how: describeOpening(found) },
    related: [relatedAt(source, found.at)],
    amount: found.share,
  };
}
