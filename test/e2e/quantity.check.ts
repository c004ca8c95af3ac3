import { expect, test } from 'vitest';
import { asList, valueAt } from '../../src/engine/json.ts';
import { STORED_QUANTITIES } from '../kube/stored-quantity.rows.ts';
import { onGround } from './ground.ts';

/** The rows that we hold our own reading against are what a real API server says. */
onGround('quantities as they are stored', 'each', (ground) => {
  test('each row', async () => {
    const limits = STORED_QUANTITIES.map(([written], index) => ({ type: `example.com/row-${index}`, max: { cpu: written } }));
    const path = '/api/v1/namespaces/default/limitranges?dryRun=All';
    const { body } = await ground().admin.post(path, {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'rows' },
      spec: { limits },
    });
    const stored = asList(valueAt(body, ['spec', 'limits'])).map((item) => valueAt(item, ['max', 'cpu']));
    expect(stored, JSON.stringify(body).slice(0, 500)).toEqual(STORED_QUANTITIES.map(([, text]) => text));
  });
});
