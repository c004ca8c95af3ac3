import type { Rule } from '../src/engine/rule.ts';

export const noSaTokenSecret: Rule<'token'> = {
  id: 'no-sa-token-secret',
  category: 'secrets',
  severity: 'warning',
  since: '0.1.0',
  summary: 'No Secret holds a long-lived token of a service account.',
  why: 'Such a token never expires, is bound to no pod, and opens the API to everyone who reads the Secret; the projected tokens of pods, and those of the TokenRequest API, run out by themselves.',
  whenNot: 'Software outside the cluster that can only hold a fixed token; exempt its Secret, with an owner.',
  messages: { token: 'Secret "{{name}}" holds a service account token that never expires.' },
  match: { kinds: [{ group: '', kind: 'Secret' }] },
  *check({ resource, name }) {
    if (resource['type'] === 'kubernetes.io/service-account-token') yield { message: 'token', data: { name }, at: ['type'] };
  },
};
