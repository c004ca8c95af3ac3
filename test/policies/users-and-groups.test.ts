import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { judged, ruleNamed } from './judge.ts';
import { check, everywhere, inEach, pod, secured, windows } from './table.ts';

const AT = '/spec/containers/0';

for (const [rule, field] of [
  ['high-uid', 'runAsUser'],
  ['high-gid', 'runAsGroup'],
] as const) {
  const own = `${AT}/securityContext/${field}`;
  const ofPod = `/spec/securityContext/${field}`;
  const both = (pods: Json, container: Json) => secured({ [field]: container }, { securityContext: { [field]: pods } });
  check(rule, [
    ['low', [secured({ [field]: 9999 })], [`below ${own}`]],
    ['the lowest', [secured({ [field]: 10_000 })], []],
    ['every kind of container', [everywhere({ securityContext: { [field]: 1 } })], inEach(`below */securityContext/${field}`)],
    ["the pod's", [both(1, null)], [`below ${ofPod}`]],
    ["the pod's, overridden", [both(1, 20_000)], []],
    ["the pod's is high", [both(20_000, 1)], [`below ${own}`]],
    ['no container inherits', [{ spec: { securityContext: { [field]: 1 } } }], []],
    ['absent', [pod({}), secured(null), secured({ [field]: null })], []],
    ['absent and required', [secured({ [field]: null })], [`missing ${own}`], { required: true }],
    ["the pod's is enough", [both(10_000, null)], [], { required: true }],
    ["the pod's is low, and required", [both(1, null)], [`below ${ofPod}`], { required: true }],
    ['another minimum', [secured({ [field]: 1 })], [], { min: 1 }],
    ['users of its own', [secured({ [field]: 0 }, { hostUsers: false })], [], { required: true }],
    ['users of its own, required', [pod({}, { hostUsers: false })], [], { required: true }],
    ['users of the node', [secured({ [field]: 0 }, { hostUsers: true })], [`below ${own}`]],
    windows(secured({ [field]: 0 })),
    ['no number', [secured({ [field]: '1' }), secured('x'), pod({}, { securityContext: [1] })], []],
  ]);
}

const groups = (securityContext: JsonObject, container: Json = null) => secured(container, { securityContext });
const pods = (field: string) => `/spec/securityContext/${field}`;

check('no-root-group', [
  [
    'each of the pod',
    [groups({ runAsGroup: 0, fsGroup: 0, supplementalGroups: [1, 0] })],
    ['runAsGroup', 'fsGroup', 'supplementalGroups/1'].map((field) => `root ${pods(field)}`),
  ],
  ['of every kind of container', [everywhere({ securityContext: { runAsGroup: 0 } })], inEach('root */securityContext/runAsGroup')],
  ['overridden', [groups({ runAsGroup: 0 }, { runAsGroup: 1 })], []],
  ['fsGroup is not overridden', [groups({ fsGroup: 0 }, { runAsGroup: 1, fsGroup: 1 })], [`root ${pods('fsGroup')}`]],
  ['absent', [pod({}), groups({ fsGroup: null, supplementalGroups: [] })], []],
  ['absent and required', [pod({})], [`missing ${AT}/securityContext/runAsGroup`], { required: true }],
  ["the pod's is enough", [groups({ runAsGroup: 1 })], [], { required: true }],
  [
    'none allowed',
    [groups({ runAsGroup: 1, fsGroup: 2, supplementalGroups: [3] })],
    ['runAsGroup', 'fsGroup', 'supplementalGroups/0'].map((field) => `outside ${pods(field)}`),
    { runAsGroup: [], fsGroup: [], supplementalGroups: [] },
  ],
  ['root is never allowed', [groups({ fsGroup: 0 })], [`root ${pods('fsGroup')}`], { fsGroup: [{}] }],
  [
    'one list for each field',
    [groups({ runAsGroup: 5, fsGroup: 5 })],
    [`outside ${pods('fsGroup')}`],
    { fsGroup: [{ min: 6, max: 7 }, { max: 4 }] },
  ],
  windows(groups({ fsGroup: 0 })),
  ['no numbers', [groups({ fsGroup: '0', supplementalGroups: ['0', null, {}] }), groups({ supplementalGroups: 0 })], []],
]);

describe('no-root-group', () => {
  it.each<readonly [JsonObject[], string]>([
    [[], 'none is'],
    [[{ min: 2, max: 3 }, { min: 5 }, { max: 0 }], '2 to 3, from 5 up, up to 0'],
  ])('says what is allowed: %j', (fsGroup, text) => {
    const [finding] = judged(groups({ fsGroup: 1 }), [ruleNamed('no-root-group')], { fsGroup });
    expect(finding?.message).toBe(`The pod has fsGroup 1, which is not allowed (${text}).`);
  });

  it.each([
    ['its only container', [{ name: 'app' }], 'app'],
    ['several', [{ name: 'app' }, { name: 'web' }], undefined],
  ])("a pod's groups are those of %s", (_what, containers, container) => {
    const found = judged({ spec: { securityContext: { fsGroup: 0, supplementalGroups: [0] }, containers } }, [ruleNamed('no-root-group')]);
    expect(found.map((finding) => finding.container)).toEqual([container, container]);
  });
});

describe('amounts', () => {
  it('a lower user is worse', () => expect(judged(secured({ runAsUser: 7 }), [ruleNamed('high-uid')])[0]?.amount).toBe(-7));
});
