import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { noAutomountToken } from '../../policies/no-automount-token.ts';
import { noEphemeralContainers } from '../../policies/no-ephemeral-containers.ts';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import type { PatchOperation } from '../../src/engine/patch.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { mutate } from '../../src/webhook/mutate.ts';
import { isFault, parseReview, printReview } from '../../src/webhook/review.ts';
import { validate } from '../../src/webhook/verdict.ts';
import { folderOf, run } from '../cli/run.ts';
import { pod, responseOf, reviewOf, workload, worldWith } from './made-up.ts';

const TOKEN = { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: 'kube-api-access-x7k2p', readOnly: true };
const DATA = { mountPath: '/data', name: 'data' };
const CONTROLLER = { userInfo: { username: 'system:serviceaccount:kube-system:service-account-controller', groups: [] } };

/** As the ServiceAccount admission plugin leaves a Pod, before any webhook sees it. */
const admitted: Resource = withSpec({
  containers: [
    { name: 'web', image: 'a:1', volumeMounts: [DATA, TOKEN] },
    { name: 'other', image: 'a:1', volumeMounts: [TOKEN, DATA] },
  ],
  serviceAccountName: 'default',
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: TOKEN.name, projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
  ],
});
const withoutToken = withSpec({
  containers: [
    { name: 'web', image: 'a:1', volumeMounts: [DATA] },
    { name: 'other', image: 'a:1', volumeMounts: [DATA] },
  ],
  serviceAccountName: 'default',
  volumes: [{ name: 'data', emptyDir: {} }],
  automountServiceAccountToken: false,
});
const account = (name: string, more: JsonObject = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop' },
  ...more,
});

describe('a token that nobody asked for', () => {
  const deployment = workload('apps/v1', 'Deployment', 'a:1');
  const spec = deployment['spec'] as { readonly template: { readonly spec: JsonObject } };
  const refused = { template: { ...spec.template, spec: { ...spec.template.spec, automountServiceAccountToken: false } } };

  test.each<readonly [what: string, before: Resource, after: Resource, request: JsonObject]>([
    ['a Pod as it comes to the webhook', admitted, withoutToken, {}],
    [
      'a Pod as it is written',
      pod('a:1'),
      withSpec({ containers: [{ name: 'web', image: 'a:1' }], automountServiceAccountToken: false }),
      {},
    ],
    ['a template', deployment, { ...deployment, spec: { ...spec, ...refused } }, {}],
    ['a Pod that refuses it', withoutToken, withoutToken, {}],
    ['an account that offers it', account('web', { automountServiceAccountToken: true }), account('web', REFUSING), {}],
    ['an account that is silent', account('web'), account('web'), {}],
    ['the account of pods that name none, as its controller makes it', account('default'), account('default', REFUSING), CONTROLLER],
  ])('is taken away alike at both doors: %s', async (_what, before, after, request) => {
    expect(injected(before, request)).toEqual(after);
    expect(await fixed(before)).toEqual(after);
  });

  test.each<readonly [what: string, request: JsonObject, allowed: boolean]>([
    ['denied to people', {}, false],
    ['only warned about where a controller makes it, or no pod of a new namespace would start', CONTROLLER, true],
  ])('the account "default" is %s', (_what, request, allowed) => {
    const world = worldWith({ rules: [noAutomountToken], severity: { [noAutomountToken.id]: 'error' } });
    const response = told(reviewOf(account('default'), request), (review) => validate(review, 'all', world));
    expect(response).toMatchObject({ allowed, ...(allowed && { warnings: [expect.stringContaining('no-automount-token')] }) });
  });
});

describe('an ephemeral container', () => {
  test.each<readonly [what: string, old: Resource, object: Resource, allowed: boolean]>([
    ['the first', pod('a:1'), debugged('a'), false],
    ['one more', debugged('a'), debugged('a', 'b'), false],
    ['one that was there', debugged('a'), debugged('a'), true],
  ])('is judged by its subresource: %s', (_what, oldObject, object, allowed) => {
    const world = worldWith({ rules: [noEphemeralContainers], severity: { [noEphemeralContainers.id]: 'error' } });
    const request = { operation: 'UPDATE', subResource: 'ephemeralcontainers', oldObject };
    expect(told(reviewOf(object, request), (review) => validate(review, 'all', world))['allowed']).toBe(allowed);
  });
});

const REFUSING = { automountServiceAccountToken: false };

function debugged(...names: readonly string[]): Resource {
  return withSpec({ containers: [], ephemeralContainers: names.map((name) => ({ name, image: 'sh:1' })) });
}

function withSpec(spec: JsonObject): Resource {
  return { ...pod('a:1'), spec };
}

function told(review: JsonObject, answer: (request: Parameters<typeof mutate>[0]) => ReturnType<typeof mutate>): JsonObject {
  const request = parseReview(JSON.stringify(review));
  if (isFault(request)) throw new Error(request.message);
  return responseOf(printReview(request.uid, answer(request).answer));
}

/** What the webhook makes of an object. */
function injected(object: Resource, request: JsonObject): Json {
  const world = worldWith({ rules: [noAutomountToken], injected: [noAutomountToken.id] });
  const { patch } = told(reviewOf(object, request), (review) => mutate(review, world));
  return patched(object, typeof patch === 'string' ? (JSON.parse(Buffer.from(patch, 'base64').toString()) as PatchOperation[]) : []);
}

/** What the linter makes of its file. */
async function fixed(object: Resource): Promise<Json> {
  const files = { 'a.yaml': stringify(object), 'lintel.yaml': `extends: []\nrules: { ${RULE}: warning }\ninject: [${RULE}]\n` };
  const cwd = folderOf(files);
  await run(['fix', '--injected'], { cwd });
  return parse(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')) as Json;
}

/** RFC 6902, as far as these patches go. */
function patched(object: Json, patch: readonly PatchOperation[]): Json {
  const copy = structuredClone(object);
  for (const operation of patch) {
    const keys = operation.path.slice(1).split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
    if (operation.op !== 'remove') (parent as Record<string, unknown>)[last] = operation.value;
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete (parent as Record<string, unknown>)[last];
  }
  return copy;
}

const RULE = noAutomountToken.id;
