import { rules } from '../../policies/index.ts';
import { packs } from '../../policies/packs/index.ts';
import { asObject, isObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { settingsSchema } from '../../src/settings/schema.ts';

/** What the chart's values may be (JSON Schema draft-07), with the schema of the settings inside of it; helm refuses the rest. */
export function valuesSchema(): JsonObject {
  const { $schema, definitions, ...settings } = asObject(withoutFormats(settingsSchema(rules, packs))) ?? {};
  return {
    $schema: $schema ?? '',
    ...map('The values of the chart.', { ...VALUES, settings: { type: 'object', description: 'lintel.yaml, as it is.' }, global: {} }),
    // Rules of one's own have ids that no chart can know: then the webhook alone refuses what is unknown, when it starts.
    if: { properties: { policies: { maxProperties: 0 } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { settings: { $ref: '#/definitions/settings' } } },
    definitions: { ...asObject(definitions), settings },
  };
}

/** Helm's validator has formats of its own by some of these names (`duration` is ISO 8601); Lintel checks its own. */
function withoutFormats(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutFormats);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== 'format' || typeof inner !== 'string');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutFormats(inner ?? null)]));
}

function map(description: string, properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', description, properties, additionalProperties: false, ...(required.length > 0 && { required }) };
}

function whole(minimum: number, description: string, maximum?: number): JsonObject {
  return { type: 'integer', minimum, description, ...(maximum !== undefined && { maximum }) };
}

function text(description: string, pattern?: string): JsonObject {
  return { type: 'string', description, ...(pattern !== undefined && { pattern }) };
}

function strings(description: string, more: JsonObject = {}): JsonObject {
  return { type: 'object', description, additionalProperties: { type: 'string' }, ...more };
}

function list(description: string, items: JsonObject, minItems = 0): JsonObject {
  return { type: 'array', description, items, minItems };
}

const RESOURCES: JsonObject = { type: 'object', description: 'As in a container: requests and limits.' };

const IMAGE = map(
  'The image of the webhook and of the Jobs.',
  {
    repository: text('Where it is, without tag.', '^[a-z0-9][a-zA-Z0-9._:/-]*$'),
    tag: text('Default: the appVersion of the chart.', '^[\\w.-]{0,128}$'),
    digest: text('Comes before the tag.', '^(?:sha256:[0-9a-f]{64})?$'),
    pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
    pullSecrets: list('Secrets for the registry.', map('One of them.', { name: text('Its name.') }, ['name'])),
  },
  ['repository'],
);

const ISSUER = map('With cert-manager: an issuer of yours.', {
  name: text('Its name.', '^.+$'),
  kind: { enum: ['Issuer', 'ClusterIssuer'] },
  group: text('Its group; default cert-manager.io.'),
});

const CIDR = '^[0-9a-fA-F.:]+/[0-9]{1,3}$';

const NETWORK_POLICY = map('What may reach what.', {
  enabled: { type: 'boolean' },
  apiServer: map('Where the Jobs find the API server, and the webhook where it reads Secrets.', {
    cidrs: list('Blocks of addresses.', text('A CIDR.', CIDR), 1),
    ports: list('Ports.', whole(1, 'A port.', 65_535), 1),
  }),
  registries: map('Where the webhook finds registries whose images it verifies, and a mirror.', {
    cidrs: list('Blocks of addresses.', text('A CIDR.', CIDR)),
    ports: list('Ports.', whole(1, 'A port.', 65_535), 1),
  }),
  dns: map('The pods that answer DNS.', { namespace: text('Their namespace.', '^.+$'), podLabels: strings('Their labels.') }),
  metricsFrom: list('Peers (NetworkPolicyPeer) that may read metrics.', { type: 'object', minProperties: 1 }),
});

/** None that would stand where the settings or the rules do, none that leads out of their folder, and no two dots in a row: the chart means a slash by them. */
const FILE_NAME: JsonObject = {
  pattern: String.raw`^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)*$`,
  maxLength: 200,
  not: { pattern: String.raw`^(?:lintel\.yaml$|policies/)` },
};

const VALUES: JsonObject = {
  image: IMAGE,
  policies: strings('Rules of your own by file name.', { propertyNames: { pattern: '^[A-Za-z0-9][\\w.-]{0,200}\\.(?:ts|ya?ml)$' } }),
  files: strings('Files beside lintel.yaml by name.', { propertyNames: FILE_NAME }),
  registryCredentials: text('A Secret of type kubernetes.io/dockerconfigjson, in the namespace of the release.', '^[a-z0-9.-]{0,253}$'),
  replicas: whole(1, 'Pods of the webhook.'),
  judges: whole(0, 'Threads that judge beside the door.'),
  queue: whole(0, 'Requests that may wait for a judge.'),
  host: text('The address to listen on.', '^[0-9a-fA-F.:]+$'),
  drainSeconds: whole(0, 'Seconds to serve on after SIGTERM.', 20),
  terminationGracePeriodSeconds: whole(30, 'Seconds that a pod has to end; the webhook takes 25 at most.'),
  certificates: map('Who makes them.', {
    from: { enum: ['own', 'cert-manager'] },
    schedule: text('When the CronJob looks whether to renew.', '^.+$'),
    issuer: ISSUER,
  }),
  registrationWaitSeconds: whole(0, 'Seconds that a Job waits for the webhook to answer.', 3600),
  resources: RESOURCES,
  jobResources: RESOURCES,
  networkPolicy: NETWORK_POLICY,
  priorityClassName: text('A PriorityClass.'),
  nodeSelector: strings('Labels of nodes.'),
  tolerations: list('As in a pod.', { type: 'object' }),
  podLabels: strings('Further labels of the webhook’s pods.'),
  podAnnotations: strings('Further annotations of the webhook’s pods.'),
};
