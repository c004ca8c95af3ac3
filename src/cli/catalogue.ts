import module from 'node:module';
import path from 'node:path';
import { asList, member } from '../engine/json.ts';
import type { Catalogue } from '../settings/catalogue.ts';
import { shown, type SettingsFault } from '../settings/fault.ts';
import { CommandFailure } from './failure.ts';
import { EXIT } from './io.ts';
import { BUILT_IN } from './session.ts';

/** What settings may name, the users' own rules included. */
export interface OwnRules {
  readonly catalogue: Catalogue;
  /** Absolute: what another thread opens the same catalogue by. */
  readonly files: readonly string[];
  readonly faults: readonly SettingsFault[];
}

/** The rules that the settings name under `policies:`. Nothing is loaded where there are none, so that such a run starts fast. */
export async function readOwnRules(text: string, folder: string, shownAs: string, cwd: string): Promise<OwnRules> {
  if (!text.includes('policies')) return NONE;
  const { readLocated } = await import('../settings/located.ts');
  const located = readLocated(text, shownAs);
  const globs = asList(member(located.value, 'policies'));
  if (globs.length === 0) return NONE;
  if (!('registerHooks' in module))
    throw new CommandFailure(EXIT.usage, 'Rules of your own (policies:) need Node 24 or newer, which reads TypeScript as it is.');
  const { findRuleFiles } = await import('../sources/user-rules-find.ts');
  const files = new Set<string>();
  const faults: SettingsFault[] = [];
  for (const [index, glob] of globs.entries()) {
    if (typeof glob !== 'string') continue;
    const found = findRuleFiles(glob, folder);
    if ('files' in found) for (const file of found.files) files.add(file);
    else
      faults.push(
        located.at(['policies', index], 'value', {
          code: 'broken-rule',
          message: `${shown(glob)} ${found.fault}`,
          suggestion: found.advice,
        }),
      );
  }
  const loaded = await load([...files], cwd);
  return { ...loaded, files: [...files], faults: [...faults, ...loaded.faults] };
}

/** The catalogue that a session's rules come from; a thread opens it anew by the names of the files. */
export async function catalogueOf({ policyFiles = [] }: { readonly policyFiles?: readonly string[] | undefined }): Promise<Catalogue> {
  if (policyFiles.length === 0) return BUILT_IN;
  const { catalogue, faults } = await load(policyFiles, '/');
  const [first] = faults;
  if (first !== undefined) throw new Error(`${first.file}:${first.line}: ${first.message}`);
  return catalogue;
}

async function load(files: readonly string[], cwd: string): Promise<Pick<OwnRules, 'catalogue' | 'faults'>> {
  if (files.length === 0) return NONE;
  const { loadUserRules } = await import('../sources/user-rules.ts');
  const { rules, faults } = loadUserRules(files, BUILT_IN.rules, (file) => path.relative(cwd, file));
  const own = new Set(rules.map(({ id }) => id));
  return { catalogue: { rules: [...BUILT_IN.rules, ...rules], packs: BUILT_IN.packs, own }, faults };
}

const NONE: OwnRules = { catalogue: BUILT_IN, files: [], faults: [] };
