import { expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { withoutBookkeeping } from '../../src/kube/bookkeeping.ts';

const KEPT = {
  name: 'a',
  namespace: 'b',
  labels: { uid: '1' },
  deletionTimestamp: '2026-01-15T09:30:00Z',
  ownerReferences: [{ uid: '2' }],
};
const BOOKS = { uid: '3', resourceVersion: '4', generation: 5, creationTimestamp: null, managedFields: [{}], selfLink: '/a' };

test.each<[string, Json, Json]>([
  ['all of it', { kind: 'Pod', metadata: { ...BOOKS, ...KEPT }, uid: '6' }, { kind: 'Pod', metadata: KEPT, uid: '6' }],
  [
    'a member that Object.prototype has',
    JSON.parse('{"metadata":{"__proto__":{"uid":"7"}}}') as Json,
    JSON.parse('{"metadata":{"__proto__":{"uid":"7"}}}') as Json,
  ],
  ['no metadata', { kind: 'Pod' }, { kind: 'Pod' }],
  ['metadata that is none', { metadata: 'x' }, { metadata: 'x' }],
  ['no object', null, null],
])('%s', (_, object, kept) => {
  expect(JSON.stringify(withoutBookkeeping(object))).toBe(JSON.stringify(kept));
});
