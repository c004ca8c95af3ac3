import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showsPath } from '../../policies/shared/node-paths.ts';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { told } from './judge.ts';
import { check, pod } from './table.ts';

const mounted = (...paths: readonly Json[]): JsonObject =>
  pod({}, { volumes: paths.map((path, index) => ({ name: `v${index}`, hostPath: { path } })) });
const AT = (index: number) => `shown /spec/volumes/${index}/hostPath/path`;
const volume = (spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  kind: 'PersistentVolume',
  metadata: { name: 'v' },
  spec,
  ...more,
});

check('no-runtime-socket', [
  ['the sockets', [mounted('/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/crio/crio.sock')], [0, 1, 2].map(AT)],
  ['both ends of the link', [mounted('/run/docker.sock', '/var/run/containerd/containerd.sock', '/var/run/crio')], [0, 1, 2].map(AT)],
  ['folders above', [mounted('/', '/run', '/var', '/var/run', '/run/docker', '/run/k3s/containerd')], [0, 1, 2, 3, 4, 5].map(AT)],
  ['slashes and dots', [mounted('//', '/run/', '/./run', '/etc/../run', '/../var//run/docker.sock/')], [0, 1, 2, 3, 4].map(AT)],
  ['neighbours', [mounted('/var/log', '/runner', '/run2', '/run/docker.sock2', '/run/user', '/etc', '/home/run')], []],
  ['in any folder', [mounted('/run/user/1000/docker.sock', '/x/containerd.sock', '/x/my-docker.sock')], [0, 1].map(AT)],
  ['Windows', [mounted(String.raw`\\.\pipe\docker_engine`, String.raw`C:\run`)], [AT(0)]],
  ['odd shapes', [mounted(null, 7, '', {}), pod({}, { volumes: [null, 7, { hostPath: null }, { hostPath: 'x' }, {}] })], []],
  ['no path', [pod({}, { volumes: [{ hostPath: {} }] })], []],
  ['a PersistentVolume', [volume({ hostPath: { path: '/run' } })], ['shown /spec/hostPath/path']],
  ['another source', [volume({ local: { path: '/run' } }), volume({})], []],
  ['another group', [volume({ hostPath: { path: '/run' } }, { apiVersion: 'x.io/v1' })], []],
  ['no sockets at all', [mounted('/', '/run/docker.sock')], [], { paths: [] }],
  ['an empty name', [mounted('/', '/run/docker.sock')], [], { paths: [''] }],
  ['a folder of sockets', [mounted('/opt/x', '/opt/x/y.sock', '/opt', '/opt/xy')], [0, 1, 2].map(AT), { paths: ['/opt/x/'] }],
]);

check('no-cloud-credential-mount', [
  ['in any folder', [mounted('/.aws', '/root/.aws', '/home/me/.azure/x', '/a/b/.config/gcloud', '/x/.config')], [0, 1, 2, 3, 4].map(AT)],
  ['a file and what is above it', [mounted('/etc/kubernetes/azure.json', '/etc/kubernetes', '/etc', '/')], [0, 1, 2, 3].map(AT)],
  ["root's home", [mounted('/root', '/rooted', '/root/x')], [AT(0)]],
  ['neighbours', [mounted('/aws', '/root/x.aws', '/root/.config/other', '/etc/ssl', '/etc/kubernetes/pki', '/etc2')], []],
  ['a PersistentVolume', [volume({ hostPath: { path: '/root/.aws/' } })], ['shown /spec/hostPath/path']],
  ['Windows', [mounted(String.raw`C:\k`, 'C:/k/azure.json', String.raw`C:\Users\me\.aws`, String.raw`D:\k`)], [0, 1, 2].map(AT)],
]);

describe('a path of the node', () => {
  const name = fc.constantFrom('run', 'var', 'docker.sock', '.aws', 'x');
  const folders = fc.array(name, { maxLength: 6 });
  const noise = fc.constantFrom('/', '//', '/./', '/x/../');

  it('shows another where one begins with the other', () => {
    fc.assert(
      fc.property(folders, folders, (host, entry) => {
        const shorter = Math.min(host.length, entry.length);
        expect(showsPath(`/${host.join('/')}`, `/${entry.join('/')}`)).toBe(
          host.slice(0, shorter).join('/') === entry.slice(0, shorter).join('/'),
        );
      }),
    );
  });

  it('is the same however it is written', () => {
    fc.assert(
      fc.property(folders, fc.array(noise, { minLength: 7, maxLength: 7 }), noise, (host, between, end) => {
        const noisy = host.map((part, index) => `${between[index]}${part}`).join('') + end;
        expect(told([mounted(noisy)], 'no-runtime-socket')).toEqual(told([mounted(`/${host.join('/')}`)], 'no-runtime-socket'));
      }),
    );
  });
});
