import { expect, test } from 'vitest';
import { AnswerMemory } from '../../src/webhook/memory.ts';
import type { Decision } from '../../src/webhook/respond.ts';
import type { World } from '../../src/webhook/world.ts';

const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';
const head = (uid: string) => `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"${uid}"`;
const review = (uid: string, rest = ',"operation":"CREATE"}}') => head(uid) + rest;
const decision = (name: string): Decision => ({
  request: {
    uid: UID,
    operation: 'CREATE',
    group: '',
    version: 'v1',
    resource: 'pods',
    name,
    dryRun: false,
    user: { username: 'u', groups: [] },
  },
  verdict: { answer: { allowed: true, warnings: [], auditAnnotations: {}, patch: [] }, findings: [] },
  was: 'allowed',
});

function worldAt(state: { revision: number; now: number }): World {
  return { revision: () => state.revision, now: () => state.now } as World;
}

interface Row {
  readonly name: string;
  readonly asked: string;
  readonly route?: 'all' | 'deny' | 'mutate';
  readonly revision?: number;
  readonly now?: number;
  readonly remembered: boolean;
}

const DAY = 24 * 60 * 60 * 1000;
const rows: readonly Row[] = [
  { name: 'the same, under another uid', asked: review('other-uid'), remembered: true },
  {
    name: 'the other order of its constants',
    asked: review('u').replace(
      '"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"',
      '"apiVersion":"admission.k8s.io/v1", "kind":"AdmissionReview"',
    ),
    remembered: true,
  },
  { name: 'another object', asked: review('u', ',"operation":"UPDATE"}}'), remembered: false },
  { name: 'another entry', asked: review('u'), route: 'deny', remembered: false },
  { name: 'other facts', asked: review('u'), revision: 2, remembered: false },
  { name: 'later on the day', asked: review('u'), now: DAY - 1, remembered: true },
  { name: 'the next day', asked: review('u'), now: DAY, remembered: false },
];

test.each(rows)('$name: remembered $remembered', ({ asked, route = 'all', revision = 1, now = 0, remembered }) => {
  const memory = new AnswerMemory();
  memory.ask(review(UID), 'all', worldAt({ revision: 1, now: 0 }))?.keep(decision('web'));
  const question = memory.ask(asked, route, worldAt({ revision, now }));
  expect(question?.known).toEqual(remembered ? decision('web') : undefined);
});

test.each([
  ['the uid is not first', `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"CREATE","uid":"u"}}`],
  ['another version', review('u').replace('/v1', '/v1beta1')],
  ['a uid with an escape', review('\\u0041')],
  ['what comes first is something else', `{"x":1,${review('u').slice(1)}`],
  ['too long', review('u', `,"x":"${'x'.repeat(200_000)}"}}`)],
  ['no text', undefined],
])('%s: always judged', (_, body) => {
  expect(new AnswerMemory().ask(body, 'all', worldAt({ revision: 1, now: 0 }))).toBeUndefined();
});

test('nothing is remembered where nobody says when facts change', () => {
  expect(new AnswerMemory().ask(review(UID), 'all', { now: () => 0 } as World)).toBeUndefined();
});

function long(index: number): string {
  return review(UID, `,"index":${index},"x":"${'x'.repeat(100_000)}"}}`);
}

test('what was asked for last is forgotten last', () => {
  const memory = new AnswerMemory();
  const world = worldAt({ revision: 1, now: 0 });
  for (let index = 0; index < 160; index++) memory.ask(long(index), 'all', world)?.keep(decision(String(index)));
  expect(memory.ask(long(0), 'all', world)?.known).toBeDefined();
  for (let index = 160; index < 200; index++) memory.ask(long(index), 'all', world)?.keep(decision(String(index)));
  expect([0, 1, 199].map((index) => memory.ask(long(index), 'all', world)?.known !== undefined)).toEqual([true, false, true]);
});
