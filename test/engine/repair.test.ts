import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/finding.ts';
import { asList, valueAt, type Json, type JsonObject, type Path } from '../../src/engine/json.ts';
import { repair } from '../../src/engine/repair.ts';
import type { AnyRule, Edit } from '../../src/engine/rule.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { evaluationOf, ruleOf, subjectOf, wanting, type World } from './rules.ts';

const set = (path: Path, value: Json): Edit => ({ op: 'set', path, value });
const remove = (path: Path): Edit => ({ op: 'remove', path });

describe('mending', () => {
  test.each<[what: string, rules: readonly AnyRule[], before: JsonObject, after: JsonObject, steps: readonly string[]]>([
    ['nothing', [wanting('r', ['a'], 1)], { a: 1 }, { a: 1 }, []],
    ['one field', [wanting('r', ['a'], 1)], {}, { a: 1 }, ['r']],
    ['a missing parent, twice', [wanting('r', ['p', 'a'], 1), wanting('s', ['p', 'b'], 2)], {}, { p: { a: 1, b: 2 } }, ['r', 's']],
    ['one field for two rules', [wanting('r', ['a'], 1), wanting('s', ['a'], 1)], {}, { a: 1 }, ['r']],
    ['in turn what overlaps', [onceAt('r', 'l', 0), onceAt('s', 'l', 1)], { l: [1, 2, 3] }, { l: [3] }, ['r', 's']],
    ['what another edit brings about', [following('s', 'a', 'b'), wanting('r', ['a'], 1)], {}, { a: 1, b: 1 }, ['r', 's']],
    ['all edits of a fix', [editing('r', [set(['a'], 1), set(['b'], 2)])], {}, { a: 1, b: 2 }, ['r']],
    [
      'nothing where one edit of a fix is impossible',
      [editing('r', [set(['a'], 1), set(['x', 'b'], 2)])],
      { x: 'text' },
      { x: 'text' },
      [],
    ],
    ['nothing with no fix', [ruleOf('r', () => [{ message: 'bad', at: [] }])], {}, {}, []],
    [
      'a fix of which a part overlaps, later',
      [editing('r', [set(['a'], 1)]), once('s', 'b', [set(['b'], 1), set(['a'], 1)])],
      {},
      { a: 1, b: 1 },
      ['r', 's'],
    ],
    [
      'nothing where the first edit of a fix is impossible',
      [editing('r', [set(['x', 'b'], 2), set(['a'], 1)])],
      { x: 'text' },
      { x: 'text' },
      [],
    ],
    ['nothing with no edits', [editing('r', [])], {}, {}, []],
    ['nothing with an edit that changes nothing', [editing('r', [remove(['gone'])])], {}, {}, []],
    [
      'the rest beside what is impossible',
      [editing('r', [set(['x', 'b'], 2)]), wanting('s', ['a'], 1)],
      { x: 'text' },
      { x: 'text', a: 1 },
      ['s'],
    ],
    [
      'where an impossible fix would have overlapped',
      [editing('r', [set(['a', 'b'], 2), remove([])]), wanting('s', ['a'], 1)],
      {},
      { a: 1 },
      ['s'],
    ],
  ])('%s', (_, rules, before, after, steps) => {
    const { mended, resource, again } = mend(rules, before);
    expect(resource).toEqual(after);
    expect(mended.steps.map(({ finding }) => finding.rule)).toEqual(steps);
    expect(mended.unsettled).toEqual([]);
    expect(again.resource).toBe(mended.resource);
    expect(again.steps).toEqual([]);
  });

  test('gives the very same object where nothing is mended', () => {
    const subject = subjectOf({ a: 1 });
    expect(repair(subject, evaluationOf([wanting('r', ['a'], 1)]), all).resource).toBe(subject.resource);
  });

  test('tells the edits of each step', () => {
    expect(mend([wanting('r', ['p', 'a'], 1)], {}).mended.steps).toEqual([
      { finding: expect.objectContaining({ rule: 'r', path: ['p', 'a'] }), edits: [set(['p', 'a'], 1)] },
    ]);
  });

  test('judges again what it has mended', () => {
    const { mended } = mend([chain('r', 3)], { n: 0 });
    expect(valueAt(mended.resource, ['n'])).toBe(3);
    expect(mended.steps.map(({ edits }) => edits)).toEqual([[set(['n'], 1)], [set(['n'], 2)], [set(['n'], 3)]]);
  });

  test('writes no default', () => {
    const world: World = { model: { stored: ({ resource }) => ({ ...resource, defaulted: true }) } };
    expect(mend([wanting('r', ['a'], 1)], {}, all, world).resource).toEqual({ a: 1 });
  });

  test('leaves what is not chosen', () => {
    const rules = [wanting('r', ['a'], 1), wanting('s', ['b'], 1)];
    expect(mend(rules, {}, ({ rule }) => rule === 's').resource).toEqual({ b: 1 });
  });

  test('leaves what is exempt', () => {
    const rules = [wanting('r', ['a'], 1), wanting('s', ['b'], 1)];
    const world: World = { policy: { exemptions: [{ rule: 'r', scope: {}, reason: 'so' }] } };
    expect(mend(rules, {}, all, world).resource).toEqual({ b: 1 });
  });
});

