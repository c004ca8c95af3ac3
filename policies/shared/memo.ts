/**
 * Compiles a rule's parameters once per settings and not once per object. The one state that rules may have:
 * it is keyed by the parameters themselves, so it can neither change a verdict nor outlive the settings.
 */
export function compiled<P extends object, T>(compile: (params: P) => T): (params: P) => T {
  const known = new WeakMap<P, { readonly value: T }>();
  return (params) => {
    const found = known.get(params) ?? { value: compile(params) };
    known.set(params, found);
    return found.value;
  };
}

/**
 * Remembers what was answered of a text, or of a name and its value: a cluster has few images and settings and many who have them. A
 * full memory is dropped whole, and long texts are asked about each time.
 */
export function remembered<A extends readonly string[], T>(ask: (...texts: A) => T): (...texts: A) => T {
  const known = new Map<string, { readonly value: T }>();
  return (...texts) => {
    const key = keyOf(texts);
    if (key.length > LONGEST) return ask(...texts);
    const answer = known.get(key) ?? { value: ask(...texts) };
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, answer);
    return answer.value;
  };
}

/** No two lists of texts have one key. */
function keyOf([first = '', ...rest]: readonly string[]): string {
  let key = first;
  for (const text of rest) key = `${key.length} ${key}${text}`;
  return key;
}

const REMEMBERED = 4096;
const LONGEST = 1024;
