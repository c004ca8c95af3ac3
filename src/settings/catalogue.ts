import type { Pack } from '../engine/pack.ts';
import type { AnyRule } from '../engine/rule.ts';

/** What settings may name: the registry hands it in, so that settings import no rule. */
export interface Catalogue {
  readonly rules: readonly AnyRule[];
  readonly packs: readonly Pack[];
  /** Ids of rules that users wrote: on with their own severity unless the settings say otherwise. */
  readonly own?: ReadonlySet<string>;
}

/** A pack as `extends:` names it, perhaps with a version. */
export interface PackRef {
  readonly pack: Pack;
  readonly version?: string;
}

/** Every text that `extends:` takes, with what it stands for. */
export function packRefs(packs: readonly Pack[]): ReadonlyMap<string, PackRef> {
  const refs = new Map<string, PackRef>();
  for (const pack of packs) {
    const { standard } = pack;
    refs.set(pack.name, standard === undefined ? { pack } : { pack, version: standard.default });
    for (const version of standard?.versions ?? []) refs.set(`${pack.name}@${version}`, { pack, version });
  }
  return refs;
}

/** Whether the settings may give the rule's fix its value, as the parameter `fixWith`. */
export function takesFixWith({ remedy }: AnyRule): boolean {
  return remedy !== undefined && (remedy.safety === 'unsafe' || remedy.value === 'fixWith');
}

/** What holds without a settings file, and in one that has no `extends:`. */
export const DEFAULT_PACKS: readonly string[] = ['recommended'];
