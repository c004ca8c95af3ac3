/** What a registry asks for before it answers (RFC 9110, 11.6.1; https://distribution.github.io/distribution/spec/auth/token). */
export type Challenge = { readonly scheme: 'basic' } | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string };

/** The first challenge that is understood; undefined where there is none. */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const match = /^\s*(bearer|basic)\b(.*)$/isu.exec((header ?? '').slice(0, LONGEST));
  if (match === null) return undefined;
  if (match[1]?.toLowerCase() === 'basic') return { scheme: 'basic' };
  return bearer(match[2] ?? '');
}

function bearer(text: string): Challenge | undefined {
  const parameters = new Map(
    Array.from(text.matchAll(PARAMETER), ([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
  const realm = parameters.get('realm');
  const service = parameters.get('service');
  return realm === undefined ? undefined : { scheme: 'bearer', realm, ...(service !== undefined && { service }) };
}

const PARAMETER = /([a-z_]+)\s*=\s*(?:"([^"]*)"|([^",\s]+))/giu;
const LONGEST = 4096;
