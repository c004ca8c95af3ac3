import { asObject, valueAt } from '../src/engine/json.ts';
import { boolean, list, shaped, type Parameters } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { DATABASE_SERVERS } from '../src/kube/database-credentials.ts';
import { namesOfHost } from '../src/kube/database-hosts.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { serviceAliases } from '../src/kube/service-aliases.ts';
import { sharedDatabases, type DatabaseTerms, type SharedDatabase } from './shared/database-sharing.ts';
import { databaseMaps, databaseUses } from './shared/database-uses.ts';
import { compiled } from './shared/memo.ts';
import { listed, relatedTo, serverImages, sharingParameters } from './shared/sharing-terms.ts';

type Message = 'shared' | 'sharedHost';
type Params = {
  readonly serviceLabels: readonly string[];
  readonly clusterDomain: string;
  readonly perDatabase: boolean;
  readonly allow: readonly string[];
};

const parameters: Parameters<Params> = {
  serviceLabels: sharingParameters.serviceLabels,
  clusterDomain: shaped({ type: 'string', description: "The cluster's DNS domain." }, 'cluster.local'),
  perDatabase: boolean(true, 'Two databases on one host are two; with false, the host alone counts.'),
  allow: list('glob', [], 'Hosts that may be shared: as written, or as service.namespace.'),
};

export const noSharedDbHost: Rule<Message, Params> = {
  id: 'no-shared-db-host',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'No two services name one database.',
  why: 'Services that work in one database are one service: neither can change its schema, move it or restore it alone. Hosts are compared as cluster DNS resolves them, through ExternalName Services and before the same pods; ports do not count. A host without a database name is the same only as one without; Redis without a number is database 0.',
  whenNot: 'A database server that several services share, each with a schema of its own that nothing here can see: allow its host.',
  messages: {
    shared: 'Service "{{service}}" uses the database "{{database}}" on "{{host}}", and so does {{others}}.',
    sharedHost: 'Service "{{service}}" uses the database host "{{host}}", and so does {{others}}.',
  },
  parameters,
  match: { kinds: ['workloads'] },
  facts: [databaseUses, databaseMaps, serviceAliases],
  *check(subject, { params, facts }): Iterable<Offence<Message>> {
    const terms = termsOf(params);
    for (const found of sharedDatabases(subject, facts, terms)) {
      if (isAllowed(found, params)) continue;
      const { service, written: host, database, path, others } = found;
      const data = { service, host, others: listed(others) };
      const container = asObject(valueAt(subject.resource, found.container));
      const offence = { at: path, container, related: relatedTo(others) };
      const isNamed = params.perDatabase && database !== undefined && !database.startsWith(FROM_SECRET);
      yield isNamed ? { ...offence, message: 'shared', data: { ...data, database } } : { ...offence, message: 'sharedHost', data };
    }
  },
};

const termsOf: (params: Params) => DatabaseTerms = compiled(({ serviceLabels, clusterDomain, perDatabase }) => ({
  serviceLabels,
  clusterDomain,
  perDatabase,
  isServer: serverImages(DATABASE_SERVERS),
}));

function isAllowed({ host, written }: SharedDatabase, { allow, clusterDomain }: Params): boolean {
  const names = [host, written].flatMap((each) => namesOfHost(each, clusterDomain));
  return allow.some((glob) => names.some((name) => matchesGlob(glob.toLowerCase(), name)));
}

const FROM_SECRET = '\uE002';
