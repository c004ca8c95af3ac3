import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { Door } from '../../src/engine/plan.ts';
import type { AnyRule, Fix, Offence, Remedy } from '../../src/engine/rule.ts';
import { found, instanceOf, yielding } from './rules.ts';

const FIX: Fix = { title: 'Set it', safety: 'unsafe', edits: [{ op: 'set', path: ['a'], value: 1 }] };
const REMEDY = { remedy: { safety: 'unsafe', value: 'fixWith' } } as const;

describe('what injection will mend', () => {
  const safe: Fix = { ...FIX, safety: 'safe' };
  const fixed: Remedy = { safety: 'unsafe', value: 'fixed' };
  const fixWith: Remedy = { safety: 'unsafe', value: 'fixWith' };

  test.each<[Remedy | undefined, Fix | undefined, boolean, 'files' | 'admission', unknown[]]>([
    [fixed, FIX, true, 'files', ['audit', true, 'safe']],
    [fixed, safe, true, 'files', ['audit', true, 'safe']],
    [fixed, FIX, true, 'admission', ['deny', undefined, 'safe']],
    [fixed, FIX, false, 'files', ['deny', undefined, 'unsafe']],
    [fixed, safe, false, 'files', ['deny', undefined, 'safe']],
    [fixed, undefined, true, 'files', ['deny', undefined, undefined]],
    [fixWith, FIX, true, 'files', ['deny', undefined, 'unsafe']],
    [undefined, FIX, true, 'files', ['deny', undefined, 'unsafe']],
  ])('%j, %j, injected %j, at %s', (remedy, fix, injected, door, expected) => {
    expect(told(remedy, fix, injected, door)).toEqual(expected);
  });
});

describe('a remedy that is a new object', () => {
  const created: Fix = { title: 'Add it', safety: 'safe', edits: [], create: [{ apiVersion: 'v1', kind: 'Other' }] };

  test.each<[Remedy | undefined, boolean, JsonObject]>([
    [{ safety: 'unsafe', value: 'create' }, false, {}],
    [{ safety: 'unsafe', value: 'create' }, true, {}],
    [{ safety: 'unsafe', value: 'create' }, false, { fixWith: 1 }],
    [{ safety: 'unsafe', value: 'fixed' }, true, {}],
    [{ safety: 'unsafe', value: 'fixWith' }, false, { fixWith: 1 }],
    [undefined, false, {}],
  ])('is never safe: %j, injected %j, %j', (remedy, injected, parameters) => {
    const rule = yielding('r', [{ message: 'bad', at: ['a'], fix: created }], remedy && { remedy });
    expect(found([instanceOf(rule, { parameters }, injected)])[0]).toMatchObject({
      fix: { ...created, safety: 'unsafe' },
      enforcement: 'deny',
    });
  });
});

describe('a value that the settings give', () => {
  test.each<[Offence['at'], string | number | null, string]>([
    [['spec', 'limit'], 5, 'Set limit to 5'],
    [['spec', 'list', 0], 'x', 'Set list to "x"'],
    [[], 5, 'Set it to 5'],
    [['limit'], null, 'Set limit to null'],
  ])('at %j: %j', (at, value, title) => {
    expect(mended(at, { fixWith: value })).toEqual({ title, safety: 'safe', edits: [{ op: 'set', path: at, value }] });
  });

  test('is not for a place that does not take it', () => {
    const rule = yielding('r', [{ message: 'bad', at: ['a'], fix: FIX, ownFixOnly: true }], REMEDY);
    expect(found([instanceOf(rule, { parameters: { fixWith: 1 } })])[0]?.fix).toEqual(FIX);
  });

  test('counts only where the rule can be mended', () => {
    expect(mended(['a'], { fixWith: 1 }, {})).toEqual(FIX);
  });

  test('must be given', () => {
    expect(mended(['a'], {})).toEqual(FIX);
    expect(mended(['a'], JSON.parse('{"__proto__":{"fixWith":1}}') as Record<string, number>)).toEqual(FIX);
  });

  test('is left to injection offline', () => {
    const rule = yielding('r', [{ message: 'bad', at: ['a'] }], REMEDY);
    expect(found([instanceOf(rule, { parameters: { fixWith: 1 } }, true)])[0]).toMatchObject({ injected: true, enforcement: 'audit' });
    expect(found([instanceOf(rule, { parameters: { fixWith: 1 } })])[0]).toMatchObject({ enforcement: 'deny' });
  });
});

function told(remedy: Remedy | undefined, fix: Fix | undefined, injected: boolean, door: Door) {
  const offence: Offence = { message: 'bad', at: ['a'], ...(fix && { fix }) };
  const rule = yielding('r', [offence], remedy && { remedy });
  const [finding] = found([instanceOf(rule, {}, injected)], { door });
  expect(finding?.messageId).toBe('bad');
  return [finding?.enforcement, finding?.injected, finding?.fix?.safety];
}

function mended(at: Offence['at'], parameters: Record<string, string | number | null>, more: Partial<AnyRule> = REMEDY) {
  const rule = yielding('r', [{ message: 'bad', at, fix: FIX }], more);
  return found([instanceOf(rule, { parameters })])[0]?.fix;
}
