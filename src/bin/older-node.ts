/**
 * The sources are for Node 24; the package's linter also runs on Node 20, which machines still come with. This brings what that
 * lacks of the language's library; the build puts it in front of everything.
 */
if (!('groupBy' in Map)) {
  Object.defineProperty(Map, 'groupBy', { value: groupBy, configurable: true, writable: true });
}

function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
