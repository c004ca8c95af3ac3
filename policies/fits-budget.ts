import { shaped, type Parameters } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { autoscalers, SCALERS } from './shared/autoscalers.ts';
import { overBudget, unreadableBudget } from './shared/budget-offences.ts';
import { defaultClasses } from './shared/default-classes.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import type { BudgetParams, Tariff } from './shared/costs.ts';
import { demands } from './shared/demands.ts';
import { namespaceAnnotations } from './shared/namespace-annotations.ts';
import { runtimeOverheads } from './shared/runtime-overheads.ts';

type Message = 'over' | 'unreadable';

const parameters: Parameters<BudgetParams> = {
  annotation: shaped(
    { type: 'string', minLength: 1, description: 'The annotation of a Namespace that holds its budget, as a plain number.' },
    'lintel.dev/monthly-budget',
  ),
  prices: shaped<Tariff['prices']>(
    {
      type: 'object',
      additionalProperties: { type: 'number', minimum: 0 },
      description:
        'What a resource costs an hour: `cpu` by the core; `memory`, `storage` and whatever else is counted in bytes by the GiB; an extended resource such as `nvidia.com/gpu` by the piece. Other names of a quota are priced too, such as `services.loadbalancers`. Without prices nothing is judged.',
    },
    {},
  ),
  hours: shaped({ type: 'number', minimum: 0, description: 'The hours that a budget is for.' }, 730),
};

const CHARGED = ['Namespace', 'PersistentVolumeClaim', 'Service'].map((kind) => ({ group: '', kind }));

export const fitsBudget: Rule<Message, BudgetParams> = {
  id: 'fits-budget',
  category: 'quotas',
  severity: 'error',
  since: '0.1.0',
  summary: 'What a namespace requests at full scale costs no more than its budget.',
  why: 'Requests are what is paid for, used or not: a budget that is looked at on the invoice is looked at too late. Counted are the requests of pods that run until they are stopped, at the maximum of their autoscalers, and claims; Jobs are paid by the minute and left out, and so is what a rollout takes for a while. A number that is not written, such as that of nodes, is told and not guessed.',
  whenNot: 'Clusters whose nodes are paid for anyway.',
  messages: {
    over: 'Namespace "{{namespace}}" costs {{cost}} in {{hours}} hours at most, {{over}} more than its budget of {{budget}}: {{sum}}.',
    unreadable: 'Namespace "{{namespace}}" has a budget that is no number.',
  },
  parameters,
  match: { kinds: ['workloads', ...CHARGED, ...SCALERS] },
  facts: [autoscalers, containerDefaults, defaultClasses, demands, namespaceAnnotations, runtimeOverheads],
  *check(subject, { params, facts }) {
    if (Object.keys(params.prices).length === 0) return;
    if (subject.kind === 'Namespace') yield* unreadableBudget(subject, params.annotation);
    yield* overBudget(subject, params, facts);
  },
};
