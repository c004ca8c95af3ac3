import { member, type Json, type JsonObject } from './json.ts';
import type { AnyRule, Fix, Offence, Remedy } from './rule.ts';

/** The fix of an offence under these settings: a value that the settings give, or a fix that `inject:` names, is no guess any more. */
export function remedyFor({ remedy }: AnyRule, offence: Offence, params: JsonObject, injected: boolean): Fix | undefined {
  const { fix } = offence;
  if (remedy === undefined || createsObjects(remedy, fix)) return fix && asGuess(fix);
  const given = givenFor(offence, params);
  if (given !== undefined) return chosen(offence, given);
  return fix && injected && remedy.value === 'fixed' ? { ...fix, safety: 'safe' } : fix;
}

function givenFor({ ownFixOnly }: Offence, params: JsonObject): Json | undefined {
  return ownFixOnly === true ? undefined : member(params, 'fixWith');
}

/** An admission mutates its subject alone, so that no settings make this more than a guess. */
function createsObjects({ value }: Remedy, fix: Fix | undefined): boolean {
  return value === 'create' || fix?.create !== undefined;
}

/** What adds objects is never safe. */
function asGuess(fix: Fix): Fix {
  return fix.create === undefined ? fix : { ...fix, safety: 'unsafe' };
}

function chosen(offence: Offence, value: Json): Fix {
  const title = `Set ${offence.at.filter((key) => typeof key === 'string').at(-1) ?? 'it'} to ${JSON.stringify(value)}`;
  return { title, safety: 'safe', edits: [{ op: 'set', path: offence.at, value }] };
}
