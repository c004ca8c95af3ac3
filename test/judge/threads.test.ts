import { once } from 'node:events';
import { request } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { reviewOf as shopReviewOf } from '../../src/bin/admit.ts';
import { gatherWorld, worldFrom, type WorldSpec } from '../../src/bin/admission-world.ts';
import { hiringOf } from '../../src/bin/judges.ts';
import { openShop } from '../../src/bin/shop.ts';
import { loadSettings } from '../../src/cli/settings.ts';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Judging } from '../../src/webhook/judging.ts';
import { createMetrics, type WebhookMetrics } from '../../src/webhook/metrics.ts';
import { respond, type Route } from '../../src/webhook/respond.ts';
import { startWebhook } from '../../src/webhook/serve.ts';
import { folderOf } from '../cli/run.ts';
import { responseOf, reviewOf } from '../webhook/made-up.ts';
import { response, says } from './court.ts';
import { OWN_RULES, OWN_SETTINGS } from './own-rules.ts';

const shop = path.resolve(import.meta.dirname, '../../fixtures/shop');
const ROUTES = ['all', 'deny', 'advise', 'mutate'] as const satisfies readonly Route[];
const silent = { info: () => undefined, error: () => undefined };

function ioIn(cwd: string) {
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, env: {}, cwd, now: Date.UTC(2026, 0, 1), cores: 1 };
}

async function specOf(cwd: string, context: readonly string[] = []): Promise<WorldSpec> {
  const io = ioIn(cwd);
  return await gatherWorld(await loadSettings({}, io), context, io);
}

async function courtFor(spec: WorldSpec, judges = 1): Promise<{ court: Judging; metrics: WebhookMetrics }> {
  const metrics = createMetrics();
  const court = await hiringOf(spec, judges, 64)?.({ log: silent, metrics });
  if (court === undefined) throw new Error('no judges were hired');
  onTestFinished(() => court.close());
  return { court, metrics };
}

async function ownCourt(): Promise<{ court: Judging; metrics: WebhookMetrics }> {
  return await courtFor(await specOf(folderOf(OWN_RULES, OWN_SETTINGS)));
}

function about(name: string, namespace = 'shop'): string {
  const object: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: {} };
  return JSON.stringify(reviewOf(object, { namespace, resource: { group: '', version: 'v1', resource: 'configmaps' } }));
}

test('judges say of every object of a shop what the door itself would', async () => {
  const spec = await specOf(shop, ['.']);
  const { court } = await courtFor(spec, 2);
  const desk = { world: await worldFrom(spec), log: silent, metrics: createMetrics() };
  const { objects } = await openShop(ioIn(shop));
  const bodies = objects.map(({ subject }) => JSON.stringify(shopReviewOf(subject, subject.resource)));
  let denied = 0;
  for (const route of ROUTES) {
    for (const body of bodies) {
      const answered = await court.answer(body, route, 20_000);
      expect(answered).toEqual(respond(body, route, desk));
      if (typeof answered === 'string' && responseOf(answered)['allowed'] === false) denied++;
    }
  }
  expect(denied).toBeGreaterThan(0);
});

test.for([
  { object: 'evil', rule: 'spin', reason: 'timeout' },
  { object: 'riddle', rule: 'learner', reason: 'timeout' },
  { object: 'quit', rule: 'quits', reason: 'crash' },
])(
  'a rule that never gives $object back is stopped, named and quarantined, while others are answered',
  async ({ object, rule, reason }) => {
    const { court, metrics } = await ownCourt();
    const stuck = response(court.answer(about(object), 'deny', 5000));
    const waiting = response(court.answer(about('good', 'bank'), 'deny', 20_000));
    expect(await stuck).toMatchObject({ allowed: false, status: { message: says(`Rule ${rule} `) } });
    expect(await waiting).toMatchObject({ allowed: true });
    expect(await response(court.answer(about('good'), 'deny', 8000))).toMatchObject({ allowed: false, status: { message: says(rule) } });
    expect(await response(court.answer(about('bad', 'bank'), 'deny', 8000))).toMatchObject({
      allowed: false,
      status: { message: says('This is bad') },
    });
    expect(await metrics.text()).toContain(`lintel_rule_stops_total{rule="${rule}",reason="${reason}"} 1`);
  },
);

test('a rule that fills the memory ends its judge, and nothing else', async () => {
  const { court } = await ownCourt();
  expect(await response(court.answer(about('fat'), 'deny', 20_000))).toMatchObject({ allowed: false, status: { message: says('hungry') } });
  expect(await response(court.answer(about('good', 'bank'), 'deny', 20_000))).toMatchObject({ allowed: true });
});

test('no judge can start: neither does the door', async () => {
  const spec = await specOf(folderOf(OWN_RULES, OWN_SETTINGS));
  const broken = { ...spec, session: { ...spec.session, policyFiles: ['/nowhere/rule.ts'] } };
  const hire = hiringOf(broken, 1, 64);
  await expect(
    startWebhook({ world: await worldFrom(spec), hire, log: silent, host: '127.0.0.1', port: 0, metricsPort: 0 }),
  ).rejects.toMatchObject({ code: 'no-judge' });
});

test('closing the door waits for what the judges still have, and stops them', async () => {
  const spec = await specOf(folderOf(OWN_RULES, OWN_SETTINGS));
  let court: Judging | undefined;
  const webhook = await startWebhook({
    world: await worldFrom(spec),
    hire: async (desk) => {
      const hired = await hiringOf(spec, 1, 64)?.(desk);
      if (hired === undefined) throw new Error('no judges were hired');
      court = hired;
      return hired;
    },
    log: silent,
    host: '127.0.0.1',
    port: 0,
    metricsPort: 0,
    drainMs: 0,
  });
  const answered = court?.answer(about('evil'), 'deny', 1000);
  expect((await fetch(`${webhook.metricsUrl}/readyz`)).status).toBe(200);
  await webhook.close();
  expect(await response(answered ?? Promise.reject(new Error('no court')))).toMatchObject({ allowed: false });
});

test('the API server says how long it waits, and is answered before', async () => {
  const spec = await specOf(folderOf(OWN_RULES, OWN_SETTINGS));
  const options = { log: silent, host: '127.0.0.1', port: 0, metricsPort: 0, drainMs: 0 };
  const webhook = await startWebhook({ ...options, world: await worldFrom(spec), hire: hiringOf(spec, 1, 64) });
  onTestFinished(() => webhook.close());
  const post = async (url: string, body: string) => {
    const call = request(`${webhook.url}${url}`, { method: 'POST', ca: webhook.caPem, headers: { 'content-type': 'application/json' } });
    call.end(body);
    const [response] = await once(call, 'response');
    return responseOf(await text(response));
  };
  const started = performance.now();
  expect(await post('/validate/deny?timeout=2s', about('evil'))).toMatchObject({ allowed: false, status: { message: says('Rule spin ') } });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(await post('/validate/advise?timeout=10s', about('flood', 'bank'))).toMatchObject({ allowed: true, warnings: [says('endless')] });
  expect(await post('/validate?timeout=10s', about('bad', 'else'))).toMatchObject({
    allowed: false,
    status: { message: says('This is bad') },
  });
  const metrics = await (await fetch(`${webhook.metricsUrl}/metrics`)).text();
  expect(metrics).toContain('lintel_rule_stops_total{rule="spin",reason="timeout"} 1');
});
