import { describe, expect, it, test } from 'vitest';
import { packs } from '../../policies/packs/index.ts';
import { rules } from '../../policies/index.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import { compile } from '../../src/settings/compile.ts';
import type { RawSettings } from '../../src/settings/raw.ts';
import { readSettings } from '../../src/settings/read.ts';
import { judged, mended, ruleNamed } from './judge.ts';
import { check, pod } from './table.ts';

const secured = (securityContext: JsonObject, spec: JsonObject = {}) => pod({ securityContext }, spec);
const path = (rest: string, container = '/spec/containers/0') => `${container}/securityContext/${rest}`;

check('no-privileged', [
  ['a string is not true', [secured({ privileged: 'true' })], []],
  [
    'in each list',
    [{ spec: { initContainers: [{ securityContext: { privileged: true } }] } }],
    [`privileged ${path('privileged', '/spec/initContainers/0')}`],
  ],
]);

check('no-privilege-escalation', [
  ['a string is not false', [secured({ allowPrivilegeEscalation: 'false' })], [`missing ${path('allowPrivilegeEscalation')}`]],
  ['v1.8 is the first', [pod({})], [`missing ${path('allowPrivilegeEscalation')}`], { pss: 'v1.8' }],
  ['a version to come is the newest', [pod({}, { os: { name: 'windows' } })], [], { pss: 'v1.999' }],
]);

check('run-as-non-root', [
  ['a user below none', [secured({ runAsUser: -1 })], [`missing ${path('runAsNonRoot')}`]],
  ['a user that is no number', [secured({ runAsUser: '1000' })], [`missing ${path('runAsNonRoot')}`]],
  ['the first user', [secured({ runAsUser: 1 })], []],
  ["the pod's user counts for a container without one", [pod({}, { securityContext: { runAsUser: 1 } })], []],
  [
    "a container's root overrides it",
    [secured({ runAsUser: 0 }, { securityContext: { runAsUser: 1 } })],
    [`missing ${path('runAsNonRoot')}`],
  ],
  ['users of its own are no excuse', [pod({}, { hostUsers: false })], [`missing ${path('runAsNonRoot')}`]],
  ['but for the standard of v1.35', [pod({}, { hostUsers: false })], [], { pss: 'v1.35' }],
  ['which no user satisfies', [secured({ runAsUser: 1 })], [`missing ${path('runAsNonRoot')}`], { pss: 'latest' }],
]);

check('no-root-uid', [
  ['v1.23 is the first', [secured({ runAsUser: 0 })], [`root ${path('runAsUser')}`], { pss: 'v1.23' }],
  ['a string is no user', [secured({ runAsUser: '0' })], []],
]);

check('seccomp-profile', [
  ['a profile that is none', [secured({ seccompProfile: 'RuntimeDefault' })], [`type ${path('seccompProfile')}`]],
  ['a type that is none', [secured({ seccompProfile: { type: ['RuntimeDefault'] } })], [`type ${path('seccompProfile')}`]],
  ['in another case', [secured({ seccompProfile: { type: 'runtimedefault' } })], [`type ${path('seccompProfile')}`]],
  ['v1.19 is the first of the field', [pod({})], [`missing ${path('seccompProfile')}`], { pss: 'v1.19' }],
  ['a bad profile under allowMissing', [secured({ seccompProfile: {} })], [`type ${path('seccompProfile')}`], { allowMissing: true }],
]);

check('apparmor-profile', [
  ['a bad profile of the pod that no container inherits', [bothAppArmor('runtime/default')], []],
  ['that one of two inherits', [bothAppArmor('runtime/default', [{ name: 'other' }])], ['type /spec/securityContext/appArmorProfile']],
  ['but for the standard', [bothAppArmor('runtime/default')], ['type /spec/securityContext/appArmorProfile'], { pss: 'v1.0' }],
  [
    'an annotation that a value is none',
    [{ metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 7 } }, ...pod({}) }],
    [],
  ],
]);

check('selinux-options', [
  [
    'no type is allowed at all',
    [secured({ seLinuxOptions: { type: 'container_t' } })],
    [`type ${path('seLinuxOptions/type')}`],
    { allowed: [] },
  ],
  ['options that are none', [secured({ seLinuxOptions: 'spc_t' })], []],
]);

const reserved = pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.ip_local_reserved_ports' }] } });

