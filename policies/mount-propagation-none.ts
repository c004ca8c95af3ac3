import { asString, member } from '../src/engine/json.ts';
import { boolean } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { setting } from './shared/setting.ts';
import { volumeMounts } from './shared/volume-mounts.ts';

type Params = { readonly strict: boolean };

export const mountPropagationNone: Rule<'propagated', Params> = {
  id: 'mount-propagation-none',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'What is mounted in a container stays there.',
  why: 'With Bidirectional propagation every mount that a container makes appears on its node and in all pods that share the volume. With HostToContainer, mounts that the node makes later appear in the container. Without the field neither does.',
  whenNot: 'CSI drivers, which mount for others; exempt them by namespace and container.',
  messages: { propagated: 'Container "{{container}}" mounts {{mountPath}} with mountPropagation {{propagation}}.' },
  parameters: { strict: boolean(false, 'HostToContainer is a finding too.') },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    for (const { mount, mountPath, path, owner } of volumeMounts(subject)) {
      const propagation = asString(member(mount, 'mountPropagation')) ?? '';
      if (propagation !== 'Bidirectional' && !(params.strict && propagation === 'HostToContainer')) continue;
      const at = [...path, 'mountPropagation'];
      const data = { container: owner.name, mountPath, propagation };
      yield { message: 'propagated', data, at, container: owner.container, fix: setting(at, 'None') };
    }
  },
};