describe('what does not settle changes nothing, and is named', () => {
  test('two rules that undo each other, and no rule beside them', () => {
    const { mended, resource } = mend([wanting('calm', ['c'], 1), wanting('r', ['a'], 1), wanting('s', ['a'], 2)], {});
    expect(resource).toEqual({});
    expect(mended.steps).toEqual([]);
    expect(mended.unsettled.toSorted()).toEqual(['r', 's']);
  });

  test('three in a circle', () => {
    const circle = [moving('r', 0, 1), moving('s', 1, 2), moving('t', 2, 0)];
    expect(mend(circle, { n: 0 }).mended.unsettled.toSorted()).toEqual(['r', 's', 't']);
  });

  test('one that never has enough', () => {
    const { mended, resource } = mend([editing('r', [set(['l', 0], 0)]), growing('g')], { l: [] });
    expect(resource).toEqual({ l: [] });
    expect(mended.unsettled).toEqual(['g']);
  });

  test('gives the very same object', () => {
    const subject = subjectOf();
    expect(repair(subject, evaluationOf([growing('g')]), all).resource).toBe(subject.resource);
  });

  test.each([
    [9, []],
    [10, ['r']],
  ])('%i rounds of change', (rounds, unsettled) => {
    expect(mend([chain('r', rounds)], { n: 0 }).mended.unsettled).toEqual(unsettled);
  });
});

function mend(rules: readonly AnyRule[], before: JsonObject, choose: (finding: Finding) => boolean = all, world: World = {}) {
  const subject = subjectOf(before);
  const evaluation = evaluationOf(rules, world);
  const mended = repair(subject, evaluation, choose);
  const { apiVersion: _, kind: __, ...resource } = mended.resource;
  return { mended, resource, again: repair({ ...subject, resource: deepFreeze(mended.resource) }, evaluation, choose) };
}

function all(): boolean {
  return true;
}

/** Offers the same edits always. */
function editing(id: string, edits: readonly Edit[]): AnyRule {
  return ruleOf(id, () => [{ message: 'bad', at: [], fix: { title: '', safety: 'safe', edits } }]);
}

/** Offers edits until a member is there. */
function once(id: string, name: string, edits: readonly Edit[]): AnyRule {
  return ruleOf(id, ({ resource }) =>
    resource[name] === undefined ? [{ message: 'bad', at: [], fix: { title: '', safety: 'safe', edits } }] : [],
  );
}

/** Removes the item that stood at an index of a list of three at first. */
function onceAt(id: string, list: string, index: number): AnyRule {
  return ruleOf(id, ({ resource }) => {
    const at = asList(resource[list]).indexOf(index + 1);
    return at < 0 ? [] : [{ message: 'bad', at: [list, at], fix: { title: '', safety: 'safe', edits: [remove([list, at])] } }];
  });
}

/** Sets one member where another is set. */
function following(id: string, first: string, second: string): AnyRule {
  return ruleOf(id, (subject, context) => (subject.resource[first] === undefined ? [] : wanting(id, [second], 1).check(subject, context)));
}

/** Adds one to a number up to a bound, a round each. */
function chain(id: string, bound: number): AnyRule {
  return ruleOf(id, ({ resource: { n } }) => (typeof n === 'number' && n < bound ? [mendedTo(n + 1)] : []));
}

function moving(id: string, from: number, to: number): AnyRule {
  return ruleOf(id, ({ resource: { n } }) => (n === from ? [mendedTo(to)] : []));
}

function growing(id: string): AnyRule {
  return ruleOf(id, ({ resource: { l } }) => {
    const path = ['l', asList(l).length];
    return [{ message: 'bad', at: path, fix: { title: '', safety: 'safe', edits: [set(path, 0)] } }];
  });
}

function mendedTo(value: number) {
  return { message: 'bad', at: ['n'], fix: { title: '', safety: 'safe' as const, edits: [set(['n'], value)] } };
}
