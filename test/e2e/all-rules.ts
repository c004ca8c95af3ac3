import path from 'node:path';
import { rules } from '../../policies/index.ts';
import type { Input } from '../../src/cli/examine.ts';
import type { RawRule, RawSettings, RawWorkload } from '../../src/settings/raw.ts';
import { settingsOf } from '../fixture-settings.ts';

/** Every rule is on; what a folder's settings, or the first line of a rule's fixture, say of one comes before that. */
export function withAllRules(folder: string): (raw: RawSettings, input: Pick<Input, 'text'>) => RawSettings {
  const rule = rules.find(({ id }) => id === path.basename(folder));
  return (raw, { text }) => {
    const own = rule === undefined ? raw : settingsOf(text, rule);
    const given = Object.fromEntries(
      Object.entries(own.rules ?? {}).filter(([id, entry]) => entry !== 'off' && entry !== false && !ABOUT_USERS.has(id)),
    );
    return { ...own, rules: { ...every(true), ...given }, inject: [] };
  };
}

/** Settings whose registration asks both validating entries about whatever any settings could ask about. */
export function askedAboutAll(workloads: readonly RawWorkload[]): RawSettings {
  const never = { match: { namespaces: ['of-nobody'] }, rules: every('warning') };
  return { extends: [], rules: every('error'), overrides: [never], workloads };
}

/** No file says who writes, so what they find is no matter of both doors. */
const ABOUT_USERS = new Set(rules.filter(({ doors }) => doors === 'admission').map(({ id }) => id));

function every<T extends RawRule>(rule: T): Readonly<Record<string, T>> {
  return Object.fromEntries(rules.map(({ id }) => [id, rule]));
}
