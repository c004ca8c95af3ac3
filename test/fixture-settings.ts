import { parse } from 'yaml';
import type { AnyRule } from '../src/engine/rule.ts';
import { BUILT_IN } from '../src/cli/session.ts';
import { readSettings } from '../src/settings/read.ts';
import type { RawSettings } from '../src/settings/raw.ts';

/** The settings of a fixture: those of its first line, `# settings: {...}`, else its rule alone. */
export function settingsOf(text: string, rule: AnyRule): RawSettings {
  const given = /^# settings: (?<settings>.+)$/mu.exec(text)?.groups?.['settings'];
  const raw = { extends: [], rules: { [rule.id]: rule.severity }, ...(given === undefined ? {} : (parse(given) as object)) };
  const { settings, faults } = readSettings(JSON.stringify(raw), 'fixture', BUILT_IN);
  if (settings === undefined) throw new Error(faults.map(({ message }) => message).join('\n'));
  return settings.raw;
}
