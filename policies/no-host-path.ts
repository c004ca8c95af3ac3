import { shaped } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { hostPathsOf, isAtOrBelow, isMountedReadOnly } from './shared/host-paths.ts';
import { pss, type PssParams } from './shared/pod-security.ts';

type Allowed = { readonly prefix: string; readonly readOnly?: boolean };

type Params = PssParams & { readonly allowed: readonly Allowed[] };

/** policy/check_hostPathVolumes.go */
export const noHostPath: Rule<'path' | 'writable', Params> = {
  id: 'no-host-path',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'No volume is a path of the node.',
  why: "Who may mount the node's files may read its credentials and write what its root will run. A PersistentVolume with such a path hands it to any claim that binds it. Paths are compared part by part, and one with .. in it is allowed nowhere.",
  whenNot: 'Agents that read logs or state of the node: name those paths in allowed, best with readOnly.',
  messages: {
    path: 'The volume "{{volume}}" is the path "{{path}}" of the node, which is under none of the allowed ones.',
    writable: 'The volume "{{volume}}" is the path "{{path}}" of the node, which is allowed with read-only mounts alone.',
  },
  parameters: {
    allowed: shaped<readonly Allowed[]>(
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { prefix: { type: 'string', pattern: '^/' }, readOnly: { type: 'boolean' } },
          required: ['prefix'],
          additionalProperties: false,
        },
        description:
          'Paths of the node that may be mounted, with all below them; with readOnly only where every mount of them is read-only.',
      },
      [],
    ),
    pss,
  },
  match: { kinds: ['workloads', { group: '', kind: 'PersistentVolume' }] },
  *check(subject, { params }) {
    if (params.pss !== undefined && subject.workload === undefined) return;
    for (const { volume, hostPath, path: at } of hostPathsOf(subject)) {
      const allowed = params.pss === undefined ? params.allowed.filter(({ prefix }) => isAtOrBelow(prefix, hostPath)) : [];
      if (allowed.some(({ readOnly }) => readOnly !== true)) continue;
      const data = { volume, path: hostPath };
      if (allowed.length === 0) yield { message: 'path', data, at };
      else if (!isMountedReadOnly(subject, volume)) yield { message: 'writable', data, at };
    }
  },
};
