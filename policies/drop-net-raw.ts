import type { Edit, Fix, Offence, Rule } from '../src/engine/rule.ts';
import { optional, shaped } from '../src/engine/parameters.ts';
import { addedCapability, capabilitiesOf, droppedCapability, isWindowsPod, type CapabilityAt } from '../src/kube/security-contexts.ts';
import { allContainers, type ContainerAt } from '../src/kube/workloads.ts';

type Message = 'kept' | 'misnamed' | 'added';
type Params = { readonly fixWith: readonly string[] | undefined };

const NET_RAW = 'NET_RAW';
const ALL = 'ALL';

export const dropNetRaw: Rule<Message, Params> = {
  id: 'drop-net-raw',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers drop the capability NET_RAW.',
  why: 'Runtimes give NET_RAW to every container that does not drop it, and with it a container forges packets: it can answer for other pods of its node (ARP and DNS spoofing). Dropping ALL drops it too, and adding ALL adds it unless NET_RAW itself is dropped. Names count in any case; the runtimes ignore a dropped one that is written with CAP_. Pods of Windows have no capabilities and are left alone.',
  whenNot: 'Containers that send raw packets by trade, such as ping probes; or where drop-all-capabilities is on, which says more.',
  messages: {
    kept: 'Container "{{container}}" drops neither NET_RAW nor ALL.',
    misnamed: 'Container "{{container}}" drops {{capability}}, which the runtimes ignore: a dropped name has no CAP_.',
    added: 'Container "{{container}}" adds the capability {{capability}}, with which it forges packets.',
  },
  parameters: {
    fixWith: optional(
      shaped<readonly string[]>({ type: 'array', items: { type: 'string' }, description: 'The list of capabilities to drop.' }, []),
    ),
  },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject) {
    if (isWindowsPod(subject)) return;
    for (const found of allContainers(subject)) {
      const drops = capabilitiesOf(found, 'drop');
      const dropped = new Set(drops.map(({ name }) => droppedCapability(name)));
      if (!dropped.has(NET_RAW) && !dropped.has(ALL)) yield notDropped(found, drops);
      yield* additions(found, dropped.has(NET_RAW));
    }
  },
};

/** A name that was meant is written as it counts; else NET_RAW is dropped beside the others. */
function notDropped({ container, name, path }: ContainerAt, drops: readonly CapabilityAt[]): Offence<Message> {
  const at = [...path, 'securityContext', 'capabilities', 'drop'];
  const meant = drops.find((drop) => [NET_RAW, ALL].includes(addedCapability(drop.name)));
  if (meant === undefined) {
    const drop = fix(`Drop ${NET_RAW}`, { op: 'set', path: [...at, drops.length], value: NET_RAW });
    return { message: 'kept', data: { container: name }, at, container, fix: drop };
  }
  const value = addedCapability(meant.name);
  const renamed = fix(`Write ${meant.name} as ${value}`, { op: 'set', path: meant.path, value });
  return { message: 'misnamed', data: { container: name, capability: meant.name }, at, container, fix: renamed };
}

/** What is added is taken back by its own fix alone; who adds ALL wants more than this capability. */
function* additions(found: ContainerAt, isDropped: boolean): Iterable<Offence<Message>> {
  const { container, name } = found;
  for (const { name: capability, path: at } of capabilitiesOf(found, 'add')) {
    const offence = { message: 'added', data: { container: name, capability }, at, container, ownFixOnly: true } as const;
    const added = addedCapability(capability);
    if (added === NET_RAW) yield { ...offence, fix: fix(`Remove ${capability}`, { op: 'remove', path: at }) };
    else if (added === ALL && !isDropped) yield offence;
  }
}

function fix(title: string, edit: Edit): Fix {
  return { title, safety: 'unsafe', edits: [edit] };
}
