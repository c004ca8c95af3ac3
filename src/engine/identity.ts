import type { Finding, Model } from './finding.ts';
import { member, type Json, type Path } from './json.ts';
import type { Subject } from './resource.ts';

/** What stays the same when a list is reordered or a file is moved: the ratchet, baselines and fingerprints all use it. */
export function identityOf(subject: Subject, rule: string, messageId: string, at: string): string {
  const { environment = '', group, kind, namespace = '', name } = subject;
  return [...[rule, messageId, environment, group, kind, namespace, name].map(part), at].join('|');
}

/** A path with list items named by their merge keys: `/spec/containers/[web]/image`. */
export function namedPath(root: Json, path: Path, mergeKey: Model['mergeKey']): string {
  let value: Json | undefined = root;
  let text = '';
  for (const key of path) {
    value = member(value, key);
    const name = typeof key === 'number' ? mergeKey(value) : undefined;
    text += `/${name === undefined ? escape(String(key)) : `[${escape(name)}]`}`;
  }
  return text;
}

/** Two findings of one identity about one thing: what an update did not make worse. */
export function isNoWorse(current: Finding, old: Finding): boolean {
  if (current.identity !== old.identity || current.amountOf !== old.amountOf) return false;
  if (current.amount !== undefined && old.amount !== undefined) return current.amount <= old.amount;
  const keys = Object.keys(current.data);
  return keys.length === Object.keys(old.data).length && keys.every((key) => current.data[key] === old.data[key]);
}

function escape(text: string): string {
  return part(text).replaceAll('/', '~1');
}

/** Keeps a name from running into its neighbour. */
function part(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('|', '~2');
}
