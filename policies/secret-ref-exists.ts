import type { FactsView } from '../src/engine/fact.ts';
import { list, type Parameters } from '../src/engine/parameters.ts';
import type { Offence, Rule } from '../src/engine/rule.ts';
import { configKey, configObjects, type ConfigObject } from '../src/kube/config-objects.ts';
import { configReferences, type ConfigReference } from '../src/kube/config-references.ts';
import { matchesGlob } from '../src/kube/glob.ts';

type Message = 'missing' | 'missingKey';
type Params = { readonly assume: readonly string[] };

const parameters: Parameters<Params> = {
  assume: list('glob', [], 'Names of Secrets and ConfigMaps that come from elsewhere; their keys are not looked at.'),
};

export const secretRefExists: Rule<Message, Params> = {
  id: 'secret-ref-exists',
  category: 'secrets',
  severity: 'warning',
  since: '0.1.0',
  summary: 'The Secrets, ConfigMaps and keys that a pod needs exist.',
  why: 'A pod whose Secret, ConfigMap or key is missing never starts: CreateContainerConfigError, or a mount that hangs. What ExternalSecrets, SealedSecrets, Certificates, CSI classes and replicators make counts; where the keys of an object can not be known, all are taken to exist.',
  whenNot: 'Objects that are made outside of the set; list them under assume, or mark the reference optional.',
  messages: {
    missing: '{{kind}} "{{name}}" is needed, and is neither in the set nor made there.',
    missingKey: '{{kind}} "{{name}}" has no key "{{key}}".',
  },
  parameters,
  match: { kinds: ['workloads'] },
  facts: [configObjects],
  *check(subject, { params, facts }) {
    for (const reference of configReferences(subject)) {
      const { kind, name, optional } = reference;
      if (optional || isBuiltIn(reference) || params.assume.some((glob) => matchesGlob(glob, name))) continue;
      yield* inReference(reference, objectsOf(facts, configKey(kind, subject.namespace, name), configKey(kind, undefined, name)));
    }
  },
};

function* inReference(reference: ConfigReference, objects: readonly ConfigObject[]): Iterable<Offence<Message>> {
  const { kind, name, path, keys, as, containers } = reference;
  const [reader] = as === 'files' ? [] : containers;
  const owner = reader === undefined ? {} : { container: reader.container };
  if (objects.length === 0) yield { message: 'missing', data: { kind, name }, at: path, ...owner };
  else if (objects.every((object) => object.keys !== undefined)) {
    const known = new Set(objects.flatMap((object) => object.keys ?? []));
    for (const { key, path: at } of keys) if (!known.has(key)) yield { message: 'missingKey', data: { kind, name, key }, at, ...owner };
  }
}

function objectsOf(facts: FactsView, ...keys: readonly string[]): readonly ConfigObject[] {
  return keys.flatMap((key) => facts.get(configObjects, key)).map(({ value }) => value);
}

function isBuiltIn({ kind, name }: ConfigReference): boolean {
  return kind === 'ConfigMap' && BUILT_IN.has(name);
}

/** What the control plane of Kubernetes, OpenShift and Istio writes into every namespace. */
const BUILT_IN: ReadonlySet<string> = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert']);
