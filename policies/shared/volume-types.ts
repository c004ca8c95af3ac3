import { asList, asObject, asString, member, valueAt, type Path } from '../../src/engine/json.ts';
import type { Subject } from '../../src/engine/resource.ts';
import { isAbsent } from '../../src/kube/sharing.ts';
import { podSpec } from '../../src/kube/workloads.ts';
import { isTokenVolume } from './token-volumes.ts';

/** A volume of a pod, and what it is made of. */
export interface TypedVolume {
  readonly name: string;
  /** One, as the API server has it; whatever is not its name says where a volume comes from. */
  readonly types: readonly { readonly type: string; readonly path: Path }[];
  /** Of a flexVolume; empty for others. */
  readonly driver: string;
  /** Whether the ServiceAccount admission plugin has put it there, for the account's token. */
  readonly isToken: boolean;
}

export function typedVolumes(subject: Subject): readonly TypedVolume[] {
  const pod = podSpec(subject);
  return asList(member(pod?.spec, 'volumes')).map((item, index) => {
    const volume = asObject(item);
    const types = Object.keys(volume).filter((key) => key !== 'name' && !isAbsent(member(volume, key)));
    return {
      name: asString(member(volume, 'name')) ?? '',
      types: types.map((type) => ({ type, path: [...(pod?.path ?? []), 'volumes', index, type] })),
      driver: asString(valueAt(volume, ['flexVolume', 'driver'])) ?? '',
      isToken: isTokenVolume(item),
    };
  });
}
