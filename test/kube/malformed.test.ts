import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Identified } from '../../src/engine/resource.ts';
import { malformed } from '../../src/kube/malformed.ts';
import { deploymentOf, podOf, subjectOf } from './subject.ts';

function container(fields: JsonObject): Identified {
  return podOf({ containers: [fields] });
}

const WELL: JsonObject = {
  containers: [
    {
      name: 'web',
      image: 'nginx',
      env: [{ name: 'A', value: 'b' }],
      resources: { limits: { cpu: 1, memory: '1Gi' } },
      livenessProbe: { httpGet: { port: 'http', path: '/' }, periodSeconds: 5 },
      securityContext: { privileged: false, capabilities: { drop: ['ALL'] } },
    },
    null,
  ],
  volumes: [null, { name: 'v', emptyDir: { sizeLimit: 5 } }],
  initContainers: null,
};

test.each<[string, Identified, readonly string[]]>([
  ['a good Deployment', deploymentOf(WELL), []],
  ['a good Pod', podOf(WELL), []],
  ['no metadata', subjectOf('v1', 'ConfigMap'), []],
  ['a null label', subjectOf('v1', 'ConfigMap', { metadata: { labels: { a: null } } }), []],
  ['metadata', subjectOf('v1', 'ConfigMap', { metadata: 7 }), ['metadata must be a mapping, but is the number 7']],
  ['name', subjectOf('v1', 'ConfigMap', { metadata: { name: 1 } }), ['metadata.name must be a string, but is the number 1']],
  ['namespace', subjectOf('v1', 'ConfigMap', { metadata: { namespace: [] } }), ['metadata.namespace must be a string, but is a list']],
  ['labels', subjectOf('v1', 'ConfigMap', { metadata: { labels: ['a'] } }), ['metadata.labels must be a mapping, but is a list']],
  [
    'label',
    subjectOf('v1', 'ConfigMap', { metadata: { labels: { on: true } } }),
    ['metadata.labels.on must be a string, but is the boolean true'],
  ],
  [
    'annotation',
    subjectOf('v1', 'ConfigMap', { metadata: { annotations: { a: {} } } }),
    ['metadata.annotations.a must be a string, but is a mapping'],
  ],
  ['Pod without spec', subjectOf('v1', 'Pod'), []],
  ['Pod with null spec', subjectOf('v1', 'Pod', { spec: null }), []],
  ['Deployment without template', subjectOf('apps/v1', 'Deployment', { spec: {} }), []],
  ['Deployment without pod spec', subjectOf('apps/v1', 'Deployment', { spec: { template: {} } }), []],
  ['CronJob', subjectOf('batch/v1', 'CronJob', { spec: { jobTemplate: 'x' } }), ['spec.jobTemplate must be a mapping, but is a string']],
  [
    'labels of a template',
    subjectOf('apps/v1', 'Deployment', { spec: { template: { metadata: { labels: { v: 1 } }, spec: {} } } }),
    ['spec.template.metadata.labels.v must be a string, but is the number 1'],
  ],
  ['containers', podOf({ containers: 7 }), ['spec.containers must be a list, but is the number 7']],
  ['containers as a mapping', deploymentOf({ containers: {} }), ['spec.template.spec.containers must be a list, but is a mapping']],
  ['initContainers', podOf({ initContainers: 'x' }), ['spec.initContainers must be a list, but is a string']],
  ['ephemeralContainers', podOf({ ephemeralContainers: false }), ['spec.ephemeralContainers must be a list, but is the boolean false']],
  ['volumes', podOf({ volumes: {} }), ['spec.volumes must be a list, but is a mapping']],
  ['a volume', podOf({ volumes: ['v'] }), ['spec.volumes[0] must be a mapping, but is a string']],
  ['an item', podOf({ containers: [null, 'nginx'] }), ['spec.containers[1] must be a mapping, but is a string']],
  ['image', container({ image: 7 }), ['spec.containers[0].image must be a string, but is the number 7']],
  ['resources', container({ resources: [] }), ['spec.containers[0].resources must be a mapping, but is a list']],
  ['limits', container({ resources: { limits: 'x' } }), ['spec.containers[0].resources.limits must be a mapping, but is a string']],
  [
    'a limit',
    container({ resources: { limits: { cpu: [] } } }),
    ['spec.containers[0].resources.limits.cpu must be a quantity, but is a list'],
  ],
  ['probe', container({ readinessProbe: true }), ['spec.containers[0].readinessProbe must be a mapping, but is the boolean true']],
  ['env', container({ env: { A: 'b' } }), ['spec.containers[0].env must be a list, but is a mapping']],
  ['env item', container({ env: ['A=b'] }), ['spec.containers[0].env[0] must be a mapping, but is a string']],
  [
    'env value',
    container({ env: [{ name: 'A', value: 8080 }] }),
    ['spec.containers[0].env[0].value must be a string, but is the number 8080'],
  ],
  ['ports', container({ ports: 80 }), ['spec.containers[0].ports must be a list, but is the number 80']],
  ['securityContext', container({ securityContext: 'x' }), ['spec.containers[0].securityContext must be a mapping, but is a string']],
  [
    'privileged as text',
    container({ securityContext: { privileged: 'true' } }),
    ['spec.containers[0].securityContext.privileged must be a boolean, but is a string'],
  ],
  ['hostNetwork as text', podOf({ hostNetwork: 'yes' }), ['spec.hostNetwork must be a boolean, but is a string']],
  [
    'two faults',
    podOf({ containers: 7, volumes: 8 }),
    ['spec.containers must be a list, but is the number 7', 'spec.volumes must be a list, but is the number 8'],
  ],
])('%s', (_name, subject, messages) => {
  expect([...malformed(subject)].map(({ message }) => message).toSorted()).toEqual(messages);
});
