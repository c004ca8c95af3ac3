import { expect, test } from 'vitest';
import { valueAt, type JsonObject } from '../../src/engine/json.ts';
import { stored } from '../../src/kube/defaults.ts';
import { deploymentOf, subjectOf } from './subject.ts';

const KEY = 'container.apparmor.security.beta.kubernetes.io/c';
const UNCONFINED = { type: 'Unconfined' };

test.each<[title: string, annotation: string, spec: JsonObject, container: JsonObject, profile: JsonObject | undefined]>([
  ['none at all', 'unconfined', {}, {}, UNCONFINED],
  ["the runtime's", 'runtime/default', {}, {}, { type: 'RuntimeDefault' }],
  ["a node's own", 'localhost/own', {}, {}, { type: 'Localhost', localhostProfile: 'own' }],
  ["a node's own without a name", 'localhost/', {}, {}, undefined],
  ["a node's own with blanks about it", 'localhost/ own', {}, {}, undefined],
  ['an odd one', 'docker-default', {}, {}, undefined],
  ['what the pod says too', 'unconfined', { securityContext: { appArmorProfile: UNCONFINED } }, {}, undefined],
  ['otherwise than the pod', 'unconfined', { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }, {}, UNCONFINED],
  ['under Windows', 'unconfined', { os: { name: 'windows' } }, {}, undefined],
  [
    'a field that is there',
    'unconfined',
    {},
    { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } },
    { type: 'RuntimeDefault' },
  ],
])('a Pod whose annotation says %s', (_title, annotation, spec, container, profile) => {
  const metadata = { name: 'x', annotations: { [KEY]: annotation } };
  const pod = subjectOf('v1', 'Pod', { metadata, spec: { ...spec, containers: [{ name: 'c', ...container }] } });
  expect(valueAt(stored(pod), ['spec', 'containers', 0, 'securityContext', 'appArmorProfile'])).toEqual(profile);
});

test('templates keep their annotations', () => {
  const deployment = deploymentOf({ containers: [{ name: 'c' }] });
  const annotated = { ...deployment, resource: { ...deployment.resource, metadata: { annotations: { [KEY]: 'unconfined' } } } };
  expect(JSON.stringify(stored(annotated))).not.toContain('appArmorProfile');
});
