import type { JsonObject } from '../../src/engine/json.ts';
import { check, pod } from './table.ts';

const IMAGE = '/spec/containers/0/image';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const image = (reference: string, policy?: string) => pod({ image: reference, ...(policy !== undefined && { imagePullPolicy: policy }) });
const volume = (of: JsonObject): JsonObject => ({ spec: { volumes: [{ name: 'v', image: of }] } });

check('no-latest-tag', [
  ['untagged', [image('nginx')], [`untagged ${IMAGE}`]],
  ['latest', [image('r.io:5000/a/b:latest')], [`mutable ${IMAGE}`]],
  ['a port is no tag', [image('r.io:5000/a')], [`untagged ${IMAGE}`]],
  ['a version', [image('nginx:1.27')], []],
  ['a digest', [image(`nginx@${DIGEST}`)], []],
  ['a digest outranks the tag', [image(`nginx:latest@${DIGEST}`)], []],
  ['unreadable', [image('Nginx:latest:x')], []],
  ['empty', [image('')], []],
  ['other tags', [image('nginx:dev-7')], [`mutable ${IMAGE}`], { tags: ['dev-*'] }],
  ['the default replaced', [image('nginx:latest')], [], { tags: ['dev-*'] }],
  ['no tags listed', [image('nginx:latest')], [], { tags: [] }],
  ['allowed', [image('r.io/a/b')], [], { allow: ['r.io/a'] }],
  ['not allowed', [image('r.io/ab')], [`untagged ${IMAGE}`], { allow: ['r.io/a'] }],
  ['a volume', [volume({ reference: 'r.io/a' })], ['untagged /spec/volumes/0/image/reference']],
]);

const POLICY = '/spec/containers/0/imagePullPolicy';

check('image-pull-policy', [
  ['latest by default', [image('nginx')], []],
  ['latest, not always', [image('nginx', 'IfNotPresent')], [`notAlways ${POLICY}`]],
  ['never', [image('nginx:latest', 'Never')], [`notAlways ${POLICY}`]],
  ['a version', [image('nginx:1', 'Never')], []],
  ['a digest', [image(`nginx:latest@${DIGEST}`, 'Never')], [], { mutableTags: 'all' }],
  ['all, by default', [image('nginx:1')], [`notAlways ${POLICY}`], { mutableTags: 'all' }],
  ['all, always', [image('nginx:1', 'Always')], [], { mutableTags: 'all' }],
  ['one more tag', [image('nginx:edge')], [`notAlways ${POLICY}`], { mutableTags: ['edge'] }],
  ['beside latest', [image('nginx', 'Never')], [`notAlways ${POLICY}`], { mutableTags: ['edge'] }],
  [
    'a volume',
    [volume({ reference: 'r.io/a', pullPolicy: 'Never' }), volume({ reference: 'r.io/a' })],
    ['0: notAlways /spec/volumes/0/image/pullPolicy'],
  ],
]);

check('allowed-registries', [
  ['no list', [image('evil.io/x')], []],
  ['under one', [image('r.io/a/b:1'), image('nginx')], [], { registries: ['r.io/a', 'docker.io/library'] }],
  ['elsewhere', [image('r.io.evil/a'), image('r.io:5000/a')], [`0: elsewhere ${IMAGE}`, `1: elsewhere ${IMAGE}`], { registries: ['r.io'] }],
  ['unreadable', [image('r.io/A')], [`unreadable ${IMAGE}`], { registries: ['r.io'] }],
  ['none', [pod({})], [], { registries: ['r.io'] }],
  ['a volume', [volume({ reference: 'x.io/a' })], ['elsewhere /spec/volumes/0/image/reference'], { registries: ['r.io'] }],
]);
