import { list, type Parameters } from '../../src/engine/parameters.ts';
import { describeRef } from '../../src/engine/resource.ts';
import type { Related } from '../../src/engine/rule.ts';
import { DATABASE_PATTERNS, DATABASE_SERVERS, spaced } from '../../src/kube/database-credentials.ts';
import { matchesGlob } from '../../src/kube/glob.ts';
import { normalised, parseImage } from '../../src/kube/image-reference.ts';
import { firstOfEach, type OtherReader, type SharingTerms } from '../../src/kube/secret-sharing.ts';
import { compiled, remembered } from './memo.ts';
import { anyPattern } from './patterns.ts';
import { relatedAt } from './related.ts';

export type SharingParams = {
  readonly serviceLabels: readonly string[];
  readonly secrets: readonly string[];
  readonly servers: readonly string[];
  readonly allow: readonly string[];
};

export const sharingParameters: Parameters<SharingParams> = {
  serviceLabels: list(
    undefined,
    ['app.kubernetes.io/name', 'app', 'k8s-app'],
    'Pod labels that name a service: the first that a pod has counts.',
  ),
  secrets: list('pattern', DATABASE_PATTERNS, 'What the name, a key, the remote key or the variable of a database credential looks like.'),
  servers: list('glob', DATABASE_SERVERS, 'Images that are the database itself, and so no service.'),
  allow: list('glob', [], 'Secrets that may be shared, as name or namespace/name.'),
};

export const termsOf: (params: SharingParams) => SharingTerms = compiled(({ serviceLabels, secrets, servers }) => ({
  serviceLabels,
  isDatabase: remembered(databaseNames(secrets)),
  isServer: serverImages(servers),
}));

/** One workload for each service, as a sentence lists them. */
export function listed(others: readonly Pick<OtherReader, 'service' | 'source'>[]): string {
  const services = firstOfEach(others, ({ service }) => service);
  const named = services.slice(0, MOST_NAMED).map(({ service, source }) => `service "${service}" (${describeRef(source)})`);
  return services.length > MOST_NAMED ? `${named.join(', ')} and ${services.length - MOST_NAMED} more` : named.join(', ');
}

export function relatedTo(
  others: readonly { readonly source: OtherReader['source']; readonly reader: Pick<OtherReader['reader'], 'path'> }[],
): readonly Related[] {
  return others.slice(0, MOST_RELATED).map(({ source, reader: { path } }) => relatedAt(source, path));
}

/** Whether an image is a database's own, by globs over the normalised repository. */
export function serverImages(globs: readonly string[]): (image: string) => boolean {
  return remembered((image) => isServer(image, globs));
}

/** Names are matched as written and word by word, so that `dbPassword` reads as `DB_PASSWORD` does. */
function databaseNames(patterns: readonly string[]): (name: string) => boolean {
  const matches = anyPattern(patterns);
  return (name) => matches(name) || matches(spaced(name));
}

function isServer(image: string, globs: readonly string[]): boolean {
  const parsed = parseImage(image);
  const names = parsed === undefined ? [image] : [`${parsed.host}/${parsed.repository}`, normalised(parsed)];
  return globs.some((glob) => names.some((name) => matchesGlob(glob, name)));
}

const MOST_NAMED = 5;
const MOST_RELATED = 20;
