import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/json.ts';
import type { FoundImages } from '../../src/webhook/images.ts';
import { AnswerMemory } from '../../src/webhook/memory.ts';
import type { Route } from '../../src/webhook/respond.ts';
import { isFault, parseReview, type AdmissionRequest } from '../../src/webhook/review.ts';
import { ALLOWED } from '../../src/webhook/verdict.ts';
import type { World } from '../../src/webhook/world.ts';

const METADATA = {
  name: 'web',
  namespace: 'shop',
  uid: 'a-1',
  generation: 1,
  creationTimestamp: '2026-01-15T09:30:00Z',
  managedFields: [],
};
const REQUEST = {
  uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
  resource: { group: '', version: 'v1', resource: 'pods' },
  namespace: 'shop',
  name: 'web',
  operation: 'CREATE',
  userInfo: { username: 'ann', groups: ['staff'] },
  object: { apiVersion: 'v1', kind: 'Pod', metadata: METADATA, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  oldObject: null,
  dryRun: false,
};

function requestOf(changes: JsonObject = {}): AdmissionRequest {
  const body = JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { ...REQUEST, ...changes } });
  const parsed = parseReview(body);
  if (isFault(parsed)) throw new TypeError(parsed.message);
  return parsed;
}

function worldAt(state: { revision: number; now: number }, more: Partial<World> = {}): World {
  return { revision: () => state.revision, now: () => state.now, ...more } as World;
}

function aboutIn(memory: AnswerMemory, request: AdmissionRequest, found: FoundImages | undefined, world: World) {
  return memory.about(request, world)?.by(found);
}

function withMetadata(changes: JsonObject): JsonObject {
  return { object: { ...REQUEST.object, metadata: { ...METADATA, ...changes } } };
}

interface Row {
  readonly name: string;
  readonly asked?: JsonObject;
  readonly route?: Route;
  readonly revision?: number;
  readonly now?: number;
  readonly found?: FoundImages;
  readonly remembered: boolean;
}

const DAY = 24 * 60 * 60 * 1000;
const FOUND: FoundImages = [['docker.io/library/web:1', { digest: 'sha256:1', pinned: true, signatures: [], attestations: [] }]];
const rows: readonly Row[] = [
  { name: 'the same, under another uid', asked: { uid: 'other' }, remembered: true },
  { name: 'the same as a dry run', asked: { dryRun: true }, remembered: true },
  {
    name: 'the same object made once more',
    asked: withMetadata({
      uid: 'b-2',
      creationTimestamp: '2026-01-15T09:31:00Z',
      resourceVersion: '7',
      generation: 2,
      managedFields: [{}],
    }),
    remembered: true,
  },
  { name: 'another name', asked: withMetadata({ name: 'web-2' }), remembered: false },
  { name: 'another label', asked: withMetadata({ labels: { app: 'web' } }), remembered: false },
  { name: 'an object that is on its way out', asked: withMetadata({ deletionTimestamp: '2026-01-15T09:31:00Z' }), remembered: false },
  { name: 'another spec', asked: { object: { ...REQUEST.object, spec: {} } }, remembered: false },
  { name: 'another object before', asked: { oldObject: REQUEST.object }, remembered: false },
  { name: 'another operation', asked: { operation: 'UPDATE' }, remembered: false },
  { name: 'another user', asked: { userInfo: { username: 'bob', groups: ['staff'] } }, remembered: false },
  { name: 'a user in other groups', asked: { userInfo: { username: 'ann', groups: [] } }, remembered: false },
  { name: 'another namespace', asked: { namespace: 'till' }, remembered: false },
  { name: 'a subresource', asked: { subResource: 'resize' }, remembered: false },
  { name: 'another entry', route: 'deny', remembered: false },
  { name: 'images that were found out about', found: FOUND, remembered: false },
  { name: 'other facts', revision: 2, remembered: false },
  { name: 'later on the day', now: DAY - 1, remembered: true },
  { name: 'the next day', now: DAY, remembered: false },
];

test.each(rows)('$name: remembered $remembered', ({ asked, route = 'all', revision = 1, now = 0, found, remembered }) => {
  const memory = new AnswerMemory();
  aboutIn(memory, requestOf(), undefined, worldAt({ revision: 1, now: 0 }))?.verdicts.set('all', ALLOWED);
  const known = aboutIn(memory, requestOf(asked), found, worldAt({ revision, now }));
  expect(known?.verdicts.get(route)).toBe(remembered ? ALLOWED : undefined);
});

test('what was found out about images is part of the question', () => {
  const memory = new AnswerMemory();
  const about = (found: FoundImages | undefined) => aboutIn(memory, requestOf(), found, worldAt({ revision: 1, now: 0 }))?.verdicts;
  about(FOUND)?.set('all', ALLOWED);
  expect(about(FOUND.map(([name, image]) => [name, image]))?.get('all')).toBe(ALLOWED);
  expect(about(structuredClone(FOUND))?.get('all')).toBe(ALLOWED);
  const others: readonly (FoundImages | undefined)[] = [
    FOUND.map(([name, image]) => [name, { ...image, digest: 'sha256:2' }]),
    FOUND.map(([name, image]) => [`${name}1`, image]),
    [],
    [...FOUND, ...FOUND],
    undefined,
  ];
  for (const other of others) {
    about(FOUND)?.set('all', ALLOWED);
    expect(about(other)?.get('all')).toBeUndefined();
    expect(about(FOUND)?.get('all')).toBeUndefined();
  }
});

test('the entries that block and that advise share what was found', () => {
  const memory = new AnswerMemory();
  const world = worldAt({ revision: 1, now: 0 });
  const known = aboutIn(memory, requestOf(), undefined, world);
  if (known !== undefined) known.findings = [];
  expect(aboutIn(memory, requestOf({ uid: 'other' }), undefined, world)?.findings).toEqual([]);
});

test.each<[string, World, JsonObject?]>([
  ['nobody says when facts change', { now: () => 0 } as World],
  ['a rule was stopped', worldAt({ revision: 1, now: 0 }, { suspended: () => 'timeout' })],
  ['somebody wants to hear every finding', worldAt({ revision: 1, now: 0 }, { onVerdict: () => undefined })],
  ['the object is large', worldAt({ revision: 1, now: 0 }), { object: { ...REQUEST.object, data: 'x'.repeat(200_000) } }],
])('%s: always judged', (_, world, asked) => {
  expect(new AnswerMemory().about(requestOf(asked), world)).toBeUndefined();
});

test('what was asked for last is forgotten last', () => {
  const memory = new AnswerMemory();
  const world = worldAt({ revision: 1, now: 0 });
  const about = (index: number) => aboutIn(memory, requestOf({ object: { index, x: 'x'.repeat(100_000) } }), undefined, world);
  for (let index = 0; index < 160; index++) about(index)?.verdicts.set('all', ALLOWED);
  expect(about(0)?.verdicts.size).toBe(1);
  for (let index = 160; index < 200; index++) about(index)?.verdicts.set('all', ALLOWED);
  expect([0, 1, 199].map((index) => about(index)?.verdicts.size)).toEqual([1, 0, 1]);
});
