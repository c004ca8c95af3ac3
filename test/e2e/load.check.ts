import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asList, asString, member, valueAt, type Json } from '../../src/engine/json.ts';
import { makeCertificate } from '../../src/webhook/certificate.ts';
import { openBalancer, type Balancer } from './balancer.ts';
import { startDoor, type Door } from './door.ts';
import { onGround } from './ground.ts';
import { LATEST, pod, SETTINGS } from './objects.ts';
import { partFolder } from './part.ts';
import { bring, certificateAt } from './served.ts';
import { until } from './until.ts';

/** Many at once, and webhooks that come, go and change meanwhile: no admission is lost, and none is let in unseen. */
onGround('under load', 'newest', (ground) => {
  const folder = partFolder('load');
  const caFile = path.join(folder, 'ca.crt');
  let balancer: Balancer;
  let namespace = '';

  beforeAll(async () => {
    namespace = await ground().namespace();
    balancer = await openBalancer();
    return async () => {
      await balancer.close();
      rmSync(folder, { recursive: true });
    };
  });

  test('200 Pods created at once are all mended and made; bad ones among them are all denied', async () => {
    const door = await doorBehind();
    await registerBalancer([door]);
    const there = await ground().namespace();
    const replies = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { status, body } = await ground().jane.post(
          `/api/v1/namespaces/${there}/pods`,
          pod(`p${index}`, index % 10 === 0 ? LATEST : {}),
        );
        const isAsEver = index % 10 === 0 ? status === 403 : status === 201 && mendedCpu(body) === '100m';
        return isAsEver ? 'as ever' : `${status} ${asString(member(body, 'message'))}`;
      }),
    );
    expect(replies.filter((reply) => reply !== 'as ever')).toEqual([]);
    const { body } = await ground().jane.get(`/api/v1/namespaces/${there}/pods`);
    expect(asList(member(body, 'items')).map(mendedCpu)).toEqual(Array.from({ length: 180 }, () => '100m'));
    await ground().unregister();
    await leave();
  });

  test('two webhooks behind a Service are replaced one after the other, and no admission fails', async () => {
    const doors = [await doorBehind(), await doorBehind()];
    await registerBalancer(doors);
    await underLoad(async () => {
      for (const door of doors) {
        const next = await doorBehind();
        await untilAnswered(20);
        process.kill(door.part.pid, 'SIGTERM');
        await until('the old one has left', () => !door.part.isRunning());
        balancer.doors.delete(door);
        await untilAnswered(20);
        expect(next.part.isRunning()).toBe(true);
      }
    });
    await ground().unregister();
    await leave();
  });

  test('the certificate is replaced, and no admission fails', async () => {
    const door = await doorBehind();
    const renewed = await makeCertificate([], Date.now());
    writeFileSync(caFile, `${door.ca}${renewed.ca}`);
    await ground().registerAt(balancer.url, caFile, door.settingsFile);
    await untilEffective();
    const before = await certificateAt(door.url);
    await underLoad(async () => {
      await untilAnswered(20);
      bring(renewed, door);
      await until('the new certificate is shown', async () => (await certificateAt(door.url)) !== before);
      await untilAnswered(20);
    });
    // Whoever trusts the new authority alone is served.
    writeFileSync(caFile, renewed.ca);
    await ground().unregister();
    await ground().registerAt(balancer.url, caFile, door.settingsFile);
    await untilEffective();
    await ground().unregister();
    await leave();
  });

  async function leave(): Promise<void> {
    for (const door of balancer.doors) await door.part.stop();
    balancer.doors.clear();
  }

  /** Doors of one Service share a certificate. */
  async function doorBehind(): Promise<Door> {
    const [first] = balancer.doors;
    const door = await startDoor(SETTINGS, {
      flags: ['--drain-seconds', '2'],
      ...(first !== undefined && { twin: first }),
    });
    balancer.doors.add(door);
    return door;
  }

  async function registerBalancer([door]: readonly Door[]): Promise<void> {
    writeFileSync(caFile, door?.ca ?? '');
    await ground().registerAt(balancer.url, caFile, door?.settingsFile ?? '');
    await untilEffective();
  }

  async function untilEffective(): Promise<void> {
    await until('the API server asks through the Service', async () => {
      const denied = await ground().jane.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod('probe', LATEST));
      const mended = await ground().jane.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod('probe'));
      return denied.status === 403 && mendedCpu(mended.body) === '100m';
    });
  }

  let answered = 0;
  const wrong: unknown[] = [];

  /** Creates good and bad Pods one after the other, four at a time, while something happens; each must be answered as ever. */
  async function underLoad(happening: () => Promise<void>): Promise<void> {
    answered = 0;
    wrong.length = 0;
    const happened = { over: false };
    const client = async (): Promise<void> => {
      while (!happened.over) {
        const isBad = answered % 2 === 0;
        const { status, body } = await ground().jane.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod('p', isBad ? LATEST : {}));
        const cpu = mendedCpu(body);
        const asEver = isBad ? status === 403 : status === 201 && cpu === '100m';
        if (!asEver) wrong.push([status, asString(member(body, 'message')), cpu]);
        answered += 1;
      }
    };
    const clients = Array.from({ length: 4 }, client);
    try {
      await happening();
    } finally {
      happened.over = true;
      await Promise.all(clients);
    }
    expect(wrong).toEqual([]);
    console.log(`${answered} admissions meanwhile, all as ever`);
  }

  async function untilAnswered(more: number): Promise<void> {
    const goal = answered + more;
    await until(`${more} more admissions are answered`, () => answered >= goal);
  }
});

function mendedCpu(object: Json): Json | undefined {
  return valueAt(object, ['spec', 'containers', 0, 'resources', 'requests', 'cpu']);
}
