import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { allContainers } from '../src/kube/workloads.ts';
import { addedOutside } from './shared/capabilities.ts';
import { isSpared, level, minorOf, NEVER, pss, type Level, type PssParams } from './shared/pod-security.ts';

type Params = PssParams & { readonly allowed: readonly string[]; readonly level: Level };

const STANDARD: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** policy/check_capabilities_baseline.go, which policy/check_capabilities_restricted.go replaces: it came to spare Pods of Windows. */
export const noDangerousCapabilities: Rule<'added', Params> = {
  id: 'no-dangerous-capabilities',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers add no capability that reaches beyond them.',
  why: 'SYS_ADMIN, SYS_PTRACE, SYS_MODULE and their like are root on the node by another name, and NET_RAW forges packets. A name counts in any case, with or without CAP_, as the runtimes read it. Pods of Windows have no such field and are left alone.',
  whenNot: 'Network plugins and node agents: name what they need in allowed, by an override for that container.',
  messages: { added: 'Container "{{container}}" adds the capability {{capability}}, which is none of the allowed ones.' },
  parameters: {
    allowed: list(undefined, STANDARD, "Capabilities that may be added, with or without CAP_; by default the standard's."),
    level,
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, params.level === 'baseline' ? NEVER : 25)) return;
    for (const found of allContainers(subject)) {
      const { container, name } = found;
      for (const { name: capability, path: at } of addedOutside(
        found,
        minor === undefined ? params.allowed : STANDARD,
        minor !== undefined,
      )) {
        const fix = { title: `Do not add ${capability}`, safety: 'unsafe', edits: [{ op: 'remove', path: at }] } as const;
        yield { message: 'added', data: { container: name, capability }, at, container, fix };
      }
    }
  },
};
