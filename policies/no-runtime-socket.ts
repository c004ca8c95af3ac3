import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { shownPaths } from './shared/node-paths.ts';

type Params = { readonly paths: readonly string[] };

/** `/var/run` is a link to `/run` on every node of today, and either may be written; a runtime without root has its socket elsewhere. */
const SOCKETS: readonly string[] = [
  ...['/run', '/var/run'].flatMap((run) =>
    [
      'docker.sock',
      'docker/containerd/containerd.sock',
      'cri-dockerd.sock',
      'dockershim.sock',
      'containerd/containerd.sock',
      'containerd/containerd.sock.ttrpc',
      'k3s/containerd/containerd.sock',
      'k0s/containerd.sock',
      'crio/crio.sock',
    ].map((socket) => `${run}/${socket}`),
  ),
  '/var/snap/microk8s/common/run/containerd.sock',
  String.raw`\\.\pipe\docker_engine`,
  String.raw`\\.\pipe\containerd-containerd`,
  'docker.sock',
  'containerd.sock',
  'crio.sock',
];

export const noRuntimeSocket: Rule<'shown', Params> = {
  id: 'no-runtime-socket',
  category: 'security',
  severity: 'error',
  since: '0.1.0',
  summary: 'No volume shows the socket of the container runtime.',
  why: 'Who can write to the socket of docker, containerd or CRI-O starts privileged containers on the node, outside of everything that Kubernetes admits; mounting it read-only stops nobody. A folder above a socket shows it too, up to /, and so does a PersistentVolume. Slashes and dots in a path change nothing.',
  whenNot: 'Agents that ask the runtime about containers; exempt them by namespace and name.',
  messages: { shown: 'The volume "{{volume}}" is the path "{{path}}" of the node, which shows the runtime socket {{socket}}.' },
  parameters: {
    paths: list(undefined, SOCKETS, 'The sockets, as paths of the node; one without a leading slash may lie in any folder.'),
  },
  match: { kinds: ['workloads', { group: '', kind: 'PersistentVolume' }] },
  *check(subject, { params }) {
    for (const { volume, path, at, shown } of shownPaths(subject, params.paths)) {
      yield { message: 'shown', data: { volume, path, socket: shown }, at };
    }
  },
};
