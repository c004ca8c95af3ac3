import type { Identified } from '../engine/resource.ts';

/**
 * Works something out once for each subject, since many rules ask the same of it. Keyed by the subject itself, which nobody
 * changes: so this can neither change an answer nor outlive what the answer is about.
 */
export function oncePerSubject<T extends object>(work: (subject: Identified) => T): (subject: Identified) => T {
  const known = new WeakMap<Identified, T>();
  return (subject) => {
    const found = known.get(subject);
    if (found !== undefined) return found;
    const value = work(subject);
    known.set(subject, value);
    return value;
  };
}
