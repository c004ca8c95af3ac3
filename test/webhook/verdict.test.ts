import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import { asObject, type Json, type JsonObject } from '../../src/engine/json.ts';
import { isFault, parseReview, printReview } from '../../src/webhook/review.ts';
import { validate, type Entry } from '../../src/webhook/verdict.ts';
import { fieldPath } from '../../src/webhook/wording.ts';
import type { World } from '../../src/webhook/world.ts';
import { NOW, pod, responseOf, reviewOf, workload, worldWith } from './made-up.ts';

/** The response to a review, by way of text as on the wire. */
function answer(review: JsonObject, world: World = worldWith(), entry: Entry = 'all'): JsonObject {
  const request = parseReview(JSON.stringify(review));
  if (isFault(request)) throw new Error(request.message);
  return responseOf(printReview(request.uid, validate(request, entry, world).answer));
}

function messageOf(response: JsonObject): string {
  return JSON.parse(JSON.stringify(response['status'] ?? {}))['message'] ?? '';
}

test('a denial that a person understands', () => {
  const response = answer(reviewOf(pod('a:latest', { owner: 'us', team: 'red' })));
  expect(response).toEqual({
    uid: 'uid-1',
    allowed: false,
    status: { status: 'Failure', code: 403, reason: 'Forbidden', message: expect.any(String) },
    auditAnnotations: { denied: 'no-latest=1', audited: 'set-priority=1' },
  });
  expect(messageOf(response)).toBe(
    [
      'Lintel denies Pod shop/web for one finding:',
      '- no-latest at spec.containers[0].image: Image "a:latest" has tag latest. Wanted: The summary says what is wanted. See https://lintel.dev/rules/no-latest',
    ].join('\n'),
  );
});

describe('each entry answers for its half', () => {
  const object = pod('a:latest', { team: 'red' });
  test.for([
    { entry: 'all', allowed: false, warnings: 1, keys: ['audited', 'denied', 'warned'] },
    { entry: 'deny', allowed: false, warnings: 0, keys: ['denied'] },
    { entry: 'advise', allowed: true, warnings: 1, keys: ['audited', 'warned'] },
  ] as const)('$entry', ({ entry, allowed, warnings, keys }) => {
    const response = answer(reviewOf(object), worldWith(), entry);
    expect(response['allowed']).toBe(allowed);
    expect(response['warnings'] ?? []).toHaveLength(warnings);
    expect(Object.keys(response['auditAnnotations'] as object).toSorted()).toEqual(keys);
  });
});

test('a warning names rule, message, path and link', () => {
  expect(answer(reviewOf(pod('a:1', { team: 'red' })), worldWith(), 'advise')['warnings']).toEqual([
    'want-owner: Label "owner" is missing. (metadata.labels.owner) https://lintel.dev/rules/want-owner',
  ]);
});

test('many findings are cut: ten in a denial, and warnings to what the API server takes', () => {
  const containers = Array.from({ length: 60 }, (_, index) => ({ name: `c${index}`, image: `${'long/'.repeat(60)}${index}:latest` }));
  const object = { ...pod('a:1'), spec: { containers } };
  const message = messageOf(answer(reviewOf(object)));
  expect(message.split('\n')).toHaveLength(12);
  expect(message).toContain('... and 50 more');
  const warnings = answer(reviewOf(object), worldWith({ severity: { 'no-latest': 'warning' } }))['warnings'] as string[];
  expect(Math.max(...warnings.map((text) => text.length))).toBeLessThanOrEqual(256);
  expect(warnings.join('').length).toBeLessThanOrEqual(4096);
  expect(warnings.at(-1)).toMatch(/and \d+ more findings/u);
  expect(warnings[0]).toContain('https://lintel.dev/rules/no-latest');
});

describe('UPDATE ratchets', () => {
  const rows: readonly { readonly what: string; readonly review: JsonObject; readonly allowed: boolean; readonly warns?: string }[] = [
    {
      what: 'an old finding warns',
      review: update(pod('a:latest', { owner: 'me', team: 'b' }), pod('a:latest')),
      allowed: true,
      warns: 'no-latest: not new: ',
    },
    { what: 'a new one denies', review: update(pod('a:latest'), pod('a:1')), allowed: false },
    { what: 'another value at the same place denies', review: update(pod('b:latest'), pod('a:latest')), allowed: false },
    { what: 'a measured amount that shrinks warns', review: update(many(7), many(9)), allowed: true, warns: 'few-replicas: not new: ' },
    { what: 'a measured amount that grows denies', review: update(many(9), many(7)), allowed: false },
    { what: 'no old object: judged in full', review: update(pod('a:latest'), null), allowed: false },
    {
      what: 'an object on its way out is let go',
      review: update(pod('a:latest'), pod('a:1', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })),
      allowed: true,
    },
  ];
  test.for(rows)('$what', ({ review, allowed, warns }) => {
    const response = answer(review);
    expect(response['allowed']).toBe(allowed);
    if (warns !== undefined) expect(response['warnings']).toEqual([expect.stringContaining(warns)]);
    expect(answer(review, worldWith(), 'deny')['allowed']).toBe(allowed);
    if (warns !== undefined) expect(answer(review, worldWith(), 'advise')['warnings']).toHaveLength(1);
  });
});

