/** Milliseconds in which a request should be answered, by the `?timeout=` that the API server adds to its URL; some are kept for the way. */
export function budgetOf(timeout: unknown): number {
  const given = typeof timeout === 'string' ? parseDuration(timeout) : undefined;
  const wait = given === undefined || given <= 0 ? DEFAULT : Math.min(given, LONGEST);
  return Math.max(wait - Math.max(wait / 10, MARGIN), wait / 2);
}

/** Milliseconds of a duration as Go prints and parses it (time.ParseDuration): `3s`, `500ms`, `1m30s`, `1.5h`; undefined: it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/u.test(text)) return undefined;
  const parts = text.matchAll(/(?<amount>\d+(?:\.\d*)?|\.\d+)(?<unit>[a-zµμ]+)/gu);
  const total = parts.reduce((sum, { groups }) => sum + Number(groups?.['amount']) * (UNITS.get(groups?.['unit'] ?? '') ?? 0), 0);
  return text.startsWith('-') ? -total : total;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);
/** What Lintel's registration asks for. */
const DEFAULT = 3000;
/** The API server waits no longer. */
const LONGEST = 30_000;
const MARGIN = 200;
