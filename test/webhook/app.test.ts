import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/engine/json.ts';
import { buildWebhook } from '../../src/webhook/app.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import type { World } from '../../src/webhook/world.ts';
import { NOW, pod, responseOf, reviewOf, worldWith } from './made-up.ts';

const tls = await makeCertificate([], NOW);

/** A door that keeps its log lines. */
function doorTo(world: World) {
  const lines: Record<string, unknown>[] = [];
  const note = (fields: Readonly<Record<string, unknown>>, message: string) => void lines.push({ ...fields, message });
  const metrics = createMetrics();
  const app = buildWebhook({ world, metrics, tls, log: { info: note, error: note } });
  const post = (url: string, payload: string, type: string | undefined = 'application/json') =>
    app.inject({ method: 'POST', url, payload, headers: type === '' ? {} : { 'content-type': type } });
  return { app, lines, metrics, post };
}

const json = JSON.stringify;

describe('what is no review', () => {
  const request = (more: object): string => json(reviewOf(pod('a:1'), more as Record<string, Json>));
  const rows: readonly {
    readonly what: string;
    readonly body: string;
    readonly type?: string;
    readonly status: number;
    readonly code: string;
    readonly says: string;
  }[] = [
    { what: 'empty body', body: '', status: 400, code: 'empty-body', says: 'The body is empty' },
    { what: 'no JSON', body: '{"a":', status: 400, code: 'not-json', says: 'JSON' },
    { what: 'a list', body: '[]', status: 400, code: 'not-a-review', says: 'a list' },
    { what: 'null', body: 'null', status: 400, code: 'not-a-review', says: 'null' },
    { what: 'another kind', body: '{"kind":"Pod"}', status: 400, code: 'not-a-review', says: 'kind is "Pod"' },
    {
      what: 'v1beta1',
      body: json({ ...reviewOf(pod('a:1')), apiVersion: 'admission.k8s.io/v1beta1' }),
      status: 400,
      code: 'unknown-version',
      says: 'v1beta1',
    },
    { what: 'no version', body: '{"kind":"AdmissionReview"}', status: 400, code: 'unknown-version', says: 'missing' },
    {
      what: 'no request',
      body: json({ ...reviewOf(null), request: undefined }),
      status: 400,
      code: 'bad-request',
      says: 'request is missing',
    },
    { what: 'no uid', body: request({ uid: undefined }), status: 400, code: 'bad-request', says: 'request.uid is missing' },
    { what: 'a uid of another type', body: request({ uid: 7 }), status: 400, code: 'bad-request', says: 'request.uid is a number' },
    {
      what: 'unknown operation',
      body: request({ operation: 'PATCH' }),
      status: 400,
      code: 'bad-request',
      says: 'request.operation is "PATCH"',
    },
    { what: 'text', body: 'hello', type: 'text/plain', status: 415, code: 'wrong-content-type', says: 'application/json' },
    { what: 'no content type', body: 'hello', type: '', status: 415, code: 'wrong-content-type', says: 'application/json' },
    {
      what: 'a tab in the content type',
      body: 'hello',
      type: 'application/json\ta',
      status: 415,
      code: 'wrong-content-type',
      says: 'application/json',
    },
    { what: '9 MB', body: json(reviewOf({ padding: 'x'.repeat(9_000_000) })), status: 413, code: 'body-too-large', says: '8 MiB' },
  ];
  test.for(rows)('$what', async ({ body, type, status, code, says }) => {
    const { post, lines } = doorTo(worldWith());
    for (const url of ['/validate', '/validate/deny', '/validate/advise', '/mutate']) {
      const reply = await post(url, body, type);
      const said = reply.json<{ statusCode: number; code: string; message: string }>();
      expect({ status: reply.statusCode, ...said }).toMatchObject({ status, statusCode: status, code });
      expect(said.message).toContain(says);
    }
    expect(lines).toHaveLength(4);
  });

  test.for([
    { method: 'GET', url: '/validate', status: 405, code: 'wrong-method' },
    { method: 'PUT', url: '/mutate?timeout=3s', status: 405, code: 'wrong-method' },
    { method: 'GET', url: '/', status: 404, code: 'unknown-path' },
    { method: 'POST', url: '/validate/else', status: 404, code: 'unknown-path' },
  ] as const)('$method $url', async ({ method, url, status, code }) => {
    const reply = await doorTo(worldWith()).app.inject({ method, url });
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toMatchObject({ code });
  });
});

