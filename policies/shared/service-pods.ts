import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asString, member } from '../../src/engine/json.ts';
import type { PodAt, PodTraits } from '../../src/kube/pod-selection.ts';
import { matchesLabels } from '../../src/kube/selectors.ts';
import { labelsOf, traitsOf } from './network-facts.ts';
import type { ServiceFact } from './service-facts.ts';

/** What policies find the pods of each workload by, under each of their labels: `shop app=web`. */
export const labelledPods: Fact<PodTraits> = {
  id: 'labelled-pods',
  kinds: ['workloads'],
  *extract(source) {
    const traits = traitsOf(source);
    for (const key of Object.keys(traits.labels)) {
      const value = member(traits.labels, key);
      if (typeof value === 'string') yield { key: `${source.namespace ?? ''} ${key}=${value}`, value: traits };
    }
  },
};

/** The pods of the set that a Service selects; none where it selects nothing by itself. Of its labels, the rarest is asked for. */
export function podsBehind({ namespace, selector = {} }: ServiceFact, facts: FactsView): readonly PodAt[] {
  const lists = Object.entries(selector).map(([key, value]) => facts.get(labelledPods, `${namespace} ${key}=${asString(value) ?? ''}`));
  const [rarest = []] = lists.toSorted((a, b) => a.length - b.length);
  const found = rarest.filter(({ value: { labels } }) => matchesLabels(selector, labels));
  return found.map(({ value: traits }) => ({ traits, namespace, namespaceLabels: labelsOf(namespace, facts) }));
}
