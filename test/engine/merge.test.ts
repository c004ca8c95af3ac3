import { describe, expect, test } from 'vitest';
import type { Offence, Severity } from '../../src/engine/rule.ts';
import { found, instanceOf, overrideOf, ruleOf, yielding } from './rules.ts';

/** Finds what its parameters say. */
const echo = ruleOf('r', (_subject, { params }) => (params as { readonly offences: readonly Offence[] }).offences);
const BAD: Offence = { message: 'bad', at: ['a'] };
const SAFE = { title: 'safe', safety: 'safe', edits: [] } as const;
const UNSAFE = { title: 'unsafe', safety: 'unsafe', edits: [] } as const;

type Instance = readonly [Severity, ...Offence[]];

/** What instances of one rule come to, each with a severity and its offences. */
function merged(instances: readonly Instance[]) {
  const rules = instances.map(([severity, ...offences]) => instanceOf(echo, { severity, parameters: { offences } as never }));
  return found(rules).map(({ enforcement, messageId, path, fix }) => [
    enforcement,
    messageId,
    ...path,
    ...(fix === undefined ? [] : [fix.title]),
  ]);
}

describe('what several instances of a rule find', () => {
  test.each<[what: string, instances: readonly Instance[], expected: unknown[][]]>([
    [
      'the stricter wins',
      [
        ['warning', BAD],
        ['error', BAD],
      ],
      [['deny', 'bad', 'a']],
    ],
    [
      'the stricter wins, whatever the order',
      [
        ['error', BAD],
        ['warning', BAD],
        ['info', BAD],
      ],
      [['deny', 'bad', 'a']],
    ],
    [
      'another place',
      [
        ['error', BAD],
        ['warning', { ...BAD, at: ['b'] }],
      ],
      [
        ['deny', 'bad', 'a'],
        ['warn', 'bad', 'b'],
      ],
    ],
    [
      'another message',
      [
        ['error', BAD],
        ['warning', { ...BAD, message: 'worse' }],
      ],
      [
        ['deny', 'bad', 'a'],
        ['warn', 'worse', 'a'],
      ],
    ],
    [
      'a fix is kept',
      [
        ['error', BAD],
        ['warning', { ...BAD, fix: UNSAFE }],
      ],
      [['deny', 'bad', 'a', 'unsafe']],
    ],
    [
      'a safe fix is the better one',
      [
        ['error', { ...BAD, fix: UNSAFE }],
        ['warning', { ...BAD, fix: SAFE }],
      ],
      [['deny', 'bad', 'a', 'safe']],
    ],
    [
      'a safe fix stays',
      [
        ['error', { ...BAD, fix: SAFE }],
        ['warning', { ...BAD, fix: UNSAFE }],
      ],
      [['deny', 'bad', 'a', 'safe']],
    ],
    [
      'items of one name are two places',
      [['error', { ...BAD, at: ['l', 0] }, { ...BAD, at: ['l', 1] }], ['error']],
      [
        ['deny', 'bad', 'l', 0],
        ['deny', 'bad', 'l', 1],
      ],
    ],
  ])('%s', (_what, instances, expected) => {
    expect(merged(instances)).toEqual(expected);
  });

  test.each<[severities: readonly Severity[], told: Severity]>([
    [['warning', 'error', 'info'], 'error'],
    [['error', 'warning'], 'error'],
    [['info', 'warning'], 'warning'],
  ])('where all do the same, the graver word stands: %j', (severities, told) => {
    const rules = severities.map((severity) =>
      instanceOf(echo, { severity, enforcement: 'audit', parameters: { offences: [BAD] } as never }),
    );
    expect(found(rules).map(({ severity }) => severity)).toEqual([told]);
  });

  test('what a finding does counts before what it is called', () => {
    const parameters = { offences: [BAD] } as never;
    const rules = [
      instanceOf(echo, { severity: 'error', enforcement: 'audit', parameters }),
      instanceOf(echo, { severity: 'info', enforcement: 'warn', parameters }),
    ];
    expect(found(rules).map(({ severity, enforcement }) => [severity, enforcement])).toEqual([['info', 'warn']]);
  });

  test('a rule that stands once may find two things at one place', () => {
    expect(found([yielding('r', [BAD, BAD])])).toHaveLength(2);
    expect(
      found([
        yielding('one', [BAD, BAD]),
        instanceOf(echo, { parameters: { offences: [] } }),
        instanceOf(echo, { parameters: { offences: [] } }),
      ]),
    ).toHaveLength(2);
  });
});

test('no override changes the parameters of a standard, though its severity', () => {
  const standard = { ...instanceOf(echo, { parameters: { offences: [BAD] } as never }), standard: true } as const;
  const override = overrideOf({ r: { severity: 'warning', parameters: { offences: [] } } });
  const narrowed = overrideOf({ r: { severity: 'warning', parameters: { offences: [] } } }, { subject: () => true });
  for (const overrides of [[override], [narrowed]]) {
    expect(found([standard], { policy: { overrides } })).toMatchObject([{ severity: 'warning', messageId: 'bad' }]);
    expect(found([instanceOf(echo, { parameters: { offences: [BAD] } as never })], { policy: { overrides } })).toEqual([]);
  }
  expect(found([standard], { policy: { overrides: [overrideOf({ r: { severity: 'off' } })] } })).toEqual([]);
});
