import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { judged, mended, ruleNamed } from './judge.ts';
import { check, everywhere, inEach, pod, secured, windows } from './table.ts';

const AT = '/spec/containers/0';

check('read-only-root-fs', [
  ['every kind of container', [everywhere({})], inEach('missing */securityContext/readOnlyRootFilesystem')],
  ['false', [secured({ readOnlyRootFilesystem: false })], [`writable ${AT}/securityContext/readOnlyRootFilesystem`]],
  ['null', [secured({ readOnlyRootFilesystem: null })], [`missing ${AT}/securityContext/readOnlyRootFilesystem`]],
  ['true', [secured({ readOnlyRootFilesystem: true })], []],
  [
    "a pod's has no such field",
    [secured(null, { securityContext: { readOnlyRootFilesystem: true } })],
    [`missing ${AT}/securityContext/readOnlyRootFilesystem`],
  ],
  windows(pod({})),
]);

const capabilities = (drop: Json, add: Json = []) => secured({ capabilities: { drop, add } });
const DROP = `${AT}/securityContext/capabilities/drop`;
const ADD = `${AT}/securityContext/capabilities/add`;

check('drop-net-raw', [
  ['nothing', [everywhere({})], inEach('kept */securityContext/capabilities/drop')],
  ['others', [capabilities(['CHOWN'])], [`kept ${DROP}`]],
  ['in any case', [capabilities(['net_Raw']), capabilities(['aLL'])], []],
  ['with CAP_', [capabilities(['CAP_NET_RAW'])], [`misnamed ${DROP}`]],
  ['ALL with CAP_', [capabilities(['cap_all'])], [`misnamed ${DROP}`]],
  ['both ways', [capabilities(['CAP_NET_RAW', 'NET_RAW'])], []],
  ['added', [capabilities(['ALL'], ['CHOWN', 'cap_net_raw'])], [`added ${ADD}/1`]],
  ['added and dropped', [capabilities(['NET_RAW'], ['NET_RAW'])], [`added ${ADD}/0`]],
  ['added, not dropped', [capabilities([], ['NET_RAW'])], [`kept ${DROP}`, `added ${ADD}/0`]],
  ['everything added', [capabilities(['ALL'], ['ALL'])], [`added ${ADD}/0`]],
  ['everything but it', [capabilities(['NET_RAW'], ['all'])], []],
  windows(capabilities([], ['NET_RAW'])),
  ['odd shapes', [capabilities(7, 'NET_RAW')], [`kept ${DROP}`]],
]);

const mounts = (volumeMounts: Json, volumes: Json = [{ name: 'v', hostPath: { path: '/x' } }]) => pod({ volumeMounts }, { volumes });
const MOUNT = `${AT}/volumeMounts/0`;

check('no-writable-host-path', [
  [
    'every kind of container',
    [{ spec: { ...(everywhere({ volumeMounts: [{ name: 'v' }] })['spec'] as JsonObject), volumes: [{ name: 'v', hostPath: {} }] } }],
    inEach('writable */volumeMounts/0/readOnly'),
  ],
  ['null', [mounts([{ name: 'v', readOnly: null }])], [`writable ${MOUNT}/readOnly`]],
  ['true', [mounts([{ name: 'v', readOnly: true }])], []],
  ['a word', [mounts([{ name: 'v', readOnly: 'true' }])], [`writable ${MOUNT}/readOnly`]],
  ['another volume', [mounts([{ name: 'w' }]), mounts([{ name: 'v' }], [{ name: 'v', emptyDir: {} }])], []],
  ['read-only, and its submounts too', [mounts([{ name: 'v', readOnly: true, recursiveReadOnly: 'Enabled' }])], []],
  [
    'odd shapes',
    [mounts(7), mounts([null, 7, 'v']), mounts([{ name: 'v' }], 7), mounts([{ name: 'v' }], [{ name: 'v', hostPath: null }])],
    [],
  ],
]);

check('mount-propagation-none', [
  ['both ways', [mounts([{ mountPropagation: 'Bidirectional' }])], [`propagated ${MOUNT}/mountPropagation`]],
  ['one way', [mounts([{ mountPropagation: 'HostToContainer' }])], []],
  ['one way, strictly', [mounts([{ mountPropagation: 'HostToContainer' }])], [`propagated ${MOUNT}/mountPropagation`], { strict: true }],
  ['none', [mounts([{ mountPropagation: 'None' }, { mountPropagation: null }, {}])], [], { strict: true }],
  ['odd shapes', [mounts([{ mountPropagation: ['Bidirectional'] }, null])], [], { strict: true }],
]);

