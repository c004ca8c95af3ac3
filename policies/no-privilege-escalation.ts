import { valueAt } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { capabilitiesOf } from '../src/kube/security-contexts.ts';
import { allContainers, type ContainerAt } from '../src/kube/workloads.ts';
import { isAsked, isSpared, minorOf, pss, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';

/** policy/check_allowPrivilegeEscalation.go */
export const noPrivilegeEscalation: Rule<'allowed' | 'missing', PssParams> = {
  id: 'no-privilege-escalation',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers rule out privilege escalation.',
  why: 'Unless allowPrivilegeEscalation is false, a process can gain more rights than its parent by a set-user-ID program, which any image may hold: it is what keeps a user other than root from becoming root. Unset, it is allowed. Pods of Windows have no such field and are left alone.',
  whenNot: 'Containers that are privileged or have SYS_ADMIN, for which the API refuses it; exempt them with those rules.',
  messages: {
    allowed: 'Container "{{container}}" allows privilege escalation.',
    missing: 'Container "{{container}}" does not rule out privilege escalation, so it is allowed.',
  },
  parameters: { pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (!isAsked(minor, 8) || isSpared(subject, minor, 25)) return;
    for (const found of allContainers(subject)) {
      const { container, name, path } = found;
      const value = valueAt(container, FIELD);
      if (value === false) continue;
      const at = [...path, ...FIELD];
      const fix = mayBeRuledOut(found) ? { fix: setting(at, false) } : NO_FIX;
      yield { message: value === true ? 'allowed' : 'missing', data: { container: name }, at, container, ...fix };
    }
  },
};

/** The API refuses it beside privileged and CAP_SYS_ADMIN (`ValidateSecurityContext` in pkg/apis/core/validation). */
function mayBeRuledOut(found: ContainerAt): boolean {
  if (valueAt(found.container, ['securityContext', 'privileged']) === true) return false;
  return !capabilitiesOf(found, 'add').some(({ name }) => name === 'CAP_SYS_ADMIN');
}

const NO_FIX = { ownFixOnly: true } as const;
const FIELD = ['securityContext', 'allowPrivilegeEscalation'];
