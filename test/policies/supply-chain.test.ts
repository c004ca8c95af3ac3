import { describe, expect, it } from 'vitest';
import { packs } from '../../policies/packs/index.ts';
import { DEPRECATED_REGISTRIES } from '../../policies/shared/deprecated-registries.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { parseRefPattern } from '../../src/kube/image-reference.ts';
import { judged, mended, ruleNamed } from './judge.ts';
import { check, pod } from './table.ts';

const IMAGE = '/spec/containers/0/image';
const SHA256 = `sha256:${'a'.repeat(64)}`;
const image = (reference: JsonObject[string]) => pod({ image: reference });
const imageless = { spec: { containers: [null, { name: 'a' }, { name: 'b', image: null }, 7], volumes: [null, { image: null }] } };

check('require-digest', [
  ['a tag', [image('nginx:1')], [`missing ${IMAGE}`]],
  ['sha256', [image(`nginx:1@${SHA256}`)], []],
  ['sha512', [image(`nginx@sha512:${'0'.repeat(128)}`)], []],
  ['sha512 of the wrong length', [image(`nginx@sha512:${'0'.repeat(64)}`)], [`malformed ${IMAGE}`]],
  ['an algorithm without a name', [image(`nginx@:${'0'.repeat(64)}`)], [`malformed ${IMAGE}`]],
  ['capitals in the digits', [image(`nginx@sha256:${'A'.repeat(64)}`)], [`malformed ${IMAGE}`]],
  ['an exempt one', [image('r.io/a/b')], [], { exempt: ['r.io/a'] }],
  ['no image', [imageless], []],
  ['a number', [image(7)], [`missing ${IMAGE}`]],
]);

check('blocked-registries', [
  ['no list', [image('evil.io/a')], []],
  ['the host', [image('EVIL.io/a')], [`blocked ${IMAGE}`], { registries: ['evil.io'] }],
  ['Docker Hub', [image('nginx')], [`blocked ${IMAGE}`], { registries: ['docker.io'] }],
  ['at path boundaries', [image('evil.io/ab'), image('evil.io:80/a')], [], { registries: ['evil.io/a'] }],
  ['any registry', [image('nginx')], [`blocked ${IMAGE}`], { registries: ['*'] }],
  ['by digest', [image(`evil.io/a@${SHA256}`)], [`blocked ${IMAGE}`], { registries: [`evil.io/a@${SHA256}`] }],
]);

const constraint = (spec: JsonObject[string]) => ({ apiVersion: 'constraints.gatekeeper.sh/v1beta1', kind: 'K8sAllowedRepos', spec });
const repos = (...entries: readonly string[]) => constraint({ parameters: { repos: entries } });

check('ambiguous-registry-prefix', [
  ['a slash', [repos('docker.io/foo/')], []],
  ['no slash', [repos('a/', 'docker.io/foo')], ['open /spec/parameters/repos/1']],
  ['a whole digest', [repos(`r.io/a@${SHA256}`)], []],
  ['half a digest', [repos('r.io/a@sha256:aa')], ['open /spec/parameters/repos/0']],
  ['odd shapes', [constraint(null), constraint({ parameters: [] }), constraint({ parameters: { repos: [null, {}] } })], []],
]);

check('deprecated-registry', [
  ['the old registry', [image('k8s.gcr.io/pause')], [`moved ${IMAGE}`]],
  ['the host of it', [image('gcr.io/pause')], []],
  ['under its own target', [image('a.io/b/c')], [], { registries: [{ from: 'a.io', to: 'a.io/b' }] }],
  ['the most specific entry', [image('a.io/b')], [`closed ${IMAGE}`], { registries: [{ from: 'a.io', to: 'c.io' }, { from: 'a.io/b' }] }],
  [
    'a host before a pattern of hosts',
    [image('a.io/b/c')],
    [`closed ${IMAGE}`],
    { registries: [{ from: '*.io/b/c', to: 'c.io' }, { from: 'a.io' }] },
  ],
]);

