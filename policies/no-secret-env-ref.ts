import { asList, asString, isObject, member } from '../src/engine/json.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { allContainers, type ContainerAt } from '../src/kube/workloads.ts';

type Message = 'env' | 'envFrom';

export const noSecretEnvRef: Rule<Message> = {
  id: 'no-secret-env-ref',
  category: 'secrets',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Secrets are read from files, not from environment variables.',
  why: 'Environments are inherited by child processes, printed by crash reporters and debug pages, and keep their value when a Secret is rotated; a mounted file does none of that.',
  whenNot: 'Software that takes its password from the environment alone; exempt it by name.',
  messages: {
    env: 'Container "{{container}}" reads Secret "{{secret}}" into the variable "{{name}}"; a mounted file leaks less.',
    envFrom: 'Container "{{container}}" reads all of Secret "{{secret}}" into variables; a mounted file leaks less.',
  },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const item of allContainers(subject)) yield* inContainer(item);
  },
};

function* inContainer({ container, name: owner, path }: ContainerAt): Iterable<Offence<Message>> {
  for (const [index, item] of asList(member(container, 'env')).entries()) {
    const ref = member(member(item, 'valueFrom'), 'secretKeyRef');
    if (!isObject(ref)) continue;
    const data = { container: owner, secret: asString(member(ref, 'name')) ?? '', name: asString(member(item, 'name')) ?? '' };
    yield { message: 'env', data, at: [...path, 'env', index, 'valueFrom', 'secretKeyRef'], container };
  }
  for (const [index, item] of asList(member(container, 'envFrom')).entries()) {
    const ref = member(item, 'secretRef');
    if (!isObject(ref)) continue;
    const data = { container: owner, secret: asString(member(ref, 'name')) ?? '' };
    yield { message: 'envFrom', data, at: [...path, 'envFrom', index, 'secretRef'], container };
  }
}
