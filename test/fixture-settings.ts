import type { AnyRule } from '../src/engine/rule.ts';
import { fixtureSettings } from '../src/cli/fixture-text.ts';
import { BUILT_IN } from '../src/cli/session.ts';
import type { RawSettings } from '../src/settings/raw.ts';

/** The settings of a fixture: those of its first line, `# settings: {...}`, else its rule alone. */
export function settingsOf(text: string, rule: AnyRule): RawSettings {
  const read = fixtureSettings(text, rule, BUILT_IN);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.settings;
}
