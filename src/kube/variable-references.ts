/** A text whose references to variables are taken out, so that what stands in them cannot be mistaken for its punctuation. */
export interface Masked {
  readonly text: string;
  /** Puts the references of a part of the text back. */
  readonly unmask: (part: string) => string;
}

export function maskReferences(text: string): Masked {
  if (!text.includes('$')) return { text, unmask: asIs };
  const found: string[] = [];
  const masked = text.replaceAll(REFERENCE, (reference) => `${OPEN}${found.push(reference) - 1}${CLOSE}`);
  return { text: masked, unmask: (part) => part.replaceAll(MASK, (_, index: string) => found[Number(index)] ?? '') };
}

/**
 * The text with each `$(VAR)`, `${VAR}`, `${VAR:default}` and `$VAR` replaced; undefined where a variable is unknown and
 * has no default. What a variable holds may refer to others.
 */
export function expandReferences(text: string, valueOf: (name: string) => string | undefined, depth = 0): string | undefined {
  const references = referencesIn(text);
  if (references.length === 0) return text;
  if (references.length > MOST || depth >= DEEPEST) return undefined;
  const values = references.map(({ name, fallback }) => {
    const value = valueOf(name) ?? serviceVariable(name) ?? fallback;
    return value === undefined ? undefined : expandReferences(value.slice(0, LONGEST), valueOf, depth + 1);
  });
  if (values.includes(undefined)) return undefined;
  let next = 0;
  return text.replaceAll(REFERENCE, () => values[next++] ?? '').slice(0, LONGEST);
}

/** The variables that a text refers to, and what it says to take where there is none. */
export function referencesIn(text: string): readonly { readonly name: string; readonly fallback: string | undefined }[] {
  if (!text.includes('$')) return [];
  return Array.from(text.matchAll(REFERENCE), ([, round, braced, fallback, bare]) => ({ name: round ?? braced ?? bare ?? '', fallback }));
}

/** The kubelet tells every container of the Services around it: `ORDERS_DB_SERVICE_HOST`. */
function serviceVariable(name: string): string | undefined {
  const service = /^([A-Z][A-Z\d_]{0,62})_SERVICE_HOST$/u.exec(name)?.[1];
  return service?.toLowerCase().replaceAll('_', '-');
}

function asIs(part: string): string {
  return part;
}

/** Characters that a masked text has in place of a reference; Unicode keeps them free. */
export const MASKED = '\uE000\\d{1,6}\uE001';
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MASK = /\uE000(\d{1,6})\uE001/gu;
const REFERENCE = /\$\(([\w.-]{1,128})\)|\$\{([\w.-]{1,128})(?::?[-?=]?([^{}]{0,256}))?\}|\$([A-Za-z_]\w{0,127})/gu;
/** A text of a few variables, each of which is one again: more would double at every step. */
const MOST = 8;
const DEEPEST = 4;
const LONGEST = 1024;
