import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/json.ts';
import { judged, mended, ruleNamed } from './judge.ts';
import { check } from './table.ts';

const spec = (fields: JsonObject): JsonObject => ({ spec: fields });
const ndots = (...values: readonly Json[]) => spec({ dnsConfig: { options: values.map((value) => ({ name: 'ndots', value })) } });
const at = (index: number) => `/spec/dnsConfig/options/${index}`;

check('dns-ndots', [
  ['no spec at all', [{}], []],
  ['a config of the wrong type', [spec({ dnsConfig: 'x' })], [`missing ${at(0)}`]],
  ['options of the wrong type', [spec({ dnsConfig: { options: { name: 'ndots', value: '1' } } })], [`missing ${at(0)}`]],
  ['options of wrong types', [spec({ dnsConfig: { options: [null, 7, { name: ['ndots'] }] } })], [`missing ${at(3)}`]],
  ['a number where the API takes a string', [ndots(1)], [`above ${at(0)}`]],
  ['a number that is none', [ndots('-1'), ndots(' 1'), ndots('1.0'), ndots('')], [0, 1, 2, 3].map((doc) => `${doc}: above ${at(0)}`)],
  ['a number that is too long', [ndots('0000000000')], [`above ${at(0)}`]],
  ['the most that may be', [ndots('2')], []],
  ['zero', [ndots('0')], [], { max: 0 }],
  ['one more', [ndots('1', '3')], [`above ${at(1)}`]],
  ['another most', [ndots('3')], [], { max: 3 }],
]);

it('writes the most that may be, and leaves other options alone', () => {
  const options = [{ name: 'timeout', value: '1' }];
  expect(mended(spec({ dnsConfig: { options } }), 'dns-ndots', { max: 1 })).toMatchObject({
    spec: { dnsConfig: { options: [...options, { name: 'ndots', value: '1' }] } },
  });
});

const aliases = (hostAliases: Json) => spec({ hostAliases });

check('no-host-aliases', [
  ['no spec at all', [{}], []],
  ['null and wrong types', [aliases(null), aliases('x'), aliases({ ip: '10.0.0.1' })], []],
  ['an entry of the wrong type', [aliases([7])], ['aliases /spec/hostAliases']],
]);

it.each([
  [[{ ip: '10.0.0.1', hostnames: ['a', 'b'] }], '10.0.0.1 a b'],
  [[{ hostnames: ['a', 7, 'c', 'd'] }, null], '? a ? c, ?'],
  [['1', '2', '3', '4', '5'].map((ip) => ({ ip })), '1, 2, 3, and 2 more'],
])('names what the aliases are', (list, names) => {
  expect(judged(aliases(list), [ruleNamed('no-host-aliases')])).toMatchObject([{ data: { names } }]);
});
