import { expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { mergeKey } from '../../src/kube/merge-keys.ts';
import { matchesLabels, matchesSelector } from '../../src/kube/selectors.ts';

function expression(key: string, operator: Json, values?: Json): Json {
  return { matchExpressions: [{ key, operator, ...(values !== undefined && { values }) }] };
}

test.each<[Json | undefined, Json | undefined, boolean]>([
  [{}, {}, true],
  [{}, undefined, true],
  [{ matchLabels: null, matchExpressions: null }, {}, true],
  [undefined, {}, false],
  [null, {}, false],
  ['a=b', { a: 'b' }, false],
  [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
  [{ matchLabels: { a: 'b' } }, { a: 'c' }, false],
  [{ matchLabels: { a: 1 } }, { a: 1 }, false],
  [{ matchLabels: { toString: 'x' } }, {}, false],
  [{ matchLabels: ['a'] }, {}, false],
  [expression('a', 'In', ['b', 'c']), { a: 'c' }, true],
  [expression('a', 'In', ['b']), { a: 'c' }, false],
  [expression('a', 'In', ['b']), {}, false],
  [expression('a', 'In', []), { a: 'b' }, false],
  [expression('a', 'NotIn', ['b']), { a: 'c' }, true],
  [expression('a', 'NotIn', ['b']), {}, true],
  [expression('a', 'NotIn', ['b']), { a: 'b' }, false],
  [expression('a', 'NotIn'), { a: 'b' }, false],
  [expression('a', 'Exists'), { a: '' }, true],
  [expression('a', 'Exists'), {}, false],
  [expression('a', 'Exists', ['x']), { a: '' }, false],
  [expression('a', 'DoesNotExist'), {}, true],
  [expression('a', 'DoesNotExist'), { a: '' }, false],
  [expression('a', 'Gt', ['1']), { a: '2' }, false],
  [expression('a', null), { a: '2' }, false],
  [{ matchExpressions: [null] }, {}, false],
  [{ matchExpressions: {} }, {}, false],
  [{ matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] }, { a: 'b' }, false],
])('%j over %j: %s', (selector, labels, expected) => {
  expect(matchesSelector(selector, labels)).toBe(expected);
});

test('matchesLabels wants every pair', () => {
  expect(matchesLabels({ a: 'b', c: 'd' }, { a: 'b', c: 'd', e: 'f' })).toBe(true);
  expect(matchesLabels({ a: 'b', c: 'd' }, { a: 'b' })).toBe(false);
  expect(matchesLabels({}, {})).toBe(true);
});

test.each<[Json | undefined, string | undefined]>([
  [{ name: 'web', containerPort: 80 }, 'web'],
  [{ name: '', containerPort: 80 }, '80'],
  [{ containerPort: 80, protocol: 'UDP' }, '80/UDP'],
  [{ port: 53, protocol: 'TCP' }, '53/TCP'],
  [{ port: 53 }, '53'],
  [{ mountPath: '/data' }, '/data'],
  [{ devicePath: '/dev/a' }, '/dev/a'],
  [{ ip: '10.0.0.1' }, '10.0.0.1'],
  [{ topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }, 'zone/DoNotSchedule'],
  [{ key: 'a', effect: 'NoSchedule' }, 'a/NoSchedule'],
  [{ type: 'Ready' }, 'Ready'],
  [{ name: ['x'] }, undefined],
  [{ other: 1 }, undefined],
  ['a', undefined],
  [null, undefined],
  [undefined, undefined],
])('mergeKey of %j is %s', (item, key) => {
  expect(mergeKey(item)).toBe(key);
});
