import type { Rule } from '../src/engine/rule.ts';

export const sccNoPrivileged: Rule<'privileged'> = {
  id: 'scc-no-privileged',
  category: 'security',
  severity: 'info',
  since: '0.1.0',
  summary: 'No SecurityContextConstraints of OpenShift allow privileged containers.',
  why: 'Whoever may use such constraints runs privileged containers, which own their node. OpenShift brings the constraints "privileged" for that, and needs no others.',
  whenNot: 'Constraints that are given to nothing but drivers and node agents; exempt them by name.',
  messages: { privileged: 'SecurityContextConstraints "{{name}}" allow privileged containers.' },
  match: { kinds: [{ group: 'security.openshift.io', kind: 'SecurityContextConstraints' }] },
  *check({ resource, name }) {
    if (resource['allowPrivilegedContainer'] === true) yield { message: 'privileged', data: { name }, at: ['allowPrivilegedContainer'] };
  },
};
