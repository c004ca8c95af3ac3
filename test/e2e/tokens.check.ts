import { expect, test } from 'vitest';
import { member } from '../../src/engine/json.ts';
import { onGround } from './ground.ts';
import { pod } from './objects.ts';

const RULE = 'rules: { no-automount-token: error }';

/** The API server puts the token into a Pod before it asks any webhook. */
onGround('tokens', 'each', (ground) => {
  test('are taken out of a Pod, and refused by the account of its namespace', async () => {
    await ground().serve(`extends: []\n${RULE}\ninject: [no-automount-token]\n`);
    const namespace = await ground().namespace();
    await ground().kubectl(`create -n ${namespace} -f -`, { stdin: pod('web') });
    const spec = member(await ground().stored(`/api/v1/namespaces/${namespace}/pods/web`), 'spec');
    expect(member(spec, 'automountServiceAccountToken')).toBe(false);
    expect(JSON.stringify(spec)).not.toContain('kube-api-access');
    expect(await ground().stored(`/api/v1/namespaces/${namespace}/serviceaccounts/default`)).toMatchObject({
      automountServiceAccountToken: false,
    });
  });

  test('never keep a namespace from its account, however strict the settings', async () => {
    await ground().serve(`extends: []\n${RULE}\n`);
    const namespace = await ground().namespace();
    const { code, stderr } = await ground().kubectl(`create -n ${namespace} -f -`, { stdin: pod('web') });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('no-automount-token') });
  });
});
