import type { Offence, Rule } from '../src/engine/rule.ts';
import { secretStores } from '../src/kube/external-secrets.ts';
import { matchesGlob } from '../src/kube/glob.ts';
import { secretOrigins } from '../src/kube/secret-origins.ts';
import { secretReaders } from '../src/kube/secret-readers.ts';
import { sharedCredentials } from '../src/kube/secret-sharing.ts';
import { listed, relatedTo, sharingParameters, termsOf, type SharingParams } from './shared/sharing-terms.ts';

export type SharedDbSecret = 'shared' | 'same-remote-key' | 'copied';
export const noSharedDbSecret: Rule<SharedDbSecret, SharingParams> = {
  id: 'no-shared-db-secret',
  category: 'secrets',
  severity: 'error',
  since: '0.1.0',
  summary: 'No two services read one database credential.',
  why: 'Services that log in to one database are one service: neither can change its schema, rotate its password or fail alone. A credential is followed through ExternalSecrets, SealedSecrets, CSI and copies. One remote key is one credential in stores that lead to the same backend, whoever logs in there; of stores that are not in the set, only one and the same counts. A weak default password that two Secrets hold alike is no copy.',
  whenNot:
    'A credential that is shared on purpose, such as a read-only replica for reports: allow it by name. Parts of one service that bear different labels: name the label that they have in common.',
  messages: {
    shared: 'Service "{{service}}" reads the database credential "{{secret}}", and so does {{others}}.',
    'same-remote-key': 'Service "{{service}}" reads the database credential "{{secret}}", whose remote key is also read by {{others}}.',
    copied: 'Service "{{service}}" reads the database credential "{{secret}}", a copy of which is read by {{others}}.',
  },
  parameters: sharingParameters,
  match: { kinds: ['workloads'] },
  facts: [secretReaders, secretOrigins, secretStores],
  *check(subject, { params, facts }): Iterable<Offence<SharedDbSecret>> {
    for (const { service, secret, usage, container, how, others } of sharedCredentials(subject, facts, termsOf(params))) {
      if (params.allow.some((glob) => matchesGlob(glob, usage.name) || matchesGlob(glob, secret))) continue;
      yield {
        message: MESSAGES[how],
        data: { service, secret, others: listed(others) },
        at: usage.path,
        ...(container !== undefined && { container: container.container }),
        related: relatedTo(others),
      };
    }
  },
};

const MESSAGES = { name: 'shared', remote: 'same-remote-key', copy: 'copied' } as const;
