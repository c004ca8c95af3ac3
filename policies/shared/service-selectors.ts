import type { Fact, FactsView } from '../../src/engine/fact.ts';
import { asObject, member, type JsonObject } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { matchesLabels } from '../../src/kube/selectors.ts';
import { podLabels } from '../../src/kube/workloads.ts';

/** By namespace, the selector of each Service that has one; without one, its endpoints are someone else's to keep. */
export const serviceSelectors: Fact<JsonObject> = {
  id: 'service-selectors',
  kinds: [{ group: '', kind: 'Service' }],
  *extract({ resource, namespace }) {
    const spec = asObject(resource['spec']);
    const selector = asObject(member(spec, 'selector'));
    if (namespace === undefined || member(spec, 'type') === 'ExternalName' || Object.keys(selector).length === 0) return;
    yield { key: namespace, value: selector };
  },
};

/** Whether some Service sends traffic to the subject's pods. */
export function isServiceTarget(subject: Subject, facts: FactsView): boolean {
  if (subject.namespace === undefined) return false;
  const labels = podLabels(subject);
  return facts.get(serviceSelectors, subject.namespace).some(({ value }) => matchesLabels(value, labels));
}