check('require-registry-mirror', [
  ['no list', [image('nginx')], []],
  ['direct', [image('nginx')], [`direct ${IMAGE}`], { mirrors: [{ from: 'docker.io', to: 'm.io/hub' }] }],
  ['mirrored', [image('m.io/hub/library/nginx')], [], { mirrors: [{ from: '*', to: 'm.io/hub' }] }],
  ['another place of the mirror', [image('m.io/x')], [`direct ${IMAGE}`], { mirrors: [{ from: '*', to: 'm.io/hub' }] }],
]);

check('valid-image-reference', [
  ['short', [image('nginx')], []],
  ['a space behind', [image('nginx ')], [`malformed ${IMAGE}`]],
  ['a number', [image(7)], [`malformed ${IMAGE}`]],
  ['sha384', [image(`nginx@sha384:${'0'.repeat(96)}`)], []],
  ['sha384 of the wrong length', [image(`nginx@sha384:${'0'.repeat(64)}`)], [`digest ${IMAGE}`]],
  ['an unknown algorithm', [image(`nginx@blake3:${'0'.repeat(64)}`)], [`digest ${IMAGE}`]],
  ['two digests', [image(`nginx@${SHA256}@${SHA256}`)], [`digest ${IMAGE}`]],
  ['no name', [image(`@${SHA256}`)], [`malformed ${IMAGE}`]],
  ['a name of 256 characters', [image(`r.io/${'a'.repeat(256)}`)], [`malformed ${IMAGE}`]],
  ['empty', [image('')], [`empty ${IMAGE}`]],
  ['absent', [imageless], []],
]);

const SECRETS = 'missing /spec/imagePullSecrets';
const account = (name: string, imagePullSecrets: JsonObject[string], namespace = 'default') => ({
  kind: 'ServiceAccount',
  metadata: { name, namespace },
  imagePullSecrets,
});
const closed = { private: ['r.io'] };

check('require-image-pull-secret', [
  ['no list', [image('r.io/a')], []],
  ['none', [image('r.io/a')], [SECRETS], closed],
  ['for each image', [{ spec: { containers: [{ image: 'r.io/a' }, { image: 'r.io/b' }] } }], [SECRETS, SECRETS], closed],
  ['not private', [image('s.io/a')], [], closed],
  ['public wins', [image('r.io/a/b')], [], { ...closed, public: ['r.io/a'] }],
  ['on the pod', [pod({ image: 'r.io/a' }, { imagePullSecrets: [{ name: 's' }] })], [], closed],
  ['nameless on the pod', [pod({ image: 'r.io/a' }, { imagePullSecrets: [null, {}, { name: '' }] })], [SECRETS], closed],
  ['on the default account', [image('r.io/a'), account('default', [{ name: 's' }])], [], closed],
  ['on another account', [image('r.io/a'), account('web', [{ name: 's' }])], [`0: ${SECRETS}`], closed],
  ['on that of another namespace', [image('r.io/a'), account('default', [{ name: 's' }], 'web')], [`0: ${SECRETS}`], closed],
  [
    'the new field outranks the old',
    [pod({ image: 'r.io/a' }, { serviceAccountName: 'a', serviceAccount: 'b' }), account('b', [{ name: 's' }])],
    [`0: ${SECRETS}`],
    closed,
  ],
  ['odd accounts', [image('r.io/a'), account('default', 's'), account('default', [7])], [`0: ${SECRETS}`], closed],
]);

const sync = (container: JsonObject) => pod({ image: 'registry.k8s.io/git-sync/git-sync:v4', ...container });

