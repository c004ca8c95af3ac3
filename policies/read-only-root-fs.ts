import type { Rule } from '../src/engine/rule.ts';
import { isWindowsPod, saidByContainers } from '../src/kube/security-contexts.ts';
import { setting } from './shared/setting.ts';

export const readOnlyRootFs: Rule<'missing' | 'writable'> = {
  id: 'read-only-root-fs',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers cannot write to their root filesystem.',
  why: 'Who breaks into a container wants to put tools into it or change its program, and finds no place for either where the root filesystem is read-only; what has to be written goes to volumes. Pods of Windows have no such field and are left alone.',
  whenNot: 'Images that write beside their program and cannot be given an emptyDir there; exempt them by image.',
  messages: {
    missing: '{{by}} does not set readOnlyRootFilesystem, so it can write to its root filesystem.',
    writable: '{{by}} has readOnlyRootFilesystem switched off.',
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject) {
    if (isWindowsPod(subject)) return;
    for (const { value, path: at, by, owner } of saidByContainers(subject, ['readOnlyRootFilesystem'])) {
      if (value === true) continue;
      yield { message: value === undefined ? 'missing' : 'writable', data: { by }, at, ...owner, fix: setting(at, true) };
    }
  },
};