check('no-sub-path-exploit', [
  ['both', [mounts([{ subPath: 'a' }, { subPathExpr: 'b' }])], [`subPath ${MOUNT}/subPath`, `subPath ${AT}/volumeMounts/1/subPathExpr`]],
  ['none', [mounts([{ subPath: '' }, { subPath: null }, { subPath: 7 }])], []],
]);

check('security-context-present', [
  ['none', [everywhere({})], inEach('missing */securityContext')],
  ['empty ones', [secured({}, { securityContext: {} })], [`missing ${AT}/securityContext`]],
  ['one that says nothing', [secured({ runAsUser: null })], [`missing ${AT}/securityContext`]],
  ['its own', [secured({ privileged: false })], []],
  ["the pod's", [secured(null, { securityContext: { fsGroup: 1 } })], []],
  ['odd shapes', [secured('x', { securityContext: [1] })], [`missing ${AT}/securityContext`]],
]);

const ports = (...numbers: readonly Json[]) => pod({ ports: numbers.map((containerPort) => ({ containerPort })) });

check('no-ssh-port', [
  ['every kind of container', [everywhere({ ports: [{ containerPort: 22 }] })], inEach('ssh */ports/0/containerPort')],
  ['others', [ports(2222, 220), pod({ ports: [{ hostPort: 22, containerPort: 1 }] })], []],
  ['none listed', [ports(22)], [], { ports: [] }],
  ['odd shapes', [ports('22', null), pod({ ports: 22 }), pod({ ports: [null, 22] })], []],
]);

check('no-privileged-port', [
  ['the ends', [ports(1023, 1024)], [`below ${AT}/ports/0/containerPort`]],
  ['another minimum', [ports(80, 79)], [`below ${AT}/ports/1/containerPort`], { min: 80 }],
  ['odd shapes', [ports('80', null)], []],
]);

const starts = (command: Json, args: Json = null) => pod({ command, args });
const COMMAND = (word: number) => `sudo ${AT}/command/${word}`;
const ARGS = (word: number) => `sudo ${AT}/args/${word}`;

check('no-sudo-entrypoint', [
  ['the first word', [starts(['sudo', 'x'])], [COMMAND(0)]],
  ['of a folder', [starts(['/usr/bin/sudo'])], [COMMAND(0)]],
  ['behind a wrapper', [starts(['env', 'A=b', 'sudo', 'x'])], [COMMAND(2)]],
  ['in a script', [starts(['/bin/bash', '-ec', 'a; sudo b'])], [COMMAND(2)]],
  ['in a script of args', [starts(['sh', '-c'], ['a && sudo b'])], [ARGS(0)]],
  ['in a substitution', [starts(['sh', '-c', 'x=$(sudo id)'])], [COMMAND(2)]],
  ['twice in one word', [starts(['sh', '-c', 'sudo a; sudo b'])], [COMMAND(2)]],
  ['the first of args', [starts(null, ['sudo', 'x'])], [ARGS(0)]],
  ['a shell as the entrypoint', [starts(null, ['-c', 'sudo x'])], [ARGS(1)]],
  ['an entrypoint that runs its args', [starts(['/docker-entrypoint.sh'], ['sudo'])], [ARGS(0)]],
  ['an init that runs its args', [starts(['/sbin/my_init'], ['sudo'])], [ARGS(0)]],
  ['args of a program', [starts(['grep', '--'], ['sudo', '/etc/group']), starts(['echo', 'sudo'])], []],
  ['other words', [starts(['pseudo', 'sudoers'], ['--sudo', 'sudo=1', '/etc/sudo/x'])], []],
  ['spoken of', [starts(['sh', '-c', "echo 'sudo x' # sudo y"])], []],
  ['odd shapes', [starts('sudo', 'sudo'), starts([null, 7, { a: 'sudo' }], [['sudo']])], []],
]);

const classed = (runtimeClassName: Json) => pod({}, { runtimeClassName });

check('hardened-runtime-class', [
  ['absent', [pod({})], ['missing /spec/runtimeClassName']],
  ['empty and null', [classed(''), classed(null)], ['0: missing /spec/runtimeClassName', '1: missing /spec/runtimeClassName']],
  ['absent, not required', [pod({})], [], { required: false }],
  ['allowed', [classed('kata'), classed('gvisor')], []],
  ['another', [classed('kata-qemu')], ['notAllowed /spec/runtimeClassName']],
  ['none allowed', [classed('kata')], ['notAllowed /spec/runtimeClassName'], { allowed: [], required: false }],
]);

check('no-interactive', [
  ['every kind of container', [everywhere({ tty: true })], inEach('interactive */tty')],
  ['both', [pod({ stdin: true, tty: true })], [`interactive ${AT}/stdin`, `interactive ${AT}/tty`]],
  ['neither', [pod({ stdin: false, tty: null, stdinOnce: true })], []],
]);

