import { asList, isObject, member, type Json } from '../src/engine/json.ts';
import type { Rule } from '../src/engine/rule.ts';
import { probedContainers, probesOf } from './shared/probes.ts';
import { written } from './shared/written.ts';

export const probePortExposed: Rule<'number' | 'name'> = {
  id: 'probe-port-exposed',
  category: 'health',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Probes ask a TCP port that their container declares.',
  why: 'A probe at a name that its own container does not give to a port always fails, and one at a number that it does not declare mostly asks what was moved elsewhere: the pod never gets ready, or is restarted for ever. Every probe but exec speaks TCP.',
  whenNot: 'Containers that declare no ports on purpose; a number needs no declaration to be reached.',
  messages: {
    number: 'Container "{{container}}" has a {{probe}} at port {{port}}, which is none of its TCP containerPorts.',
    name: 'Container "{{container}}" has a {{probe}} at the port named "{{port}}", and none of its TCP containerPorts has that name.',
  },
  match: { kinds: ['workloads'] },
  *check(subject) {
    for (const { kind, probe, path, owner } of probesOf(probedContainers(subject))) {
      for (const handler of ['grpc', 'httpGet', 'tcpSocket']) {
        const port = member(member(probe, handler), 'port');
        if (!isObject(member(probe, handler)) || isDeclared(port, owner.container)) continue;
        const data = { container: owner.name, probe: kind, port: written(port) };
        const at = [...path, handler, 'port'];
        yield { message: typeof port === 'string' ? 'name' : 'number', data, at, container: owner.container };
      }
    }
  },
};

/** A port that is neither number nor name, or not there, is refused by the API server and not judged here. */
function isDeclared(port: Json | undefined, container: Json): boolean {
  if (typeof port !== 'number' && typeof port !== 'string') return true;
  const field = typeof port === 'number' ? 'containerPort' : 'name';
  return asList(member(container, 'ports')).some((item) => member(item, field) === port && member(item, 'protocol') === 'TCP');
}
