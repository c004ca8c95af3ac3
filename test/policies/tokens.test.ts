import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { judgedTogether } from './judge.ts';
import { check, pod } from './table.ts';

const account = (automountServiceAccountToken: Json, name = 'a', namespaceName = 'default'): JsonObject => ({
  kind: 'ServiceAccount',
  metadata: { name, namespace: namespaceName },
  automountServiceAccountToken,
});
const runsAs = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({ metadata: { name: 'p', ...metadata }, ...pod({}, spec) });
const MOUNTS = '0: pod /spec/automountServiceAccountToken';

check('no-automount-token', [
  ['an account that is not there', [runsAs({ serviceAccountName: 'a' }), account(false, 'b')], [MOUNTS]],
  ['an account that refuses', [runsAs({ serviceAccountName: 'a' }), account(false)], []],
  ['an account that is silent', [runsAs({ serviceAccountName: 'a' }), account(null)], [MOUNTS]],
  ['an account that offers', [runsAs({ serviceAccountName: 'a' }), account(true)], [MOUNTS, '1: account /automountServiceAccountToken']],
  ['the account of another namespace', [runsAs({ serviceAccountName: 'a' }), account(false, 'a', 'x')], [MOUNTS]],
  ['both in another namespace', [runsAs({ serviceAccountName: 'a' }, { namespace: 'x' }), account(false, 'a', 'x')], []],
  ['the old field', [runsAs({ serviceAccount: 'a' }), account(false)], []],
  ['the account of those that name none', [runsAs({ serviceAccountName: '' }), account(false, 'default')], []],
  ['a pod that refuses', [runsAs({ serviceAccountName: 'a', automountServiceAccountToken: false }), account(null)], []],
  ['a pod that asks', [runsAs({ serviceAccountName: 'a', automountServiceAccountToken: true }), account(false)], [MOUNTS]],
  ['null is silence', [runsAs({ serviceAccountName: 'a', automountServiceAccountToken: null }), account(false)], []],
  [
    'two of one name',
    [runsAs({ serviceAccountName: 'a' }), account(false), account(true)],
    [MOUNTS, '2: account /automountServiceAccountToken'],
  ],
  [
    'the default account',
    [account(null, 'default'), account(true, 'default', 'x'), account(false, 'default', 'y')],
    ['0: default /automountServiceAccountToken', '1: default /automountServiceAccountToken'],
  ],
  ['no pod spec', [{ metadata: { name: 'p' } }, { spec: 7 }], []],
]);

describe('no-automount-token', () => {
  it('names the account whose word holds', () => {
    const [finding] = judgedTogether([runsAs({ serviceAccountName: 'a' }), account(false), account(true)], 'no-automount-token');
    expect(finding?.related).toEqual([
      {
        resource: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'default', name: 'a' },
        path: ['automountServiceAccountToken'],
        document: '2',
      },
    ]);
  });
});
