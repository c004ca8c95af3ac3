import { asList, asString, member } from '../engine/json.ts';
import type { Identified } from '../engine/resource.ts';
import { podAccount } from './pod-account.ts';
import { podSpec } from './workloads.ts';

/** Whose pull secrets the pods of a workload are pulled with. */
export interface Puller {
  readonly namespace: string;
  /** Names of Secrets, each once. */
  readonly secrets: readonly string[];
  /** The ServiceAccount whose pull secrets count; absent where its own would not. */
  readonly account?: string;
}

/**
 * As the ServiceAccount admission plugin sees to it: a pod that names no pull secret is given those of its account when it is made.
 * So a template is looked through to its account, and a Pod is not. Undefined for what makes no pods.
 */
export function pullerOf(subject: Identified): Puller | undefined {
  const pod = podSpec(subject);
  if (pod === undefined || subject.namespace === undefined) return undefined;
  const references = asList(member(pod.spec, 'imagePullSecrets'));
  const names = references.map((reference) => asString(member(reference, 'name')) ?? '').filter((name) => name !== '');
  const isPod = subject.workload?.podTemplate.length === 0;
  return {
    namespace: subject.namespace,
    secrets: [...new Set(names)],
    ...(references.length === 0 && !isPod && { account: podAccount(pod.spec) }),
  };
}
