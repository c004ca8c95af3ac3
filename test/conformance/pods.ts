import * as fc from 'fast-check';
import type { JsonObject } from '../../src/engine/json.ts';

/**
 * Pods as the standard sees them: every field that it reads, mostly in order, so that about a third of the pods is allowed; each with
 * values at its borders, among them some that the API would refuse later.
 */
export function pods(): fc.Arbitrary<JsonObject> {
  return fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Pod'),
    metadata: fc.record({ name: fc.constant('p'), annotations: annotations() }),
    spec: some({
      containers: fc.tuple(container('a'), rarely(container('b'))).map((all) => all.filter((one) => one !== undefined)),
      initContainers: rarely(fc.tuple(container('i'))),
      ephemeralContainers: rarely(fc.tuple(container('e'))),
      os: rarely(fc.record({ name: fc.constantFrom('windows', 'windows', 'linux') })),
      hostUsers: fc.constantFrom(undefined, undefined, true, false),
      hostNetwork: mostly(undefined, true),
      hostPID: mostly(false, true),
      hostIPC: mostly(undefined, true),
      volumes: rarely(fc.array(volume(), { minLength: 1, maxLength: 2 })),
      securityContext: fc.oneof({ weight: 6, arbitrary: podContext() }, { weight: 1, arbitrary: fc.constant(undefined) }),
    }),
  });
}

function container(name: string): fc.Arbitrary<JsonObject> {
  return some({
    name: fc.constant(name),
    securityContext: fc.oneof({ weight: 20, arbitrary: containerContext() }, { weight: 1, arbitrary: fc.constant(undefined) }),
    ports: rarely(fc.tuple(some({ containerPort: fc.constant(1), hostPort: mostly(0, 80) }))),
    livenessProbe: rarely(handler()),
    readinessProbe: rarely(handler()),
    startupProbe: rarely(handler()),
    lifecycle: rarely(some({ postStart: rarely(handler()), preStop: rarely(handler()) })),
  });
}

const SHARED = {
  runAsNonRoot: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(undefined, true, true, null) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  runAsUser: rarely(mostly(1000, 0)),
  seccompProfile: fc.oneof(fc.constant(undefined), profile()),
  appArmorProfile: rarely(profile()),
  seLinuxOptions: rarely(
    some({
      type: mostly('container_t', 'container_kvm_t', 'container_engine_t', '', 'spc_t', 'Container_t'),
      user: mostly(undefined, '', 'u'),
      role: mostly(undefined, '', 'r'),
    }),
  ),
  windowsOptions: rarely(some({ hostProcess: mostly(false, true) })),
};

function podContext(): fc.Arbitrary<JsonObject> {
  return some({ ...SHARED, sysctls: rarely(fc.array(sysctl(), { minLength: 1, maxLength: 2 })) });
}

function containerContext(): fc.Arbitrary<JsonObject> {
  return some({
    ...SHARED,
    privileged: mostly(undefined, true, false),
    allowPrivilegeEscalation: mostly(false, true, undefined),
    procMount: mostly(undefined, 'Default', 'Unmasked', ''),
    capabilities: fc.oneof({ weight: 12, arbitrary: capabilities() }, { weight: 1, arbitrary: fc.constant(undefined) }),
  });
}

function capabilities(): fc.Arbitrary<JsonObject> {
  return some({
    drop: mostly(['ALL'], ['NET_RAW', 'ALL'], [], ['all'], ['CAP_ALL'], undefined),
    add: rarely(
      fc.array(mostly('NET_BIND_SERVICE', 'CHOWN', 'SYS_ADMIN', 'NET_RAW', 'CAP_CHOWN', 'chown', 'ALL'), { minLength: 1, maxLength: 2 }),
    ),
  });
}

function profile(): fc.Arbitrary<JsonObject> {
  return some({ type: mostly('RuntimeDefault', 'Localhost', 'Unconfined', '', 'unconfined'), localhostProfile: rarely(fc.constant('x')) });
}

function handler(): fc.Arbitrary<JsonObject> {
  const host = mostly(undefined, '', '127.0.0.1');
  return fc.oneof(some({ httpGet: some({ host }) }), some({ tcpSocket: some({ host }) }), fc.constant({ exec: {} }));
}

function volume(): fc.Arbitrary<JsonObject> {
  const [fine, others] = [
    'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
    'hostPath nfs gitRepo iscsi flexVolume gcePersistentDisk storageos fc'.split(' '),
  ];
  return fc
    .oneof({ weight: 10, arbitrary: fc.constantFrom(...fine) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
    .map((type) => ({ name: type, [type]: {} }));
}

function sysctl(): fc.Arbitrary<JsonObject> {
  const name = mostly(
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_reserved_ports',
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_rmem',
    'kernel.msgmax',
    'net/ipv4/tcp_syncookies',
  );
  return fc.record({ name, value: fc.constantFrom('1', '1+x=1') });
}

/** Of containers that are there, and of one that is not. */
function annotations(): fc.Arbitrary<JsonObject> {
  const profiles = mostly('runtime/default', 'localhost/x', 'docker/default', '', 'unconfined', 'Runtime/default', 'localhost/');
  const prefixes = ['container.apparmor.security.beta.kubernetes.io/', 'container.seccomp.security.alpha.kubernetes.io/'];
  const keys = prefixes.flatMap((prefix) => ['a', 'b', 'i', 'x'].map((name) => prefix + name));
  return fc.dictionary(fc.constantFrom(...keys, 'seccomp.security.alpha.kubernetes.io/pod'), profiles, { maxKeys: 2 });
}

/** The first value mostly, any of the others now and then. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** A mapping of what is there. */
function some(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonObject> {
  return fc.record(fields).map((made) => JSON.parse(JSON.stringify(made)) as JsonObject);
}
