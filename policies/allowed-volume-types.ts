import { list } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { pss, type PssParams } from './shared/pod-security.ts';
import { typedVolumes } from './shared/volume-types.ts';

type Message = 'type' | 'driver';
type Params = PssParams & { readonly allowed: readonly string[]; readonly flexDrivers: readonly string[] };

const STANDARD: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** policy/check_restrictedVolumes.go */
export const allowedVolumeTypes: Rule<Message, Params> = {
  id: 'allowed-volume-types',
  category: 'security',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Volumes are of types that the platform allows.',
  why: "Volumes that name their storage themselves (nfs, iscsi, a cloud's disk) reach past claims and storage classes to whatever the node can reach, with its rights; the volumes of old plugins do it with code of long ago. A volume without a type is an emptyDir.",
  whenNot: 'Storage that has no claims yet: name its type in allowed.',
  messages: {
    type: 'The volume "{{volume}}" is of the type {{type}}, which is none of the allowed ones.',
    driver: 'The volume "{{volume}}" is a flexVolume of the driver "{{driver}}", which is none of the allowed ones.',
  },
  parameters: {
    allowed: list(undefined, STANDARD, "Types of volumes that are allowed, by the names of their fields; by default the standard's."),
    flexDrivers: list(undefined, [], 'Drivers that an allowed flexVolume may have; an empty list is no limit.'),
    pss,
  },
  match: { kinds: ['workloads'] },
  *check(subject, { params }) {
    for (const { name, types, driver, isToken } of typedVolumes(subject)) {
      if (isToken) continue;
      if (params.pss !== undefined && types.some(({ type }) => STANDARD.includes(type))) continue;
      for (const { type, path: at } of types) {
        const message = faultOf(type, driver, params);
        if (message !== undefined) yield { message, data: message === 'type' ? { volume: name, type } : { volume: name, driver }, at };
      }
    }
  },
};

function faultOf(type: string, driver: string, { pss: version, allowed, flexDrivers }: Params): Message | undefined {
  if (version !== undefined || !allowed.includes(type)) return 'type';
  return type === 'flexVolume' && flexDrivers.length > 0 && !flexDrivers.includes(driver) ? 'driver' : undefined;
}