check('safe-sysctls', [
  ['from the version on that has it', [reserved], [], { pss: 'v1.27' }],
  ['and not before', [reserved], ['unsafe /spec/securityContext/sysctls/0/name'], { pss: 'v1.26' }],
  ['what is no list', [pod({}, { securityContext: { sysctls: { name: 'kernel.msgmax' } } })], []],
  ['an item without a name', [pod({}, { securityContext: { sysctls: [null] } })], ['unsafe /spec/securityContext/sysctls/0/name']],
  [
    'a pattern with slashes',
    [pod({}, { securityContext: { sysctls: [{ name: 'net.ipv4.conf.eth0/1.forwarding' }, { name: 'net/ipv4/conf/eth0.1/forwarding' }] } })],
    [],
    { allowed: ['net/ipv4/conf/*/forwarding'] },
  ],
]);

check('no-host-port', [
  ['a string is no port', [pod({ ports: [{ hostPort: '80' }] })], []],
  ['a range without ends is any port', [pod({ ports: [{ hostPort: 80 }] })], [], { allowed: [{}] }],
  [
    'up to an end',
    [pod({ ports: [{ hostPort: 80 }, { hostPort: 81 }] })],
    ['port /spec/containers/0/ports/1/hostPort'],
    { allowed: [{ max: 80 }] },
  ],
]);

check('no-host-path', [
  ['a path that is none', [pod({}, { volumes: [{ hostPath: 'x' }] })], ['path /spec/volumes/0/hostPath'], { allowed: [{ prefix: '/' }] }],
  ['a dot is nothing', [hostPath('/var/./log')], [], { allowed: [{ prefix: '/var/log' }] }],
  ['two dots in a name are a name', [hostPath('/var/log..old')], [], { allowed: [{ prefix: '/var' }] }],
  ['two dots at the end', [hostPath('/var/log/..')], ['path /spec/volumes/0/hostPath'], { allowed: [{ prefix: '/var' }] }],
  ['a prefix that is longer', [hostPath('/var')], ['path /spec/volumes/0/hostPath'], { allowed: [{ prefix: '/var/log' }] }],
]);

check('allowed-volume-types', [
  ['none is allowed', [pod({}, { volumes: [{ name: 'a' }] })], ['type /spec/volumes/0/emptyDir'], { allowed: [] }],
  [
    'a flexVolume without a driver',
    [pod({}, { volumes: [{ flexVolume: {} }] })],
    ['driver /spec/volumes/0/flexVolume'],
    { allowed: ['flexVolume'], flexDrivers: ['a'] },
  ],
]);

check('no-probe-host-override', [
  [
    'the standard asks from v1.34 on',
    [pod({ lifecycle: { preStop: { tcpSocket: { host: 'a' } } } })],
    ['host /spec/containers/0/lifecycle/preStop/tcpSocket/host'],
    { pss: 'latest' },
  ],
]);

test('an annotation of the beta is about the container that it names, if there is one', () => {
  const [named] = judged(annotated('container.apparmor.security.beta.kubernetes.io/app'), [ruleNamed('apparmor-profile')], {
    pss: 'latest',
  });
  const [stray] = judged(annotated('container.apparmor.security.beta.kubernetes.io/x'), [ruleNamed('apparmor-profile')], { pss: 'latest' });
  expect([named?.container, stray?.messageId, stray?.container]).toEqual(['app', 'annotation', undefined]);
});

