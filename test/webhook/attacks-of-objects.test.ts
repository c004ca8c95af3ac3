import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import type { RawImagePolicy } from '../../src/settings/raw.ts';
import { demandsOf, keyed, policyOf, signed } from '../images/images.ts';
import { beginningWith } from '../signatures/refusals.ts';
import { server } from '../signatures/registries.ts';
import { DIGEST, key, stranger } from '../signatures/signers.ts';
import { doorBefore, laid } from './attacked.ts';
import { ownedBy, pod, workload } from './made-up.ts';

/** Signed by the right one, and by another one. */
const GOOD = laid([await signed(DIGEST, key)]);
const BAD = laid([await signed(DIGEST, stranger)]);
const REFUSED = 'refused signature-invalid: ';

function under(policy: Partial<RawImagePolicy> = {}) {
  return demandsOf(policyOf([keyed(key)], { match: [server.host], ...policy }));
}

function by(reference: string): string {
  return `${reference}@${DIGEST}`;
}

/** A Pod whose first container is well, with more of a spec. */
function podWith(spec: JsonObject, metadata: JsonObject = {}): Resource {
  const base = pod(by(GOOD), {}, metadata);
  return { ...base, spec: { ...(base['spec'] as JsonObject), ...spec } };
}

describe('32: an image is asked about', () => {
  const container = (name: string, image = by(BAD)): JsonObject => ({ name, image });

  test.each<[where: string, object: Resource, request?: JsonObject]>([
    ['in the second container', podWith({ containers: [container('a', by(GOOD)), container('b')] })],
    ['in an init container', podWith({ initContainers: [container('i')] })],
    ['in a sidecar', podWith({ initContainers: [{ ...container('i'), restartPolicy: 'Always' }] })],
    ['in an image volume', podWith({ volumes: [{ name: 'v', image: { reference: by(BAD) } }] })],
    ['in an image volume that is never pulled', podWith({ volumes: [{ name: 'v', image: { reference: by(BAD), pullPolicy: 'Never' } }] })],
    ['of a Pod without a name', podWith({ containers: [container('a')] }, { name: '', generateName: 'web-' })],
    ['of a Pod in a namespace that is made up', podWith({ containers: [container('a')] }, { namespace: 'new' })],
    ['of a Pod that says it is owned', podWith({ containers: [container('a')] }, ownedBy('apps/v1', 'ReplicaSet'))],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind): [string, Resource] => [
      `of a ${kind}`,
      workload('apps/v1', kind, by(BAD)),
    ]),
    ...['Job', 'CronJob'].map((kind): [string, Resource] => [`of a ${kind}`, workload('batch/v1', kind, by(BAD))]),
    ['of a ReplicationController', workload('v1', 'ReplicationController', by(BAD))],
    ['of a kind of one’s own', workload('argoproj.io/v1alpha1', 'Rollout', by(BAD))],
    [
      'of a Pod that a controller of one’s own makes',
      podWith({ containers: [container('a')] }, ownedBy('argoproj.io/v1alpha1', 'Rollout')),
      { userInfo: { username: 'system:serviceaccount:argo:rollouts', groups: ['system:serviceaccounts:argo'] } },
    ],
  ])('%s', async (_where, object, request = {}) => {
    const declared = [{ group: 'argoproj.io', kind: 'Rollout', podTemplate: ['spec', 'template'], longRunning: true }];
    const { allowed, found } = await doorBefore({ demands: under(), more: { declared } })(object, request);
    expect({ allowed, found: found.filter((one) => !one.startsWith('verified')) }).toEqual({
      allowed: false,
      found: [beginningWith(REFUSED)],
    });
  });
});

const ownerOf = () => workload('apps/v1', 'Deployment', by(BAD));

describe('33: an update', () => {
  const containers = (...images: readonly string[]): Resource =>
    podWith({ containers: images.map((image, index) => ({ name: `c${index}`, image })) });

  test.each<[what: string, before: Resource, after: Resource, allowed: boolean, request?: JsonObject]>([
    ['that changes a label', podWith({}), podWith({}, { labels: { a: 'b' } }), true],
    ['that changes a label of what was let in before', pod(by(BAD)), pod(by(BAD), { a: 'b' }), true],
    ['that changes the digest', pod(by(GOOD)), pod(by(BAD)), false],
    ['that changes the tag', pod(`${GOOD}:v1@${DIGEST}`), pod(`${BAD}:v1@${DIGEST}`), false],
    ['that changes a tag that was let in before to a digest', pod(`${BAD}:v1`), pod(by(BAD)), false],
    ['that moves what was let in before to another container', containers(by(BAD), by(GOOD)), containers(by(GOOD), by(BAD)), false],
    ['that adds what was let in before once more', containers(by(BAD)), containers(by(BAD), by(BAD)), false],
    [
      'that moves what was let in before to an init container of its name',
      podWith({ containers: [{ name: 'c', image: by(BAD) }] }),
      podWith({ initContainers: [{ name: 'c', image: by(BAD) }] }),
      false,
    ],
    [
      'that moves what was let in before to a volume',
      podWith({ containers: [{ name: 'c', image: by(BAD) }] }),
      podWith({ volumes: [{ name: 'c', image: { reference: by(BAD) } }] }),
      false,
    ],
    [
      'by kubectl debug',
      podWith({}),
      podWith({ ephemeralContainers: [{ name: 'debugger', image: by(BAD), targetContainerName: 'web' }] }),
      false,
      { subResource: 'ephemeralcontainers', requestSubResource: 'ephemeralcontainers' },
    ],
    [
      'by kubectl debug, once more',
      podWith({ ephemeralContainers: [{ name: 'debugger', image: by(BAD) }] }),
      podWith({
        ephemeralContainers: [
          { name: 'debugger', image: by(BAD) },
          { name: 'other', image: by(BAD) },
        ],
      }),
      false,
      { subResource: 'ephemeralcontainers' },
    ],
    ['of the status', pod(by(BAD)), pod(by(BAD)), true, { subResource: 'status' }],
    ['of the kind, that brings the same', workload('apps/v1', 'Deployment', by(BAD)), workload('apps/v1', 'Deployment', by(BAD)), true],
  ])('%s', async (_what, oldObject, object, allowed, request = {}) => {
    const outcome = await doorBefore({ demands: under() })(object, { operation: 'UPDATE', oldObject, ...request });
    expect(outcome.allowed).toBe(allowed);
  });

  test('by a scale is of a number, and of what stood there before', async () => {
    const scale: Json = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { replicas: 9 },
    };
    const request = {
      operation: 'UPDATE',
      subResource: 'scale',
      oldObject: scale,
      resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    };
    expect(await doorBefore({ demands: under(), more: { ownerOf } })(scale, request)).toMatchObject({
      allowed: true,
      found: [beginningWith(REFUSED)],
    });
    expect(await doorBefore({ demands: under() })(scale, request)).toMatchObject({ allowed: true, found: [] });
  });
});

test.each(['deny', 'warn'] as const)(
  'whoever names more images than anybody runs waits for none of them: unreachable: %s',
  async (unreachable) => {
    const images = Array.from({ length: 51 }, (_, index) => ({ name: `c${index}`, image: `${GOOD}:v${index}` }));
    const post = doorBefore({ demands: under({ unreachable, attestations: [{ type: 't' }] }) });
    const { allowed, says } = await post(podWith({ initContainers: images }));
    expect(allowed).toBe(false);
    expect(says).toContain('an object may name 50 images that have to prove something, and it names more');
    expect(server.asked).toEqual([]);
  },
);
