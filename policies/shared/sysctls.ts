import { asList, asString, member, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { matchesGlob } from '../../src/kube/glob.ts';
import { podSecurityContext } from '../../src/kube/security-contexts.ts';

export interface SysctlParams {
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

/** By the version of the standard that came to allow them: policy/check_sysctls.go. */
const SINCE: readonly (readonly [minor: number, names: readonly string[]])[] = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.tcp_syncookies',
      'net.ipv4.ping_group_range',
      'net.ipv4.ip_unprivileged_port_start',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [29, ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
];

export const SAFE_SYSCTLS: readonly string[] = SINCE.flatMap(([, names]) => names);

/** What a pod sets, as written. */
export function sysctlsOf(subject: Subject): readonly { readonly name: string; readonly value: string; readonly path: Path }[] {
  const pod = podSecurityContext(subject);
  return asList(member(pod?.context, 'sysctls')).map((item, index) => ({
    name: asString(member(item, 'name')) ?? '',
    value: asString(member(item, 'value')) ?? '',
    path: [...(pod?.path ?? []), 'sysctls', index],
  }));
}

export function sysctlFault(name: string, params: SysctlParams, minor: number | undefined): 'unsafe' | 'forbidden' | undefined {
  if (minor !== undefined) return SINCE.some(([since, names]) => since <= minor && names.includes(name)) ? undefined : 'unsafe';
  const meant = withDots(name);
  if (matchesAny(params.forbidden, meant)) return 'forbidden';
  return matchesAny(params.allowed, meant) ? undefined : 'unsafe';
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesGlob(withDots(pattern), name));
}

/** A name whose first separator is a slash has slashes and dots the other way round (`NormalizeName` in k8s.io/component-helpers/node/util/sysctl). */
function withDots(name: string): string {
  if (/[./]/u.exec(name)?.[0] !== '/') return name;
  return name.replaceAll(/[./]/gu, (separator) => (separator === '/' ? '.' : '/'));
}
