import { isDeepStrictEqual } from 'node:util';
import { field, parseStrict, type Json } from './strict-json.ts';

/** A log, an authority or a clock that a trusted root lets one believe. */
export interface Believed {
  readonly what: string;
  /** Its address, and of its key or itself what people know it by. */
  readonly name: string;
  /** `since 2022-04-13`, or `2021-03-07 to 2022-12-31`. */
  readonly valid: string;
}

export interface TrustChange {
  readonly is: 'added' | 'removed' | 'changed';
  readonly now: Believed;
  /** Of what changed: how it was. */
  readonly before?: Believed;
}

export interface TrustChanges {
  /** Whether both texts say the same, however they are written. */
  readonly same: boolean;
  readonly changes: readonly TrustChange[];
}

/** What one `trusted_root.json` lets one believe that another did not, and the other way round. Nothing was believed by a text that is none. */
export function trustChanges(before: string, after: string): TrustChanges {
  const [from, to] = [jsonOf(before), jsonOf(after)];
  const [known, wanted] = [believedIn(from), believedIn(to)];
  const changes = [...wanted].flatMap(([id, now]): TrustChange[] => {
    const old = known.get(id);
    if (old === undefined) return [{ is: 'added', now }];
    return isDeepStrictEqual(old, now) ? [] : [{ is: 'changed', now, before: old }];
  });
  const removed = [...known].flatMap(([id, now]): TrustChange[] => (wanted.has(id) ? [] : [{ is: 'removed', now }]));
  return { same: isDeepStrictEqual(from, to), changes: [...changes, ...removed] };
}

function jsonOf(text: string): Json {
  const parsed = parseStrict(Buffer.from(text), 'the trusted root');
  return parsed.ok ? parsed.value : null;
}

/** By what they are known for certain: a key, or certificates. */
function believedIn(root: Json): ReadonlyMap<string, Believed> {
  return new Map(
    KINDS.flatMap(({ list, what, proof, describe, valid }) => {
      const entries = field(root, list);
      if (!Array.isArray(entries)) return [];
      return entries.map((entry: Json) => [
        JSON.stringify([what, field(entry, ...proof)]),
        { what, name: describe(entry), valid: validity(field(entry, ...valid)) },
      ]);
    }),
  );
}

function logName(log: Json): string {
  return `${textOf(field(log, 'baseUrl'))} (key ${Buffer.from(textOf(field(log, 'logId', 'keyId')), 'base64')
    .toString('hex')
    .slice(0, 8)})`;
}

function authorityName(authority: Json): string {
  const names = ['organization', 'commonName'].map((name) => textOf(field(authority, 'subject', name))).filter((name) => name !== '');
  const uri = textOf(field(authority, 'uri'));
  return `${[...new Set(names)].join(', ')}${uri === '' ? '' : ` (${uri})`}`;
}

function validity(range: Json | undefined): string {
  const [start, end] = ['start', 'end'].map((name) => textOf(field(range, name)).slice(0, DAY));
  return end === '' ? `since ${start}` : `${start} to ${end}`;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

const DAY = 'YYYY-MM-DD'.length;
const OF_LOG = { proof: ['publicKey', 'rawBytes'], describe: logName, valid: ['publicKey', 'validFor'] };
const OF_AUTHORITY = { proof: ['certChain'], describe: authorityName, valid: ['validFor'] };
const KINDS = [
  { list: 'certificateAuthorities', what: 'certificate authority', ...OF_AUTHORITY },
  { list: 'tlogs', what: 'transparency log', ...OF_LOG },
  { list: 'ctlogs', what: 'certificate log', ...OF_LOG },
  { list: 'timestampAuthorities', what: 'timestamp authority', ...OF_AUTHORITY },
];
