import { list } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { addedCapability, capabilitiesOf, droppedCapability } from '../src/kube/security-contexts.ts';
import { allContainers, type ContainerAt } from '../src/kube/workloads.ts';
import { addedOutside } from './shared/capabilities.ts';
import { isAsked, isSpared, minorOf, pss, type PssParams } from './shared/pod-security.ts';
import { setting } from './shared/setting.ts';

type Params = PssParams & { readonly allowed: readonly string[] };

const ALL = 'ALL';
const STANDARD: readonly string[] = ['NET_BIND_SERVICE'];

/** policy/check_capabilities_restricted.go */
export const dropAllCapabilities: Rule<'kept' | 'misnamed' | 'added', Params> = {
  id: 'drop-all-capabilities',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Containers drop all capabilities, and add none but a few harmless ones.',
  why: 'Runtimes give every container some ten capabilities, among them to forge packets, to take any file and to change users, and hardly a service needs one. Names count in any case; a dropped one that is written with CAP_ is ignored by the runtimes. Pods of Windows have no such field and are left alone.',
  whenNot: 'Containers that need one more: name it in allowed, by an override for that container.',
  messages: {
    kept: 'Container "{{container}}" does not drop ALL capabilities.',
    misnamed:
      'Container "{{container}}" drops {{capability}}, which does not count as ALL: the runtimes ignore a dropped name with CAP_, and the standard asks for ALL to the letter.',
    added: 'Container "{{container}}" adds the capability {{capability}}, which is none of the allowed ones.',
  },
  parameters: { allowed: list(undefined, STANDARD, 'Capabilities that may be added, with or without CAP_.'), pss },
  match: { kinds: ['workloads'] },
  remedy: { safety: 'unsafe', value: 'fixed' },
  *check(subject, { params }) {
    const minor = minorOf(params.pss);
    if (!isAsked(minor, 22) || isSpared(subject, minor, 25)) return;
    for (const found of allContainers(subject)) {
      const { container, name } = found;
      const drops = capabilitiesOf(found, 'drop').map((one) => one.name);
      if (!drops.some((drop) => isAll(drop, minor)))
        yield notDropped(
          found,
          drops.find((drop) => addedCapability(drop) === ALL),
        );
      for (const { name: capability, path: at } of addedOutside(
        found,
        minor === undefined ? params.allowed : STANDARD,
        minor !== undefined,
      ))
        yield { message: 'added', data: { container: name, capability }, at, container, ownFixOnly: true };
    }
  },
};

function isAll(drop: string, minor: number | undefined): boolean {
  return (minor === undefined ? droppedCapability(drop) : drop) === ALL;
}

/** `almost` is what was meant to be ALL. */
function notDropped({ container, name, path }: ContainerAt, almost: string | undefined): Offence<'kept' | 'misnamed'> {
  const at = [...path, 'securityContext', 'capabilities', 'drop'];
  const rest = { at, container, fix: setting(at, [ALL]) };
  if (almost === undefined) return { message: 'kept', data: { container: name }, ...rest };
  return { message: 'misnamed', data: { container: name, capability: almost }, ...rest };
}
