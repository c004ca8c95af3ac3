import { asObject, isList, member, type Json } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { allContainers, podSpec } from '../src/kube/workloads.ts';

export const securityContextPresent: Rule<'missing'> = {
  id: 'security-context-present',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Every container has a security context, its own or that of its pod.',
  why: 'Without one, a container runs as its image says, which is root for most. The API server writes an empty one into every pod, so one that says nothing counts as none.',
  whenNot: 'Where the rules about the single fields are on, which say more.',
  messages: { missing: 'Container "{{container}}" has no securityContext, and neither has its pod.' },
  match: { kinds: ['workloads'] },
  *check(subject) {
    if (saysSomething(member(podSpec(subject)?.spec, 'securityContext'))) return;
    for (const { container, name, path } of allContainers(subject)) {
      if (saysSomething(member(container, 'securityContext'))) continue;
      yield { message: 'missing', data: { container: name }, at: [...path, 'securityContext'], container };
    }
  },
};

/** A list without items is not stored. */
function saysSomething(context: Json | undefined): boolean {
  return Object.values(asObject(context)).some((value) => value !== undefined && value !== null && !(isList(value) && value.length === 0));
}
