import { describe, expect, test } from 'vitest';
import type { AnyRule, Fix, Offence } from '../../src/engine/rule.ts';
import { found, instanceOf, overrideOf, ruleOf, subjectOf, yielding } from './rules.ts';

const FIX: Fix = { title: 'Set it', safety: 'unsafe', edits: [{ op: 'set', path: ['a'], value: 1 }] };
const RELATED = [{ resource: { apiVersion: 'v1', kind: 'Secret', name: 's' }, path: ['data'] }];

describe('a rule that fails', () => {
  const offence = { message: 'bad', at: [] };
  const fine = yielding('fine', [offence]);

  test.each<[what: string, check: () => unknown, reason: RegExp]>([
    [
      'throws an error',
      () => {
        throw new Error('boom');
      },
      /: boom\. Mend/u,
    ],
    [
      'throws a text',
      () => {
        throw 'boom';
      },
      /: boom\. Mend/u,
    ],
    [
      'throws undefined',
      () => {
        throw undefined;
      },
      /no error/u,
    ],
    [
      'throws what has no text',
      () => {
        throw Object.create(null);
      },
      /no error/u,
    ],
    ['returns nothing', () => undefined, /iterable/u],
    ['returns a number', () => 7, /iterable/u],
  ])('%s', (_, check, reason) => {
    const findings = found([ruleOf('r', check as AnyRule['check']), fine]);
    expect(findings.map(({ rule, messageId }) => `${rule} ${messageId}`)).toEqual(['r rule-failed', 'fine bad']);
    expect(findings[0]?.message).toMatch(reason);
  });

  test('is a finding with all that a finding has', () => {
    const rule = ruleOf('r', () => {
      throw new Error('boom');
    });
    expect(found([instanceOf(rule, { severity: 'warning' })], {}, subjectOf({}, { environment: 'test' }))).toEqual([
      {
        rule: 'r',
        messageId: 'rule-failed',
        message: 'Rule r failed and could not judge this object: boom. Mend the rule, or switch it off until then.',
        severity: 'warning',
        enforcement: 'warn',
        resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
        environment: 'test',
        path: [],
        related: [],
        data: { reason: 'boom' },
        identity: 'r|rule-failed|test||Pod|shop|web|',
      },
    ]);
  });

  test('halfway keeps what it found before', () => {
    const rule = ruleOf('r', function* check() {
      yield offence;
      throw new Error('boom');
    });
    expect(found([rule, fine]).map(({ messageId }) => messageId)).toEqual(['bad', 'rule-failed', 'bad']);
  });

  test.each<[unknown]>([
    [null],
    [undefined],
    [7],
    ['bad'],
    [[]],
    [{}],
    [{ at: [] }],
    [{ message: 'bad' }],
    [{ message: 'unknown', at: [] }],
    [{ message: 'toString', at: [] }],
    [{ message: ['bad'], at: [] }],
    [{ message: 'bad', at: 'a' }],
    [{ message: 'bad', at: null }],
    [{ message: 'bad', at: { length: 0 } }],
    [{ message: 'bad', at: [null] }],
    [{ message: 'bad', at: ['a', {}] }],
    [{ message: 'bad', at: [['a']] }],
    [{ message: 'bad', at: [], data: null }],
    [{ message: 'bad', at: [], data: 'x' }],
    [{ message: 'bad', at: [], atMost: 'deny' }],
    [{ message: 'bad', at: [], related: null }],
    [{ message: 'bad', at: [], related: {} }],
    [{ message: 'bad', at: [], related: [null] }],
    [{ message: 'bad', at: [], related: [{ path: [] }] }],
    [{ message: 'bad', at: [], related: [{ resource: { kind: 'Pod' } }] }],
    [{ message: 'bad', at: [], fix: null }],
    [{ message: 'bad', at: [], fix: 7 }],
    [{ message: 'bad', at: [], fix: {} }],
    [{ message: 'bad', at: [], fix: { ...FIX, edits: [null] } }],
    [{ message: 'bad', at: [], fix: { ...FIX, edits: [{ op: 'set', path: 'a', value: 1 }] } }],
    [{ message: 'bad', at: [], fix: { ...FIX, edits: [{ op: 'set', path: ['a'] }] } }],
    [{ message: 'bad', at: [], fix: { ...FIX, edits: [{ op: 'remove' }] } }],
    [{ message: 'bad', at: [], fix: { ...FIX, edits: [{ op: 'move', path: ['a'], value: 1 }] } }],
    [{ message: 'bad', at: [], container: null }],
    [{ message: 'bad', at: [], container: 'box' }],
  ])('yields no offence: %j', (nonsense) => {
    const findings = found([yielding('r', [nonsense, offence]), fine]);
    expect(findings.map(({ rule, messageId }) => `${rule} ${messageId}`)).toEqual(['r rule-failed', 'r bad', 'fine bad']);
    expect(findings[0]?.message).toContain('it yielded something that is no offence');
    expect(findings[0]).toMatchObject({ enforcement: 'deny', path: [] });
  });

  test.each<[Partial<Offence>]>([
    [{ data: {} }],
    [{ atMost: 'warn' }],
    [{ atMost: 'audit' }],
    [{ related: [] }],
    [{ related: RELATED }],
    [{ fix: { ...FIX, edits: [] } }],
    [
      {
        fix: {
          ...FIX,
          edits: [
            { op: 'remove', path: ['a', 0] },
            { op: 'set', path: [], value: null },
          ],
        },
      },
    ],
    [{ container: {} }],
  ])('yields an offence: %j', (more) => {
    expect(found([yielding('r', [{ ...offence, ...more }])]).map(({ messageId }) => messageId)).toEqual(['bad']);
  });

  test('with text that would forge lines shows it', () => {
    const rule = ruleOf('r', () => {
      throw new Error('a\nb');
    });
    expect(found([rule])[0]?.message).toContain(String.raw`a\u000ab`);
  });

  test('is told once for each container setting that it fails under, and not where it is off', () => {
    const rule = ruleOf('r', () => {
      throw new Error('boom');
    });
    const overrides = [overrideOf({ r: { severity: 'off' } }, { container: ({ name }) => name === 'box' })];
    expect(found([rule], { policy: { overrides } }, subjectOf({ containers: [{ name: 'box' }, { name: 'car' }] }))).toHaveLength(1);
  });
});
