import { asString, valueAt, type Path } from '../src/engine/json.ts';
import type { Fix, Rule } from '../src/engine/rule.ts';
import { allContainers } from '../src/kube/workloads.ts';
import { isAsked, minorOf, pss, type PssParams } from './shared/pod-security.ts';
import { PROBES } from './shared/probes.ts';

/** policy/check_hostProbesAndhostLifecycle.go */
export const noProbeHostOverride: Rule<'host', PssParams> = {
  id: 'no-probe-host-override',
  category: 'health',
  severity: 'error',
  since: '0.1.0',
  summary: 'Probes and lifecycle hooks ask the pod itself, not another host.',
  why: 'The kubelet sends probes and hooks from the node: with a host of his choice, whoever writes a pod has the node call addresses that he himself could not reach, its own loopback included. An empty host is the address of the pod.',
  whenNot: 'Pods in the network of their node whose process listens on loopback alone; let it listen on the address of the node.',
  messages: { host: 'Container "{{container}}" has a {{handler}} that asks the host "{{host}}".' },
  parameters: { pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    if (!isAsked(minorOf(params.pss), 34)) return;
    for (const { container, name, path } of allContainers(subject)) {
      for (const place of PLACES) {
        const host = asString(valueAt(container, place)) ?? '';
        if (host === '') continue;
        const at = [...path, ...place];
        yield { message: 'host', data: { container: name, handler: String(place.at(-3)), host }, at, container, fix: withoutHost(at) };
      }
    }
  },
};

function withoutHost(at: Path): Fix {
  return { title: 'Remove the host, so that the pod itself is asked', safety: 'unsafe', edits: [{ op: 'remove', path: at }] };
}

const HOLDERS: readonly Path[] = [...PROBES.map((probe) => [probe]), ['lifecycle', 'postStart'], ['lifecycle', 'preStop']];
const PLACES: readonly Path[] = HOLDERS.flatMap((holder) => ['httpGet', 'tcpSocket'].map((handler) => [...holder, handler, 'host']));