describe('operations and subresources', () => {
  const deployment = workload('apps/v1', 'Deployment', 'a:1');
  const known = {
    ownerOf: ({ kind, name }: { kind: string; name: string }) => (kind === 'Deployment' && name === 'web' ? deployment : undefined),
  };
  const rows: readonly {
    readonly what: string;
    readonly request: JsonObject;
    readonly more?: Partial<World>;
    readonly allowed: boolean;
  }[] = [
    { what: 'DELETE is not judged', request: { operation: 'DELETE', object: null, oldObject: pod('a:latest') }, allowed: true },
    { what: 'DELETE without old object', request: { operation: 'DELETE', object: null }, allowed: true },
    {
      what: 'CONNECT',
      request: { operation: 'CONNECT', subResource: 'exec', object: { apiVersion: 'v1', kind: 'PodExecOptions' } },
      allowed: true,
    },
    {
      what: 'status',
      request: { operation: 'UPDATE', subResource: 'status', object: pod('a:latest'), oldObject: pod('a:1') },
      allowed: true,
    },
    { what: 'binding', request: { subResource: 'binding', object: { apiVersion: 'v1', kind: 'Binding', metadata: 7 } }, allowed: true },
    {
      what: 'an ephemeral container is judged',
      request: {
        operation: 'UPDATE',
        subResource: 'ephemeralcontainers',
        object: {
          ...pod('a:1'),
          spec: { containers: [{ name: 'web', image: 'a:1' }], ephemeralContainers: [{ name: 'debug', image: 'sh:latest' }] },
        },
        oldObject: pod('a:1'),
      },
      allowed: false,
    },
    {
      what: 'resize is judged',
      request: { operation: 'UPDATE', subResource: 'resize', object: pod('a:latest'), oldObject: pod('a:1') },
      allowed: false,
    },
    { what: 'scale up', request: scaleTo(9), more: known, allowed: false },
    { what: 'scale a little', request: scaleTo(4), more: known, allowed: true },
    { what: 'scale to zero', request: scaleTo(0), more: known, allowed: true },
    { what: 'scale of what is not known', request: scaleTo(9), allowed: true },
  ];
  test.for(rows)('$what', ({ request, more, allowed }) => {
    expect(answer(reviewOf(null, request), worldWith({}, more))['allowed']).toBe(allowed);
  });
});

test('an exempt finding enforces nothing, and stands in the audit', () => {
  const exemption = { rule: 'no-latest', scope: {}, reason: 'r', expires: NOW + 1 };
  const response = answer(reviewOf(pod('a:latest')), worldWith({ exemptions: [exemption] }), 'deny');
  expect(response).toEqual({ uid: 'uid-1', allowed: true, auditAnnotations: { exempted: 'no-latest=1' } });
  expect(answer(reviewOf(pod('a:latest')), worldWith({ exemptions: [{ ...exemption, expires: NOW }] }), 'deny')['allowed']).toBe(false);
});

test('every finding is recorded, whatever the entry leaves out', () => {
  const seen: Finding[] = [];
  answer(reviewOf(pod('a:latest', {})), worldWith({}, { onVerdict: (_uid, findings) => seen.push(...findings) }), 'advise');
  expect(seen.map(({ rule, enforcement }) => `${rule} ${enforcement}`)).toEqual([
    'no-latest deny',
    'want-owner warn',
    'pod-team deny',
    'set-priority audit',
  ]);
});

test.for([
  { path: [], text: 'the object' },
  { path: ['spec', 'containers', 0, 'image'], text: 'spec.containers[0].image' },
  { path: ['metadata', 'labels', 'a.b/c'], text: 'metadata.labels["a.b/c"]' },
])('a path as people write it: $text', ({ path, text }) => {
  expect(fieldPath(path)).toBe(text);
});

function update(object: Json, oldObject: Json): JsonObject {
  return reviewOf(object, { operation: 'UPDATE', oldObject });
}

function many(replicas: number): JsonObject {
  const deployment = workload('apps/v1', 'Deployment', 'a:1');
  return { ...deployment, spec: { ...asObject(deployment['spec']), replicas } };
}

function scaleTo(replicas: number): JsonObject {
  return {
    operation: 'UPDATE',
    subResource: 'scale',
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    object: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: replicas === 0 ? {} : { replicas } },
  };
}
