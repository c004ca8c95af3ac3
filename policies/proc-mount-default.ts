import type { Rule } from '../src/engine/rule.ts';
import { saidByContainers } from '../src/kube/security-contexts.ts';
import { isRelaxed, isSpared, level, minorOf, NEVER, pss, type Level, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';
import { written } from './shared/written.ts';

type Params = PssParams & { readonly level: Level };

/** policy/check_procMount_baseline.go and policy/check_procMount_restricted.go */
export const procMountDefault: Rule<'unmasked', Params> = {
  id: 'proc-mount-default',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers keep the default /proc.',
  why: 'The runtime hides parts of /proc and makes others read-only, since they show or change what belongs to the whole node. With any procMount but Default they are open. Pods of Windows have no such field and are left alone.',
  whenNot: 'Builds of images inside of containers with users of their own (hostUsers: false); exempt them by container.',
  messages: { unmasked: '{{by}} has the procMount "{{procMount}}", which is not Default.' },
  parameters: {
    level,
    pss,
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (isSpared(subject, minor, NEVER) || (params.level === 'baseline' && isRelaxed(subject, minor))) return;
    for (const { value, path: at, by, owner } of saidByContainers(subject, ['procMount'])) {
      if (value === undefined || value === 'Default') continue;
      yield { message: 'unmasked', data: { by, procMount: written(value) }, at, ...owner, fix: setting(at, 'Default') };
    }
  },
};
