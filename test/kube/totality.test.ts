import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { stored } from '../../src/kube/defaults.ts';
import { parseImage, parseRefPattern, matchesRef, normalised } from '../../src/kube/image-reference.ts';
import { malformed } from '../../src/kube/malformed.ts';
import { kubernetesModel } from '../../src/kube/model.ts';
import { parseQuantity } from '../../src/kube/quantity.ts';
import { matchesLabels, matchesSelector } from '../../src/kube/selectors.ts';
import {
  allContainers,
  imageVolumes,
  podAnnotations,
  podLabels,
  podSpec,
  resourcedContainers,
  runningContainers,
} from '../../src/kube/workloads.ts';
import { subjectOf } from './subject.ts';

const KINDS = [
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['argoproj.io/v1', 'Rollout'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
  ['v1', 'LimitRange'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
] as const;

/** The names that the room reads, so that odd values stand where they matter. */
const KEYS = `metadata spec template jobTemplate containers initContainers ephemeralContainers volumes image name
   resources limits requests cpu livenessProbe httpGet lifecycle preStop ports containerPort
   port strategy updateStrategy rollingUpdate type policyTypes egress ingress labels annotations
   max min matchLabels matchExpressions key operator values restartPolicy hostNetwork env
   secret projected sources __proto__ constructor`.split(/\s+/u);
const SCALARS = [null, true, 0, -1, 1.5, 80, '', 'a', '1Gi', 'Always', 'RollingUpdate', 'Container', 'nginx:1', 'In', '*'] as const;

const { odd } = fc.letrec<{ odd: Json; list: Json; mapping: Json }>((tie) => ({
  odd: fc.oneof({ maxDepth: 9, withCrossShrink: true }, fc.constantFrom(...SCALARS), tie('mapping'), tie('list')),
  list: fc.array(tie('odd'), { maxLength: 3 }),
  mapping: fc.dictionary(fc.constantFrom(...KEYS), tie('odd'), { maxKeys: 6 }) as fc.Arbitrary<Json>,
}));

/** Well-formed down to where the pods are, odd below. */
function shaped(pod: Json, kind: string, top: Json): JsonObject {
  if (kind === 'Pod') return { metadata: top, spec: pod };
  const template = { metadata: top, spec: pod };
  return { metadata: top, spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template } };
}

const pods = fc.record(
  {
    containers: fc.array(odd, { maxLength: 3 }),
    initContainers: odd,
    volumes: odd,
    resources: odd,
    restartPolicy: odd,
    hostNetwork: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Json>;
const resources = fc
  .tuple(fc.constantFrom(...KINDS), fc.oneof(odd, pods), odd, fc.boolean(), odd)
  .map(([[apiVersion, kind], pod, top, isShaped, spec]) =>
    subjectOf(apiVersion, kind, isShaped ? shaped(pod, kind, top) : { metadata: top, spec }),
  );

test('every reader takes any resource', () => {
  fc.assert(
    fc.property(resources, (subject) => {
      for (const read of [allContainers, resourcedContainers, runningContainers, imageVolumes]) expect(read(subject)).toBeInstanceOf(Array);
      expect(podLabels(subject)).toBeInstanceOf(Object);
      expect(podAnnotations(subject)).toBeInstanceOf(Object);
      expect(kubernetesModel.containers(subject)).toHaveLength(allContainers(subject).length);
      for (const { message } of malformed(subject)) expect(message).toContain(' must be ');
      podSpec(subject);
    }),
    { numRuns: 1500 },
  );
});

test('defaults are idempotent, and the same object the second time', () => {
  fc.assert(
    fc.property(resources, (subject) => {
      const before = JSON.stringify(subject.resource);
      const once = stored(subject);
      expect(stored({ ...subject, resource: once })).toBe(once);
      expect(JSON.stringify(subject.resource)).toBe(before);
    }),
    { numRuns: 1500 },
  );
});

test('every parser takes any value', () => {
  fc.assert(
    fc.property(odd, odd, (a, b) => {
      expect(['bigint', 'undefined']).toContain(typeof parseQuantity(a));
      expect(typeof matchesSelector(a, b)).toBe('boolean');
      expect(['string', 'undefined']).toContain(typeof kubernetesModel.mergeKey(a));
      if (typeof a === 'object' && a !== null && !Array.isArray(a)) expect(typeof matchesLabels(a as JsonObject, b)).toBe('boolean');
    }),
    { numRuns: 1000 },
  );
});

const referenceText = fc.string({ unit: fc.constantFrom('a', 'B', '1', '.', ':', '/', '-', '_', '@', '*', '[', ']'), maxLength: 20 });

test('a reference that is read is read again from its normal form', () => {
  fc.assert(
    fc.property(referenceText, (text) => {
      const image = parseImage(text);
      if (image !== undefined) expect(normalised(parseImage(normalised(image)) ?? image)).toBe(normalised(image));
    }),
    { numRuns: 3000 },
  );
});

test('a normal form is an entry that matches its own image', () => {
  fc.assert(
    fc.property(referenceText, (text) => {
      const image = parseImage(text);
      if (image === undefined) return;
      const pattern = parseRefPattern(normalised(image));
      expect(pattern && matchesRef(pattern, image)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
