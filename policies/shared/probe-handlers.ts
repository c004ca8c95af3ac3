import { asList, asString, equalJson, member, type Json, type JsonObject } from '../../src/engine/json.ts';

/** Whether two stored probes of one container ask the very same thing: as the kubelet asks it, whatever is written. */
export function asksTheSame(a: JsonObject, b: JsonObject, container: JsonObject): boolean {
  return equalJson(handlersOf(a, container), handlersOf(b, container));
}

function handlersOf(probe: JsonObject, container: JsonObject): Json {
  return ['exec', 'grpc', 'httpGet', 'tcpSocket'].map((name) => {
    const handler = member(probe, name) ?? null;
    return handler === null ? null : (EFFECTIVE[name]?.(handler, container) ?? handler);
  });
}

/** An empty host is the pod's own address, and a path is rooted whether it says so or not. */
const EFFECTIVE: Readonly<Record<string, (handler: Json, container: JsonObject) => Json>> = {
  exec: (handler) => [...asList(member(handler, 'command'))],
  grpc: (handler) => [member(handler, 'port') ?? null, member(handler, 'service') ?? ''],
  tcpSocket: (handler, container) => [member(handler, 'host') ?? '', portOf(handler, container)],
  httpGet: (handler, container) => [
    member(handler, 'host') ?? '',
    portOf(handler, container),
    (asString(member(handler, 'path')) ?? '').replace(/^(?!\/)/u, '/'),
    (asString(member(handler, 'scheme')) ?? '').toUpperCase(),
    headersOf(handler),
  ],
};

/** FindPortByName: a name is looked up in the container's own ports, of any protocol. */
function portOf(handler: Json, container: JsonObject): Json {
  const port = member(handler, 'port') ?? null;
  const named = asList(member(container, 'ports')).find((item) => typeof port === 'string' && member(item, 'name') === port);
  return member(named, 'containerPort') ?? port;
}

/** Names are without case, and only the order of values under one name is sent as written. */
function headersOf(handler: Json): Json {
  return asList(member(handler, 'httpHeaders'))
    .map((header) => [(asString(member(header, 'name')) ?? '').toLowerCase(), member(header, 'value') ?? ''] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}
