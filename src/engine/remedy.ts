import type { Json, JsonObject } from './json.ts';
import type { AnyRule, Fix, Offence } from './rule.ts';

/** The fix of an offence under these settings: a value that the settings give, or a fix that `inject:` names, is no guess any more. */
export function remedyFor(rule: AnyRule, offence: Offence, params: JsonObject, injected: boolean): Fix | undefined {
  const given = Object.hasOwn(params, 'fixWith') ? params['fixWith'] : undefined;
  if (given !== undefined && rule.remedy !== undefined) return chosen(offence, given);
  if (offence.fix === undefined || !injected || rule.remedy?.value !== 'fixed') return offence.fix;
  return { ...offence.fix, safety: 'safe' };
}

function chosen(offence: Offence, value: Json): Fix {
  const title = `Set ${offence.at.filter((key) => typeof key === 'string').at(-1) ?? 'it'} to ${JSON.stringify(value)}`;
  return { title, safety: 'safe', edits: [{ op: 'set', path: offence.at, value }] };
}
