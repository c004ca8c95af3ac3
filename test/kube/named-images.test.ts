import fc from 'fast-check';
import { expect, test } from 'vitest';
import { member, type Json, type JsonObject } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { identify } from '../../src/kube/identify.ts';
import { normalised, parseImage } from '../../src/kube/image-reference.ts';
import { namedImages } from '../../src/kube/named-images.ts';
import { allContainers, imageVolumes } from '../../src/kube/workloads.ts';

const image = fc.constantFrom<Json>(
  'web:1',
  'docker.io/library/web:1',
  'registry.example/a@sha256:' + 'ab'.repeat(32),
  'NO IMAGE',
  '',
  null,
  7,
  {},
);
const container: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ image, name: fc.constant('c') }),
  fc.constantFrom<Json>(null, 7, [], {}, 'web:1'),
);
const volume: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ image: fc.oneof(fc.record({ reference: image }), image) }),
  fc.constantFrom<Json>(null, 7, {}),
);
const list = (item: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 5, arbitrary: fc.array(item) }, fc.constantFrom<Json>(null, 7, {}));
const spec: fc.Arbitrary<JsonObject> = fc.record(
  { containers: list(container), initContainers: list(container), ephemeralContainers: list(container), volumes: list(volume) },
  { requiredKeys: [] },
);

test('the images that a request is asked about are those that rules look at', () => {
  fc.assert(
    fc.property(spec, fc.boolean(), (pod, isTemplate) => {
      const resource: Resource = isTemplate
        ? { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod } } }
        : { apiVersion: 'v1', kind: 'Pod', spec: pod };
      const subject = identify(resource, { declared: [] });
      const seen = [
        ...allContainers(subject).map(({ container: one }) => member(one, 'image')),
        ...imageVolumes(subject).map(({ reference }) => reference),
      ];
      const expected = new Map(seen.flatMap((reference) => parseImage(reference) ?? []).map((one) => [normalised(one), one]));
      expect(namedImages(subject)).toEqual(expected);
    }),
  );
});
