import { asString, member } from '../src/engine/json.ts';
import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { effective } from '../src/kube/security-contexts.ts';
import { isAsked, isSpared, minorOf, NEVER, podLevel, pss, type PssParams } from './shared/pod-security.ts';

type Params = PssParams & { readonly allowed: readonly string[] };

const BEFORE_1_31: readonly string[] = ['container_t', 'container_init_t', 'container_kvm_t'];
const STANDARD: readonly string[] = [...BEFORE_1_31, 'container_engine_t'];

/** policy/check_seLinuxOptions.go */
export const selinuxOptions: Rule<'type' | 'user' | 'role', Params> = {
  id: 'selinux-options',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'SELinux options name a type for containers, and neither a user nor a role.',
  why: 'On a node with SELinux the type decides what a process may touch: one of another kind than those for containers (spc_t, say) is confined like no container at all, and a user or a role can lead to such a type. Pods of Windows have no such field and are left alone.',
  whenNot: 'Clusters with policies of their own for containers: name their types in allowed.',
  messages: {
    type: '{{by}} has the SELinux type "{{type}}", which is none of the allowed ones.',
    user: '{{by}} has the SELinux user "{{user}}"; none may be set.',
    role: '{{by}} has the SELinux role "{{role}}"; none may be set.',
  },
  parameters: { allowed: list(undefined, STANDARD, 'Types that are allowed; no type at all always is.'), pss },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, NEVER)) return;
    const allowed = allowedTypes(minor, params);
    for (const { value, path, by, owner } of effective(subject, ['seLinuxOptions'], podLevel(minor))) {
      for (const part of PARTS) {
        const set = asString(member(value, part)) ?? '';
        if (set === '' || (part === 'type' && allowed.includes(set))) continue;
        yield { message: part, data: { by, [part]: set }, at: [...path, part], ...owner };
      }
    }
  },
};

function allowedTypes(minor: number | undefined, { allowed }: Params): readonly string[] {
  if (minor === undefined) return allowed;
  return isAsked(minor, 31) ? STANDARD : BEFORE_1_31;
}

const PARTS = ['type', 'user', 'role'] as const;
