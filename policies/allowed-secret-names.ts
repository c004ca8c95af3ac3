import { list, type Parameters } from '../src/engine/parameters.ts';
import type { Rule } from '../src/engine/rule.ts';
import { configReferences } from '../src/kube/config-references.ts';
import { matchesGlob } from '../src/kube/glob.ts';

type Params = { readonly names: readonly string[] };

const parameters: Parameters<Params> = {
  names: list('glob', [], 'Names of the Secrets that pods may read; an empty list judges nothing.'),
};

export const allowedSecretNames: Rule<'notAllowed', Params> = {
  id: 'allowed-secret-names',
  category: 'secrets',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Pods read only Secrets with names that are allowed.',
  why: 'Whoever may make pods in a namespace reads every Secret in it; a naming scheme keeps those of the platform and of other teams apart. Secrets are read through env, envFrom, volumes, projected volumes and the drivers of volumes (CSI), which log in with them.',
  whenNot: 'Namespaces that belong to one team alone.',
  messages: { notAllowed: 'The pod reads Secret "{{secret}}", whose name is none of those allowed ({{names}}).' },
  parameters,
  match: { kinds: ['workloads'] },
  *check(subject, { params: { names } }) {
    if (names.length === 0) return;
    for (const { kind, name, path, containers, as } of configReferences(subject)) {
      if (kind !== 'Secret' || names.some((glob) => matchesGlob(glob, name))) continue;
      const [reader] = as === 'files' ? [] : containers;
      const data = { secret: name, names: names.join(', ') };
      yield { message: 'notAllowed', data, at: path, ...(reader !== undefined && { container: reader.container }) };
    }
  },
};
