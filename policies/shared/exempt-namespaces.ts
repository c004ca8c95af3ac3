import { list, type Parameter } from '../../src/engine/parameters.ts';
import { matchesGlob } from '../../src/kube/glob.ts';

/** What the rules about Namespaces share: those that nobody made for workloads are left alone. */
export const exemptNamespaces: Parameter<readonly string[]> = list(
  'glob',
  ['default', 'kube-*'],
  'Names of Namespaces that are left alone.',
);

export function isExemptNamespace(name: string, exempt: readonly string[]): boolean {
  return exempt.some((glob) => matchesGlob(glob, name));
}