describe('odd objects get a verdict', () => {
  const rows: readonly { readonly what: string; readonly object: string; readonly allowed: boolean; readonly says?: string }[] = [
    { what: 'null where CREATE brings an object', object: 'null', allowed: false, says: 'request.object is null' },
    { what: 'a number', object: '7', allowed: false, says: 'a number' },
    { what: 'a list', object: '[]', allowed: false, says: 'a list' },
    { what: 'no kind', object: '{"apiVersion":"v1"}', allowed: false, says: 'no kind' },
    { what: 'a kind that is a number', object: '{"apiVersion":"v1","kind":7}', allowed: false, says: 'no kind' },
    { what: 'metadata: 7', object: '{"apiVersion":"v1","kind":"ConfigMap","metadata":7}', allowed: false, says: 'metadata' },
    { what: 'containers: {}', object: '{"apiVersion":"v1","kind":"Pod","spec":{"containers":{}}}', allowed: false, says: 'containers' },
    {
      what: 'containers: [null]',
      object: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"owner":"a","team":"b"}},"spec":{"containers":[null]}}',
      allowed: true,
    },
    { what: 'an unknown kind', object: '{"apiVersion":"example.org/v1","kind":"Thing"}', allowed: true },
    {
      what: '__proto__ keys in data',
      object:
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","labels":{"owner":"a"}},"data":{"__proto__":"x","constructor":"y"}}',
      allowed: true,
    },
  ];
  test.for(rows)('$what', async ({ object, allowed, says = '' }) => {
    const { post } = doorTo(worldWith());
    const body = json(reviewOf('OBJECT')).replace('"OBJECT"', object);
    for (const url of ['/validate', '/validate/deny']) {
      const reply = await post(url, body);
      const response = responseOf(reply.body);
      expect(reply.statusCode).toBe(200);
      expect(response).toMatchObject({ uid: 'uid-1', allowed });
      if (!allowed) expect(member(response['status'], 'message')).toContain(says);
    }
    for (const url of ['/validate/advise', '/mutate']) expect(responseOf((await post(url, body)).body)).toMatchObject({ allowed: true });
  });

  test('a key named __proto__ is counted as the data that it is', async () => {
    const { post } = doorTo(worldWith({}, { onVerdict: (uid, findings) => seen.push(uid, ...findings.map(({ message }) => message)) }));
    const seen: string[] = [];
    const object = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","labels":{"owner":"a"}},"data":{"__proto__":"x","b":"y"}}';
    await post('/validate', json(reviewOf('OBJECT')).replace('"OBJECT"', object));
    expect(seen).toEqual(['uid-1', 'Has 2 keys.']);
  });

  test.for(['[', '{"a":'])('nesting without end: %s', async (open) => {
    const depth = 200_000;
    const deep = `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;
    const body = json(reviewOf({ ...pod('a:latest'), extra: 'DEEP' })).replace('"DEEP"', deep);
    const { post } = doorTo(worldWith({ injected: ['set-priority'] }));
    for (const url of ['/validate', '/mutate']) {
      const reply = await post(url, body);
      expect(reply.statusCode).toBe(200);
      expect(responseOf(reply.body)['allowed']).toBe(url === '/mutate');
    }
  });
});

describe('what is told', () => {
  test('a line for denied, none for allowed, and nothing of what objects contain', async () => {
    const { post, lines } = doorTo(worldWith());
    await post('/validate', json(reviewOf(pod('a:1'))));
    expect(lines).toEqual([]);
    await post('/validate', json(reviewOf(pod('password:latest'), { dryRun: true })));
    expect(lines).toMatchObject([{ message: 'denied', uid: 'uid-1', user: 'jane', namespace: 'shop', dryRun: true, rules: ['no-latest'] }]);
    expect(json(lines)).not.toContain('password');
  });

  test('a rule that throws denies, is named, and what it said stays out of the log', async () => {
    const { post, lines, metrics } = doorTo(worldWith());
    const reply = await post('/validate', json(reviewOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } })));
    expect(responseOf(reply.body)).toMatchObject({ allowed: false, auditAnnotations: { denied: 'broken=1' } });
    expect(lines).toMatchObject([{ message: 'denied', failedRules: ['broken'] }]);
    expect(json(lines)).not.toContain('hunter2');
    expect(await metrics.text()).toContain('lintel_rule_failures_total{rule="broken"} 1');
  });

  test.for([
    { url: '/validate', allowed: false },
    { url: '/validate/deny', allowed: false },
    { url: '/validate/advise', allowed: true },
    { url: '/mutate', allowed: true },
  ])('a fault of our own at $url', async ({ url, allowed }) => {
    const facts = {
      viewFor() {
        throw new TypeError('quoting hunter2');
      },
    };
    const { post, lines } = doorTo(worldWith({ injected: ['set-priority'] }, { facts }));
    const reply = await post(url, json(reviewOf(pod('a:1'))));
    expect(responseOf(reply.body)).toMatchObject({ uid: 'uid-1', allowed });
    expect(lines).toMatchObject([{ message: 'failed', uid: 'uid-1' }]);
    expect(json(lines)).toContain('TypeError');
    expect(json(lines)).not.toContain('hunter2');
  });

  test('metrics by entry and verdict, by rule and outcome', async () => {
    const { post, metrics } = doorTo(worldWith());
    await post('/validate/deny', json(reviewOf(pod('a:latest'))));
    await post('/validate/advise', json(reviewOf(pod('a:1', { team: 'red' }))));
    const text = await metrics.text();
    expect(text).toContain('lintel_admission_requests_total{entry="deny",verdict="denied"} 1');
    expect(text).toContain('lintel_admission_requests_total{entry="advise",verdict="allowed"} 1');
    expect(text).toContain('lintel_findings_total{rule="no-latest",outcome="denied"} 1');
    expect(text).toContain('lintel_findings_total{rule="want-owner",outcome="warned"} 1');
    expect(text).toContain('lintel_admission_duration_seconds_count{entry="deny"} 1');
  });
});

describe('what is taken', () => {
  test.for(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('content type %s', async (type) => {
    expect((await doorTo(worldWith()).post('/validate', json(reviewOf(pod('a:1'))), type)).statusCode).toBe(200);
  });

  test('a review that is as large as two objects of the API server', async () => {
    const object = { ...pod('a:1'), extra: 'x'.repeat(7_000_000) };
    expect((await doorTo(worldWith()).post('/validate', json(reviewOf(object)))).statusCode).toBe(200);
  });
});

test('any JSON gets an answer, and none meets a fault of ours', async () => {
  const { post, lines } = doorTo(worldWith({ injected: ['set-priority'] }));
  const kinds = fc.constantFrom(
    ['v1', 'Pod'],
    ['apps/v1', 'Deployment'],
    ['batch/v1', 'CronJob'],
    ['v1', 'ConfigMap'],
    ['autoscaling/v1', 'Scale'],
  );
  const resource = fc
    .record({ at: kinds, metadata: fc.jsonValue(), spec: fc.jsonValue() })
    .map(({ at: [apiVersion, kind], ...rest }) => ({ apiVersion, kind, ...rest }));
  const object = fc.oneof(fc.jsonValue(), resource);
  const request = fc.record({
    object,
    oldObject: object,
    operation: fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'CONNECT'),
    subResource: fc.constantFrom('', 'scale', 'resize'),
    userInfo: fc.oneof(fc.jsonValue(), fc.constant({ username: 'system:kube-controller-manager' })),
    resource: fc.jsonValue(),
  });
  const url = fc.constantFrom('/validate', '/validate/deny', '/validate/advise', '/mutate');
  await fc.assert(
    fc.asyncProperty(request, url, async (more, path) => {
      const reply = await post(path, json(reviewOf(null, more)));
      expect(responseOf(reply.body)['uid']).toBe('uid-1');
      expect(lines.filter(({ message }) => message === 'failed')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
