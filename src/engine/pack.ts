import type { JsonObject } from './json.ts';
import type { Severity } from './rule.ts';

/** A named preset of rules: what `extends:` takes. */
export interface Pack {
  readonly name: string;
  /** One line, for editors and docs. */
  readonly summary?: string;
  /** By rule id; what is absent stays as the packs before it left it. */
  readonly rules: ReadonlyMap<string, PackEntry>;
  /**
   * A standard: its entries are instances by themselves, which neither other packs nor the user's parameters touch,
   * so that no order of `extends` weakens it.
   */
  readonly standard?: PackStandard;
}

export interface PackEntry {
  readonly severity: Severity | 'off';
  readonly parameters?: JsonObject;
}

/** What `extends: [<pack>@<version>]` may name, and the parameter of each of the pack's rules that receives it. */
export interface PackStandard {
  readonly parameter: string;
  readonly versions: readonly string[];
  /** The version of `extends: [<pack>]`. */
  readonly default: string;
}
