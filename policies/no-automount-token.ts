import { member, type Path } from '../src/engine/json.ts';
import type { Subject } from '../src/engine/resource.ts';
import type { Edit, Fix, Offence, Rule, RuleContext } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';
import { podAccount } from '../src/kube/pod-account.ts';
import { AUTOMOUNT, automountingAccounts, automountOf } from './shared/service-accounts.ts';
import { withoutTokenVolumes } from './shared/token-volumes.ts';

type Message = 'pod' | 'default' | 'account';

export const noAutomountToken: Rule<Message> = {
  id: 'no-automount-token',
  category: 'rbac',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Pods get no token of the API server that they did not ask for.',
  why: 'Kubernetes mounts the token of its ServiceAccount into every pod unless the pod, else the account, says automountServiceAccountToken: false. Most programs never ask the API server; who breaks into one of them asks it with that token. The account "default" is what pods have that name none, so it has to say false; others may be silent, and their pods say what they need.',
  whenNot:
    'Controllers and operators, which work by the API server; exempt them by name, or project a token for them (a volume serviceAccountToken).',
  messages: {
    pod: 'The pod mounts the token of ServiceAccount "{{account}}".',
    default: 'ServiceAccount "default" does not set automountServiceAccountToken to false, so pods that name no account mount its token.',
    account: 'ServiceAccount "{{account}}" has its token mounted into every pod that does not refuse it.',
  },
  match: { kinds: ['workloads', { group: '', kind: 'ServiceAccount' }] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  facts: [automountingAccounts],
  *check(subject, context) {
    if (subject.group === '' && subject.kind === 'ServiceAccount') yield* inAccount(subject);
    else yield* inPod(subject, context);
  },
};

function* inAccount({ resource, name }: Subject): Iterable<Offence<Message>> {
  const own = resource[AUTOMOUNT];
  const at = [AUTOMOUNT];
  if (name === 'default' && own !== false) yield { message: 'default', at, fix: refusing(at) };
  if (name !== 'default' && own === true) yield { message: 'account', data: { account: name }, at, fix: refusing(at) };
}

/** A pod's own word holds, whatever its account says. */
function* inPod(subject: Subject, { facts }: RuleContext<unknown>): Iterable<Offence<Message>> {
  const pod = podSpec(subject);
  if (pod === undefined) return;
  const account = podAccount(pod.spec);
  const own = member(pod.spec, AUTOMOUNT);
  const accounts = typeof own === 'boolean' ? [] : automountOf(subject.namespace, account, facts);
  if (own === false || (accounts.length > 0 && accounts.every(({ value }) => !value))) return;
  const at = [...pod.path, AUTOMOUNT];
  const related = accounts
    .filter(({ value }) => value)
    .map(({ source: { document, ...resource } }) => ({ resource, path: [AUTOMOUNT], ...(document !== undefined && { document }) }));
  yield { message: 'pod', data: { account }, at, related, fix: refusing(at, withoutTokenVolumes(subject)) };
}

function refusing(at: Path, others: readonly Edit[] = []): Fix {
  return { title: `Set ${AUTOMOUNT} to false`, safety: 'unsafe', edits: [{ op: 'set', path: at, value: false }, ...others] };
}
