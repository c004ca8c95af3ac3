import { asString, member } from '../src/engine/json.ts';
import { boolean, list, optional, shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { podSpec } from '../src/kube/workloads.ts';

type Params = { readonly allowed: readonly string[]; readonly required: boolean; readonly fixWith: string | undefined };

export const hardenedRuntimeClass: Rule<'missing' | 'notAllowed', Params> = {
  id: 'hardened-runtime-class',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Pods run under a runtime class that isolates them.',
  why: 'Containers of the default runtime share the kernel of their node, and a hole in it is a way into every pod there; gVisor and Kata Containers put a kernel of their own between. A pod without runtimeClassName gets the default runtime.',
  whenNot: 'Clusters whose default runtime is a hardened one, or which run nothing but code of their own.',
  messages: {
    missing: 'The pod has no runtimeClassName, so it runs under the default runtime.',
    notAllowed: 'The pod has the runtime class "{{runtimeClass}}", which is none of those allowed ({{allowed}}).',
  },
  parameters: {
    allowed: list(undefined, ['gvisor', 'kata'], 'Names of the RuntimeClasses that pods may have.'),
    required: boolean(true, 'A pod without a runtime class is a finding too.'),
    fixWith: optional(shaped<string>({ type: 'string', minLength: 1, description: 'The runtime class to give a pod.' }, '')),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixWith' },
  *check(subject, { params: { allowed, required } }) {
    const pod = podSpec(subject);
    if (pod === undefined) return;
    const at = [...pod.path, 'runtimeClassName'];
    const runtimeClass = asString(member(pod.spec, 'runtimeClassName')) ?? '';
    if (runtimeClass === '') {
      if (required) yield { message: 'missing', at };
    } else if (!allowed.includes(runtimeClass)) {
      yield { message: 'notAllowed', data: { runtimeClass, allowed: allowed.join(', ') || 'none' }, at };
    }
  },
};
