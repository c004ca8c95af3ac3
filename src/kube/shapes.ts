/** The JSON type of a field, and of what it holds; a part that is absent is not looked at. */
export interface Shape {
  /** As a message says it. */
  readonly name: string;
  /** What `typeof` says, and `list`. */
  readonly types: readonly string[];
  readonly items?: Shape;
  readonly values?: Shape;
  readonly fields?: ReadonlyMap<string, Shape>;
}

const STRING: Shape = { name: 'a string', types: ['string'] };
const BOOLEAN: Shape = { name: 'a boolean', types: ['boolean'] };
const NUMBER: Shape = { name: 'a number', types: ['number'] };
const NUMBER_OR_STRING: Shape = { name: 'a number or a string', types: ['number', 'string'] };
const QUANTITY: Shape = { name: 'a quantity', types: ['number', 'string'] };

function mapping(fields: Readonly<Record<string, Shape>> = {}): Shape {
  return { name: 'a mapping', types: ['object'], fields: new Map(Object.entries(fields)) };
}

function mapOf(values: Shape): Shape {
  return { name: 'a mapping', types: ['object'], values };
}

function listOf(items: Shape): Shape {
  return { name: 'a list', types: ['list'], items };
}

/** Several fields of one shape. */
function each(shape: Shape, names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]));
}

/** What rules read of meta/v1 ObjectMeta. */
export const METADATA: Shape = mapping({ ...each(STRING, 'name generateName namespace'), ...each(mapOf(STRING), 'labels annotations') });

const RESOURCES: Shape = mapping({ ...each(mapOf(QUANTITY), 'limits requests'), claims: listOf(mapping({ name: STRING })) });

const HTTP_HEADER: Shape = mapping(each(STRING, 'name value'));
const HANDLER = {
  exec: mapping({ command: listOf(STRING) }),
  httpGet: mapping({ ...each(STRING, 'path host scheme'), port: NUMBER_OR_STRING, httpHeaders: listOf(HTTP_HEADER) }),
  tcpSocket: mapping({ host: STRING, port: NUMBER_OR_STRING }),
  grpc: mapping({ port: NUMBER, service: STRING }),
};
const PROBE_NUMBERS = 'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds';
const PROBE: Shape = mapping({ ...HANDLER, ...each(NUMBER, PROBE_NUMBERS) });
const HOOK: Shape = mapping({ ...HANDLER, sleep: mapping({ seconds: NUMBER }) });

/** What the security contexts of pods and containers share. */
const SECURITY = {
  ...each(NUMBER, 'runAsUser runAsGroup'),
  runAsNonRoot: BOOLEAN,
  ...each(mapping(each(STRING, 'type localhostProfile')), 'seccompProfile appArmorProfile'),
  seLinuxOptions: mapping(each(STRING, 'user role type level')),
  windowsOptions: mapping({ hostProcess: BOOLEAN, ...each(STRING, 'gmsaCredentialSpec gmsaCredentialSpecName runAsUserName') }),
};
const CONTAINER_SECURITY: Shape = mapping({
  ...SECURITY,
  ...each(BOOLEAN, 'privileged allowPrivilegeEscalation readOnlyRootFilesystem'),
  procMount: STRING,
  capabilities: mapping(each(listOf(STRING), 'add drop')),
});
const POD_SECURITY: Shape = mapping({
  ...SECURITY,
  ...each(STRING, 'fsGroupChangePolicy supplementalGroupsPolicy'),
  fsGroup: NUMBER,
  supplementalGroups: listOf(NUMBER),
  sysctls: listOf(mapping(each(STRING, 'name value'))),
});

const KEY_REF: Shape = mapping({ ...each(STRING, 'name key'), optional: BOOLEAN });
const SOURCE_REF: Shape = mapping({ name: STRING, optional: BOOLEAN });
const ENV: Shape = mapping({ ...each(STRING, 'name value'), valueFrom: mapping(each(KEY_REF, 'secretKeyRef configMapKeyRef')) });
const ENV_FROM: Shape = mapping({ prefix: STRING, ...each(SOURCE_REF, 'secretRef configMapRef') });
const PORT: Shape = mapping({ ...each(NUMBER, 'containerPort hostPort'), ...each(STRING, 'name protocol hostIP') });
const MOUNT: Shape = mapping({ ...each(STRING, 'name mountPath subPath mountPropagation'), readOnly: BOOLEAN });

const CONTAINER: Shape = mapping({
  ...each(STRING, 'name image imagePullPolicy restartPolicy workingDir'),
  ...each(listOf(STRING), 'command args'),
  ...each(PROBE, 'livenessProbe readinessProbe startupProbe'),
  env: listOf(ENV),
  envFrom: listOf(ENV_FROM),
  lifecycle: mapping(each(HOOK, 'postStart preStop')),
  ports: listOf(PORT),
  resources: RESOURCES,
  securityContext: CONTAINER_SECURITY,
  volumeDevices: listOf(mapping(each(STRING, 'name devicePath'))),
  volumeMounts: listOf(MOUNT),
});

const VOLUME: Shape = mapping({
  name: STRING,
  emptyDir: mapping({ medium: STRING, sizeLimit: QUANTITY }),
  hostPath: mapping(each(STRING, 'path type')),
  secret: mapping({ secretName: STRING, items: listOf(mapping(each(STRING, 'key path'))) }),
  configMap: mapping({ name: STRING, items: listOf(mapping(each(STRING, 'key path'))) }),
  projected: mapping({ sources: listOf(mapping()) }),
  image: mapping(each(STRING, 'reference pullPolicy')),
  persistentVolumeClaim: mapping({ claimName: STRING, readOnly: BOOLEAN }),
});

/** What rules read of core/v1 PodSpec. */
export const POD_SPEC: Shape = mapping({
  ...each(BOOLEAN, 'hostNetwork hostPID hostIPC hostUsers shareProcessNamespace automountServiceAccountToken enableServiceLinks'),
  ...each(NUMBER, 'terminationGracePeriodSeconds activeDeadlineSeconds priority'),
  ...each(STRING, 'restartPolicy serviceAccountName serviceAccount priorityClassName schedulerName nodeName runtimeClassName dnsPolicy'),
  ...each(listOf(CONTAINER), 'containers initContainers ephemeralContainers'),
  affinity: mapping(each(mapping(), 'nodeAffinity podAffinity podAntiAffinity')),
  nodeSelector: mapOf(STRING),
  os: mapping({ name: STRING }),
  imagePullSecrets: listOf(mapping({ name: STRING })),
  hostAliases: listOf(mapping()),
  resources: RESOURCES,
  securityContext: POD_SECURITY,
  tolerations: listOf(mapping(each(STRING, 'key operator value effect'))),
  topologySpreadConstraints: listOf(mapping({ ...each(STRING, 'topologyKey whenUnsatisfiable'), maxSkew: NUMBER })),
  volumes: listOf(VOLUME),
});
