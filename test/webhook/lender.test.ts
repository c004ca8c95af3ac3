import { tmpdir } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { lenderFor } from '../../src/bin/lender.ts';
import type { Puller } from '../../src/kube/puller.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { command } from '../cli/command.ts';
import { folderOf } from '../cli/run.ts';
import { ApiServer } from '../cluster/api-server.ts';
import { dockerConfig } from '../signatures/guarded.ts';

const api = await ApiServer.start();
api.pullSecret('shop', 'registry', dockerConfig({ 'r.example': 'shop:pw' }));
afterAll(async () => await api.stop());

async function lent(pullSecrets: boolean, puller: Puller | undefined) {
  const lend = lenderFor({ raw: { images: { pullSecrets } } }, { account: api.account }, { env: api.env() })(createMetrics().images);
  return await lend(puller, AbortSignal.timeout(5000));
}

describe('pull secrets', () => {
  const named: Puller = { namespace: 'shop', secrets: ['registry'] };

  test('are read where the settings want it', async () => {
    expect((await lent(true, named))?.keychain('r.example', 'app')).toEqual([{ username: 'shop', password: 'pw' }]);
    expect(await lent(true, undefined)).toBeUndefined();
  });

  test('and else not: nobody is asked, and who names some is told', async () => {
    api.asked.length = 0;
    const { keychain, lacking } = (await lent(false, named)) ?? {};
    expect(keychain?.('r.example', 'app')).toEqual([]);
    expect(lacking).toEqual([expect.stringContaining('images.pullSecrets: true')]);
    for (const puller of [undefined, { namespace: 'shop', secrets: [], account: 'default' }])
      expect(await lent(false, puller)).toBeUndefined();
    expect(api.asked).toEqual([]);
  });
});

test('a door that is to read them starts nowhere but where there is a cluster', async () => {
  const settings = 'images: { pullSecrets: true, policies: [{ match: [r.example], signatures: { by: [{ issuer: a, subject: b }] } }] }';
  const cwd = folderOf({ 'lintel.yaml': settings });
  const { code, stderr } = await command(['serve', '--port=0', '--metrics-port=0'], { cwd, env: { HOME: tmpdir() } });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('images.pullSecrets: true works in a pod') });
});
