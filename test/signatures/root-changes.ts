import { field, type Json } from '../../src/signatures/strict-json.ts';

/** What somebody believes: `home` are a log, a clock and the authorities; the others say what differs. */
export type RootName = keyof typeof CHANGES;

/** Made of a root that has a second log and a second clock. */
export function rootNamed(name: RootName, whole: Json): Json {
  const lists = Object.fromEntries(LISTS.map((list) => [list, listOf(whole, list)])) as Lists;
  const home = { ...lists, tlogs: lists.tlogs.slice(0, 1), timestampAuthorities: lists.timestampAuthorities.slice(0, 1) };
  return { mediaType: field(whole, 'mediaType') ?? null, ...home, ...CHANGES[name](lists) };
}

type Lists = Readonly<Record<(typeof LISTS)[number], readonly Json[]>>;
const LISTS = ['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'] as const;

const CHANGES = {
  home: () => ({}),
  'another log': ({ tlogs }) => ({ tlogs: tlogs.slice(1) }),
  'both logs': ({ tlogs }) => ({ tlogs }),
  'no log': () => ({ tlogs: [] }),
  'a log that had ended': ({ tlogs }) => ({ tlogs: tlogs.slice(0, 1).map((log) => keyDuring(log, ENDED)) }),
  'a log that had not begun': ({ tlogs }) => ({ tlogs: tlogs.slice(0, 1).map((log) => keyDuring(log, NOT_BEGUN)) }),
  "a log of another's name": ({ tlogs: [ours = null, other = null] }) => ({
    tlogs: [{ ...objectOf(ours), baseUrl: field(other, 'baseUrl') ?? null }],
  }),
  'another clock': ({ timestampAuthorities }) => ({ timestampAuthorities: timestampAuthorities.slice(1) }),
  'both clocks': ({ timestampAuthorities }) => ({ timestampAuthorities }),
  'no clock': () => ({ timestampAuthorities: [] }),
  'a clock that had ended': ({ timestampAuthorities }) => ({
    timestampAuthorities: timestampAuthorities.slice(0, 1).map((clock) => during(clock, ENDED)),
  }),
  'a clock that had not begun': ({ timestampAuthorities }) => ({
    timestampAuthorities: timestampAuthorities.slice(0, 1).map((clock) => during(clock, NOT_BEGUN)),
  }),
  'an authority that had ended': ({ certificateAuthorities }) => ({
    certificateAuthorities: certificateAuthorities.map((one) => during(one, ENDED)),
  }),
  'a certificate log that had ended': ({ ctlogs }) => ({ ctlogs: ctlogs.map((log) => keyDuring(log, ENDED)) }),
  'no certificate log': () => ({ ctlogs: [] }),
} as const satisfies Readonly<Record<string, (lists: Lists) => Partial<Lists>>>;

function keyDuring(log: Json, validFor: Json): Json {
  return { ...objectOf(log), publicKey: during(field(log, 'publicKey') ?? null, validFor) };
}

function during(one: Json, validFor: Json): Json {
  return { ...objectOf(one), validFor };
}

function objectOf(json: Json): { readonly [key: string]: Json } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new TypeError(`${JSON.stringify(json)} is no object`);
  return json as { readonly [key: string]: Json };
}

function listOf(root: Json, name: string): readonly Json[] {
  const list = field(root, name);
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}

const ENDED = { start: '2020-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z' };
const NOT_BEGUN = { start: '2099-01-01T00:00:00Z' };