check('no-ephemeral-containers', [
  ['some', [{ spec: { ephemeralContainers: [{}, {}] } }], ['present /spec/ephemeralContainers']],
  ['none', [{ spec: { ephemeralContainers: [] } }, { spec: { ephemeralContainers: null } }, {}], []],
]);

const namespace = (labels: Json, name = 'shop'): JsonObject => ({ kind: 'Namespace', metadata: { name, labels } });
const level = (value: Json, name?: string) => namespace({ 'pod-security.kubernetes.io/enforce': value }, name);
const LABEL = '/metadata/labels/pod-security.kubernetes.io~1enforce';

check('namespace-pss-label', [
  [
    'absent',
    [namespace(null), namespace({ 'pod-security.kubernetes.io/enforce-version': 'v1.30' })],
    [`0: missing ${LABEL}`, `1: missing ${LABEL}`],
  ],
  ['below', [level('privileged')], [`below ${LABEL}`]],
  ['enough', [level('baseline'), level('restricted')], []],
  ['below restricted', [level('baseline'), level('restricted')], [`0: below ${LABEL}`], { minimum: 'restricted' }],
  ['any', [level('privileged'), namespace({}, 'b')], [`1: missing ${LABEL}`], { minimum: 'privileged' }],
  ['no level', [level('Restricted'), level(''), level(7)], [0, 1, 2].map((index) => `${index}: unknown ${LABEL}`)],
  ['left alone', [namespace({}, 'default'), namespace({}, 'kube-system'), namespace({}, 'kube')], [`2: missing ${LABEL}`]],
  ['others left alone', [namespace({}, 'default'), namespace({}, 'x-1')], [`0: missing ${LABEL}`], { exempt: ['x-*'] }],
  ['none left alone', [namespace({}, 'default')], [`missing ${LABEL}`], { exempt: [] }],
]);

const scc = (allowPrivilegedContainer: Json, apiVersion = 'security.openshift.io/v1'): JsonObject => ({
  apiVersion,
  kind: 'SecurityContextConstraints',
  metadata: { name: 's' },
  allowPrivilegedContainer,
});

check('scc-no-privileged', [
  ['allowed', [scc(true)], ['privileged /allowPrivilegedContainer']],
  ['not', [scc(false), scc(null), scc('true'), scc(true, 'x.io/v1')], []],
]);

describe('amounts', () => {
  it.each<readonly [rule: string, object: JsonObject, amount: number]>([
    ['no-privileged-port', ports(80), -80],
    ['no-ephemeral-containers', { spec: { ephemeralContainers: [{}, {}] } }, 2],
  ])('%s', (rule, object, amount) => {
    expect(judged(object, [ruleNamed(rule)])[0]?.amount).toBe(amount);
  });
});

describe('mending', () => {
  const token = { name: 'kube-api-access-a' };

  it.each<readonly [rule: string, before: JsonObject, after: JsonObject]>([
    ['drop-net-raw', capabilities(['CHOWN'], ['NET_RAW', 'X', 'cap_net_raw']), capabilities(['CHOWN', 'NET_RAW'], ['X'])],
    ['drop-net-raw', capabilities(['X', 'CAP_ALL']), capabilities(['X', 'ALL'])],
    ['drop-net-raw', capabilities(['ALL'], ['ALL']), capabilities(['ALL'], ['ALL'])],
    ['drop-net-raw', pod({}), secured({ capabilities: { drop: ['NET_RAW'] } })],
    ['no-interactive', pod({ tty: true }), pod({ tty: false })],
    ['no-writable-host-path', mounts([{ name: 'v' }]), mounts([{ name: 'v', readOnly: true }])],
    ['mount-propagation-none', mounts([{ mountPropagation: 'Bidirectional' }]), mounts([{ mountPropagation: 'None' }])],
    ['read-only-root-fs', pod({}), secured({ readOnlyRootFilesystem: true })],
    [
      'no-automount-token',
      pod({ volumeMounts: [token, { name: 'x' }, token] }, { volumes: [token, { name: 'x' }, token] }),
      pod({ volumeMounts: [{ name: 'x' }] }, { volumes: [{ name: 'x' }], automountServiceAccountToken: false }),
    ],
    [
      'no-automount-token',
      pod({}, { volumes: [{ name: 'kube-api-access' }] }),
      pod({}, { volumes: [{ name: 'kube-api-access' }], automountServiceAccountToken: false }),
    ],
  ])('%s', (rule, before, after) => {
    expect(mended(before, rule)).toEqual({ apiVersion: 'v1', kind: 'Pod', ...after });
  });
});