describe('a value that settings give, where it has a place', () => {
  const capabilities = (add: readonly string[], drop?: readonly string[]) => secured({ capabilities: { add, ...(drop && { drop }) } });
  const onHost = pod({ ports: [{ containerPort: 80 }] }, { hostNetwork: true });
  const RUNTIME_DEFAULT = { type: 'RuntimeDefault' };
  const unconfinedByAnnotation = annotated('container.apparmor.security.beta.kubernetes.io/app');
  const unconfinedOfOld = annotated('seccomp.security.alpha.kubernetes.io/pod');

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['no-root-uid', secured({ runAsUser: 0 }), { fixWith: 1000 }, secured({ runAsUser: 1000 })],
    [
      'seccomp-profile',
      secured({ seccompProfile: { type: 'Unconfined' } }),
      { fixWith: { type: 'Localhost', localhostProfile: 'a' } },
      secured({ seccompProfile: { type: 'Localhost', localhostProfile: 'a' } }),
    ],
    [
      'no-host-port',
      pod({ ports: [{ hostPort: 80, containerPort: 80 }] }),
      { fixWith: 0 },
      pod({ ports: [{ hostPort: 0, containerPort: 80 }] }),
    ],
    ['no-host-pid', pod({}, { hostPID: true }), { fixWith: false }, pod({}, { hostPID: false })],
    ['no-dangerous-capabilities', capabilities(['SYS_TIME']), { fixWith: 'CHOWN' }, capabilities(['CHOWN'])],
    ['drop-all-capabilities', capabilities(['SYS_TIME']), { fixWith: ['ALL'] }, capabilities(['SYS_TIME'], ['ALL'])],
    ['run-as-non-root', secured({ runAsUser: 0 }), { fixWith: true }, secured({ runAsUser: 0 })],
    ['no-privilege-escalation', secured({ privileged: true }), { fixWith: false }, secured({ privileged: true })],
    ['no-host-port', onHost, { fixWith: 0 }, onHost],
    [
      'apparmor-profile',
      unconfinedByAnnotation,
      { fixWith: RUNTIME_DEFAULT },
      { ...unconfinedByAnnotation, ...secured({ appArmorProfile: RUNTIME_DEFAULT }) },
    ],
    ['seccomp-profile', unconfinedOfOld, { fixWith: { type: 'RuntimeDefault' }, pss: 'v1.18' }, unconfinedOfOld],
  ])('%s', (rule, before, parameters, after) => {
    expect(mended(before, rule, parameters)).toEqual({ apiVersion: 'v1', kind: 'Pod', ...after });
  });
});

const STANDARD = rules.filter(({ parameters }) => parameters !== undefined && Object.hasOwn(parameters, 'pss'));

test('the packs are the levels, with every version, and the restricted one adds to baseline', () => {
  const [baseline, restricted] = ['pss-baseline', 'pss-restricted'].map((name) => packs.find((pack) => pack.name === name));
  expect([...(restricted?.rules.keys() ?? [])].toSorted()).toEqual(STANDARD.map(({ id }) => id));
  expect([...(baseline?.rules.keys() ?? [])].every((id) => restricted?.rules.has(id))).toBe(true);
  expect([baseline?.rules.size, restricted?.rules.size]).toEqual([14, 19]);
  expect(baseline?.standard?.versions.slice(0, 2)).toEqual(['v1.0', 'v1.1']);
  expect(baseline?.standard?.versions.slice(-2)).toEqual(['v1.36', 'latest']);
});

test.each<[RawSettings, string]>([
  [{ extends: ['pss-restricted'] }, 'latest'],
  [{ extends: ['pss-restricted@v1.28'], kubernetesVersion: 'v1.24' }, 'v1.28'],
  [{ extends: ['pss-restricted'], kubernetesVersion: 'v1.24' }, 'v1.24'],
  [{ extends: ['pss-restricted@latest'], kubernetesVersion: '1.99' }, 'v1.99'],
])('%j is the standard of %s', (raw, version) => {
  const versions = compile(raw, { rules, packs }).policy.rules.map(({ setting }) => setting.parameters['pss']);
  expect(new Set(versions)).toEqual(new Set([version]));
});

test.each([
  ['v1.28', 0],
  ['v1.120', 0],
  ['1.28', 1],
  ['v1.028', 1],
  ['', 1],
])('a rule may be asked for the standard of %j', (version, faults) => {
  const text = `rules: { no-privileged: [error, { pss: ${JSON.stringify(version)} }] }`;
  expect(readSettings(text, 'lintel.yaml', { rules, packs }).faults).toHaveLength(faults);
});

function hostPath(at: string): JsonObject {
  return pod({}, { volumes: [{ name: 'v', hostPath: { path: at } }] });
}

function annotated(annotation: string): JsonObject {
  return { metadata: { annotations: { [annotation]: 'unconfined' } }, ...pod({}) };
}

function bothAppArmor(annotation: string, initContainers: readonly JsonObject[] = []): JsonObject {
  const annotations = { 'container.apparmor.security.beta.kubernetes.io/app': annotation };
  return { metadata: { annotations }, ...pod({}, { initContainers, securityContext: { appArmorProfile: { type: 'Unconfined' } } }) };
}
