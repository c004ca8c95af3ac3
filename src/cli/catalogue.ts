import module from 'node:module';
import { asList, member, type Json } from '../engine/json.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { shown, type SettingsFault } from '../settings/fault.ts';
import type { Located } from '../settings/located.ts';
import type { RuleFiles } from '../sources/user-rules.ts';
import type { FoundRuleFiles } from '../sources/user-rules-find.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';
import type { SettingsFile } from './settings.ts';
import { BUILT_IN, type SessionSpec } from './session.ts';

/** What settings may name, the users' own rules included. */
export interface OwnRules {
  readonly catalogue: Catalogue;
  /** Absolute: what another thread opens the same catalogue by. */
  readonly files: readonly string[];
  /** The texts of these files, and of what they import, where they are on no disk. */
  readonly kept?: RuleFiles['kept'];
  readonly faults: readonly SettingsFault[];
}

/** Where the files are that settings name: beside them on disk, or in a commit. */
export interface RulePlace {
  readonly find: (glob: string) => FoundRuleFiles;
  readonly keep?: (files: readonly string[]) => RuleFiles['kept'];
  readonly show: RuleFiles['show'];
}

/** The rules that the settings name under `policies:`. Nothing is loaded where there are none, so that such a run starts fast. */
export async function readOwnRules({ text, name }: SettingsFile, placeOf: () => Promise<RulePlace>, loadingMs: number): Promise<OwnRules> {
  if (!text.includes('policies')) return NONE;
  const { readLocated } = await import('../settings/located.ts');
  const located = readLocated(text, name);
  const globs = asList(member(located.value, 'policies'));
  if (globs.length === 0) return NONE;
  if (!('registerHooks' in module))
    throw new CommandFailure(EXIT.usage, 'Rules of your own (policies:) need Node 24 or newer, which reads TypeScript as it is.');
  const place = await placeOf();
  const { files, faults } = filesNamed(globs, located, place);
  const kept = place.keep?.(files);
  const ruleFiles: RuleFiles = { files, kept, show: place.show };
  const { tryLoading } = await import('./trial.ts');
  const stuck = await tryLoading(ruleFiles, loadingMs);
  const loaded = stuck.length > 0 ? { ...NONE, faults: stuck } : await load(ruleFiles);
  return { ...loaded, files, kept, faults: [...faults, ...loaded.faults] };
}

function filesNamed(globs: readonly Json[], located: Located, place: RulePlace): Pick<OwnRules, 'files' | 'faults'> {
  const files = new Set<string>();
  const faults: SettingsFault[] = [];
  for (const [index, glob] of globs.entries()) {
    if (typeof glob !== 'string') continue;
    const found = place.find(glob);
    if ('files' in found) for (const file of found.files) files.add(file);
    else {
      const complaint = { code: 'broken-rule', message: `${shown(glob)} ${found.fault}`, suggestion: found.advice } as const;
      faults.push(located.at(['policies', index], 'value', complaint));
    }
  }
  return { files: [...files], faults };
}

/** The catalogue that a session's rules come from; a thread opens it anew by the names of the files. */
export async function catalogueOf({ policyFiles: files = [], policyTexts: kept }: Policies): Promise<Catalogue> {
  if (files.length === 0) return BUILT_IN;
  const { catalogue, faults } = await load({ files, kept, show: (file) => file });
  const [first] = faults;
  if (first !== undefined) throw new Error(`${first.file}:${first.line}: ${first.message}`);
  return catalogue;
}

type Policies = Pick<SessionSpec, 'policyFiles' | 'policyTexts'>;

async function load(files: RuleFiles): Promise<Pick<OwnRules, 'catalogue' | 'faults'>> {
  if (files.files.length === 0) return NONE;
  const { loadUserRules } = await import('../sources/user-rules.ts');
  const { rules, faults } = loadUserRules(files, BUILT_IN.rules);
  const own = new Set(rules.map(({ id }) => id));
  return { catalogue: { rules: [...BUILT_IN.rules, ...rules], packs: BUILT_IN.packs, own }, faults };
}

const NONE: OwnRules = { catalogue: BUILT_IN, files: [], faults: [] };