check('forbidden-component', [
  ['the dashboard', [image('kubernetesui/dashboard')], [`present ${IMAGE}`]],
  ['of a mirror', [image('m.io/hub/kubernetesui/dashboard:v2')], [`present ${IMAGE}`]],
  ['NGINX, not the community', [image('nginx/nginx-ingress:5')], []],
  ['git-sync', [sync({})], []],
  ['git-sync with --git', [sync({ args: ['--git', 'x'] })], [`gitCommand ${IMAGE}`]],
  ['git-sync with another option', [sync({ args: ['--git-config=a', '--repo=x--git'] })], []],
  ['git-sync with its variable', [sync({ env: [null, { name: 'GITSYNC_GIT' }] })], [`gitCommand ${IMAGE}`]],
  ['anything else with --git', [pod({ image: 'nginx', args: ['--git'] })], []],
  ['allowed', [sync({ args: ['--git'] }), image('h.io/tiller')], [], { allow: ['git-sync', 'tiller'] }],
  ['a glob without host', [image('team/app:1')], [`present ${IMAGE}`], { components: { app: ['team/*'] } }],
  ['a glob with a tag', [image('team/app:1')], [`present ${IMAGE}`], { components: { app: ['docker.io/team/app:1'] } }],
  ['odd names', [image('team/app')], [`present ${IMAGE}`], { components: JSON.parse('{"__proto__": ["*"]}') as JsonObject }],
]);

describe('moves', () => {
  it.each<[string, string, string, string]>([
    ['nginx', 'docker.io', 'm.io/hub', 'm.io/hub/library/nginx'],
    ['nginx', 'docker.io/nginx', 'm.io/web', 'm.io/web'],
    ['nginx', 'docker.io/library', 'm.io', 'm.io/nginx'],
    ['nginx', 'docker.io/library/nginx', 'm.io/nginx', 'm.io/nginx'],
    ['team/app:1', 'docker.io/team', 'm.io/t', 'm.io/t/app:1'],
    [`a.io:80/b:1@${SHA256}`, 'a.io:80', 'm.io', `m.io/b:1@${SHA256}`],
    ['a.io/x/b/c', 'a.io/*/b', 'm.io', 'm.io/c'],
    ['a.io/b:1', 'a.io/b:1', 'm.io/b:2', 'm.io/b:2'],
    ['a.io/b/c', 'a.io/b', 'm.io/b:2', 'a.io/b/c'],
    ['a.io/b', 'a.io', '*.io', 'a.io/b'],
    ['a.io/b', 'a.io/b', 'm.io', 'a.io/b'],
  ])('%s from %s to %s', (reference, from, to, after) => {
    const expected = { apiVersion: 'v1', kind: 'Pod', ...image(after) };
    expect(mended(image(reference), 'require-registry-mirror', { mirrors: [{ from, to }] })).toEqual(expected);
    expect(mended(image(reference), 'deprecated-registry', { registries: [{ from, to }] })).toEqual(expected);
  });

  it('is safe out of what was closed, and a guess into a mirror', () => {
    expect(safety('deprecated-registry', {})).toEqual(['safe']);
    expect(safety('require-registry-mirror', { mirrors: [{ from: 'k8s.gcr.io', to: 'm.io' }] })).toEqual(['unsafe']);
  });

  it('knows only places that can be read', () => {
    const places = DEPRECATED_REGISTRIES.flatMap(({ from, to }) => [from, to ?? from]);
    expect(places.filter((place) => parseRefPattern(place) === undefined)).toEqual([]);
  });
});

describe('the packs', () => {
  it.each([
    ['require-digest', 'info', 'error'],
    ['blocked-registries', 'error', 'error'],
    ['ambiguous-registry-prefix', 'warning', 'error'],
    ['deprecated-registry', 'warning', 'error'],
    ['require-registry-mirror', undefined, undefined],
    ['valid-image-reference', 'error', 'error'],
    ['require-image-pull-secret', 'info', 'warning'],
    ['forbidden-component', 'warning', 'error'],
  ])('have %s at %s and %s', (id, ...severities) => {
    expect(['recommended', 'strict'].map((name) => packs.find((pack) => pack.name === name)?.rules.get(id)?.severity)).toEqual(severities);
  });
});

function safety(rule: string, parameters: JsonObject) {
  return judged(image('k8s.gcr.io/pause'), [ruleNamed(rule)], parameters).map(({ fix }) => fix?.safety);
}
