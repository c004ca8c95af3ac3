import type { Identified } from '../engine/resource.ts';

/** Works something out once for each subject, since many rules ask the same of it. */
export function oncePerSubject<T extends object>(work: (subject: Identified) => T): (subject: Identified) => T {
  return once(work);
}

/**
 * Works something out once for each object. Keyed by the object itself, which nobody changes: so this can neither change an
 * answer nor outlive what the answer is about.
 */
export function once<K extends object, T extends object>(work: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
