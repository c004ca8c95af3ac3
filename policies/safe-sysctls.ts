import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { isSpared, minorOf, NEVER, pss, type PssParams } from './shared/pod-security.ts';
import { SAFE_SYSCTLS, sysctlFault, sysctlsOf, type SysctlParams } from './shared/sysctls.ts';

type Params = PssParams & SysctlParams;

/** policy/check_sysctls.go */
export const safeSysctls: Rule<'unsafe' | 'forbidden' | 'value', Params> = {
  id: 'safe-sysctls',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Pods set none but sysctls that stay within them.',
  why: "A sysctl that is not the pod's own changes the kernel for every pod of the node, or opens a way around what confines containers. A plus or an equals sign in a value is how CVE-2022-0811 smuggled in another sysctl. Names with slashes are read as the kubelet reads them. Pods of Windows have no such field and are left alone.",
  whenNot: 'Nodes whose kubelet allows more (allowedUnsafeSysctls): name those in allowed.',
  messages: {
    unsafe: 'The pod sets the sysctl {{sysctl}}, which is none of the allowed ones.',
    forbidden: 'The pod sets the sysctl {{sysctl}}, which is forbidden.',
    value: 'The pod sets the sysctl {{sysctl}} to a value with "+" or "=" in it, which can smuggle in another one.',
  },
  parameters: {
    allowed: list('glob', SAFE_SYSCTLS, "Sysctls that may be set; by default the standard's."),
    forbidden: list('glob', [], 'Sysctls that may not be set, though allowed names them too.'),
    pss,
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, NEVER)) return;
    for (const { name: sysctl, value, path } of sysctlsOf(subject)) {
      const message = sysctlFault(sysctl, params, minor);
      if (message !== undefined) yield { message, data: { sysctl }, at: [...path, 'name'] };
      if (minor === undefined && /[+=]/u.test(value)) yield { message: 'value', data: { sysctl }, at: [...path, 'value'] };
    }
  },
};
