import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ApiServer } from './api-server.ts';

const server = await ApiServer.start();
afterAll(async () => await server.stop());

test('so many questions are open at once, and the others wait', async () => {
  server.objects.set('/a', { is: 'a' });
  let open = 0;
  let most = 0;
  server.fault = (_request, response) => {
    most = Math.max(most, ++open);
    response.once('close', () => open--);
    setTimeout(() => response.end('{}'), 20);
    return true;
  };
  const cluster = server.cluster(2);
  const replies = await Promise.all(Array.from({ length: 6 }, () => cluster.get('/a')));
  server.fault = undefined;
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(most).toBe(2);
});

test('a token that is replaced is used from the next question on, and one that is not there is a fault', async () => {
  const cluster = server.cluster();
  const file = path.join(server.account, 'token');
  expect(await cluster.get('/a')).toEqual({ status: 200, body: { is: 'a' } });
  writeFileSync(file, 'another');
  expect(await cluster.get('/a')).toMatchObject({ status: 401 });
  rmSync(file);
  await expect(cluster.get('/a')).rejects.toMatchObject({ code: 'ENOENT' });
});
