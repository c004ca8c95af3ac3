/** Where an entry of a Secret comes from. No value is kept, nor anything that one could be told from. */
export type Origin = {
  /** `secret/<namespace>/<name>`, or `class/<namespace>/<name>` for a SecretProviderClass. */
  readonly node: string;
  /** The entry; absent: all of them, or ones that can't be known. */
  readonly key?: string;
  /** What equal origins have in common: another node, `remote/<key>`, `find/<query>` or `copy/<digest>`. Absent: the key exists, no more. */
  readonly bucket?: string;
  /** The property of a remote object; absent: the whole of it. */
  readonly part?: string;
  /** Each key of the Secret is the part of that name. */
  readonly spread?: boolean;
  /** The store that a remote key belongs to. */
  readonly store?: string;
};

export function secretNode(namespace: string | undefined, name: string): string {
  return `secret/${namespace ?? ''}/${name}`;
}

export function classNode(namespace: string | undefined, name: string): string {
  return `class/${namespace ?? ''}/${name}`;
}
