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

/** Remembers what was answered of a text: a cluster has few images and many who run them. A full memory is dropped whole. */
export function remembered<T>(ask: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    const answer = known.get(text) ?? { value: ask(text) };
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, answer);
    return answer.value;
  };
}

const REMEMBERED = 4096;
