import type { Rule } from '../src/engine/rule.ts';
import { effective } from '../src/kube/security-contexts.ts';
import { minorOf, podLevel, pss, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';

/** policy/check_windowsHostProcess.go */
export const noHostProcess: Rule<'host', PssParams> = {
  id: 'no-host-process',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'No container of Windows runs as a process of its node.',
  why: 'A HostProcess container is no container: it runs on the Windows node itself, with its network and files, often as its administrator. What privileged is on Linux, this is on Windows.',
  whenNot: 'Node agents, network and storage plugins for Windows; exempt them by namespace and name.',
  messages: { host: '{{by}} runs as a process of its node (windowsOptions.hostProcess).' },
  parameters: { pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    for (const { value, path: at, by, owner } of effective(subject, ['windowsOptions', 'hostProcess'], podLevel(minorOf(params.pss))))
      if (value === true) yield { message: 'host', data: { by }, at, ...owner, fix: setting(at, false) };
  },
};
