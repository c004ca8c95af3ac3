import { member } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { setting } from './shared/setting.ts';
import { hostPathVolumes, volumeMounts } from './shared/volume-mounts.ts';

export const noWritableHostPath: Rule<'writable'> = {
  id: 'no-writable-host-path',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'Containers mount paths of their node read-only.',
  why: "What a container writes into a path of its node stays there for other pods and for the node's own programs to read and run. A mount is writable unless readOnly says otherwise.",
  whenNot: 'Agents that install something on the node, such as CNI and CSI drivers; exempt them by namespace and container.',
  messages: { writable: 'Container "{{container}}" can write to the host path "{{path}}", mounted at {{mountPath}}.' },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject) {
    const volumes = hostPathVolumes(subject);
    for (const { mount, volume, mountPath, path, owner } of volumeMounts(subject)) {
      const hostPath = volumes.get(volume);
      if (hostPath === undefined || member(mount, 'readOnly') === true) continue;
      const at = [...path, 'readOnly'];
      const data = { container: owner.name, path: hostPath, mountPath };
      yield { message: 'writable', data, at, container: owner.container, fix: setting(at, true) };
    }
  },
};
