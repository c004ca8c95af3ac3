import { asList, asObject, member } from '../src/engine/json.ts';
import { optional, text } from '../src/engine/parameters.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { containerDefaults } from './shared/container-defaults.ts';
import { limitBreaches, type LimitBreach } from './shared/limit-breaches.ts';
import { limitRangeItems } from './shared/limit-range-items.ts';
import { isMalformed, limitedThings } from './shared/limited-things.ts';
import { QUANTITY_REMEDY } from './shared/pod-resources.ts';
import { relatedAt } from './shared/related.ts';
import { written } from './shared/written.ts';

type Message = LimitBreach | 'unreadable';
type Params = { readonly fixWith: string | undefined };

export const limitsWithinLimitrange: Rule<Message, Params> = {
  id: 'limits-within-limitrange',
  category: 'quotas',
  severity: 'error',
  since: '0.1.0',
  summary: "Containers, pods and claims keep to their namespace's LimitRanges.",
  why: 'The API server takes a Deployment whose Pods the LimitRange forbids: then every Pod is refused, and nothing but an event says why. Counted as its admission plugin counts: after the defaults that a LimitRange gives; a minimum asks for a request, a maximum for a limit, a ratio for both; a pod is its containers at their most, without overhead.',
  whenNot: 'LimitRanges that stand in the set and belong to another cluster: declare environments.',
  messages: {
    missing: '{{who}} has no {{of}} of {{resource}}, and LimitRange "{{limitRange}}" has a {{bound}} of {{enforced}} for it.',
    below: '{{who}} has a {{resource}} {{of}} of {{amount}}, less than the minimum of {{enforced}} in LimitRange "{{limitRange}}".',
    above: '{{who}} has a {{resource}} {{of}} of {{amount}}, more than the maximum of {{enforced}} in LimitRange "{{limitRange}}".',
    ratio:
      '{{who}} has a {{resource}} limit of {{limit}} for a request of {{request}}, more than the {{enforced}} times that LimitRange "{{limitRange}}" allows.',
    malformed: '{{who}} has a {{resource}} {{of}} of "{{amount}}", which is no amount that LimitRange "{{limitRange}}" could be kept to.',
    unreadable: 'A {{resource}} of "{{value}}" is no amount that anything could keep to.',
  },
  parameters: { fixWith: optional(text('quantity', '', 'The amount to write instead.')) },
  match: { kinds: ['workloads', ...['PersistentVolumeClaim', 'LimitRange'].map((kind) => ({ group: '', kind }))] },
  remedy: QUANTITY_REMEDY,
  facts: [containerDefaults, limitRangeItems],
  *check(subject, { facts }) {
    if (subject.kind === 'LimitRange') yield* unreadableBounds(subject);
    const items = subject.namespace === undefined ? [] : facts.get(limitRangeItems, subject.namespace);
    if (items.length === 0) return;
    for (const thing of limitedThings(subject, facts))
      for (const { value, source } of items) {
        const related = [relatedAt(source, ['spec', 'limits', value.index])];
        for (const breach of limitBreaches(thing, value, source.name)) yield { ...breach, related };
      }
  },
};

/** A bound that became a default is told once. */
function* unreadableBounds(subject: Subject): Iterable<Offence<'unreadable'>> {
  for (const [index, item] of asList(member(subject.resource['spec'], 'limits')).entries()) {
    const told = new Set<string>();
    for (const field of ['min', 'max', 'maxLimitRequestRatio', 'default', 'defaultRequest'])
      for (const [resource, amount] of Object.entries(asObject(member(item, field)))) {
        const value = written(amount);
        if (!isMalformed(amount) || told.has(`${resource} ${value}`)) continue;
        told.add(`${resource} ${value}`);
        yield { message: 'unreadable', data: { resource, value }, at: ['spec', 'limits', index, field, resource] };
      }
  }
}
