import type { Path } from '../src/engine/json.ts';
import { list, optional, shaped } from '../src/engine/parameters.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { isSpared, minorOf, NEVER, pss, type PssParams } from './shared/pod-security.ts';
import { SAFE_SYSCTLS, sysctlFault, sysctlsOf, type SysctlParams } from './shared/sysctls.ts';

type Params = PssParams & SysctlParams & { readonly fixWith: string | undefined };

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
    fixWith: optional(shaped<string>({ type: 'string', description: 'The value to write instead of one with "+" or "=" in it.' }, '')),
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, NEVER)) return;
    for (const { name: sysctl, value, path } of sysctlsOf(subject)) {
      const message = sysctlFault(sysctl, params, minor);
      const rest = { data: { sysctl }, fix: without(sysctl, path) };
      if (message !== undefined) yield { message, at: [...path, 'name'], ...rest, ownFixOnly: true };
      if (minor === undefined && /[+=]/u.test(value)) yield { message: 'value', at: [...path, 'value'], ...rest };
    }
  },
};

function without(sysctl: string, path: Path): Fix {
  return { title: `Do not set ${sysctl}`, safety: 'unsafe', edits: [{ op: 'remove', path }] };
}
