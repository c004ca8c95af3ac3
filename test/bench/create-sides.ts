import type { Resource } from '../../src/engine/resource.ts';
import { applyAll } from '../e2e/apply.ts';
import { startDoor } from '../e2e/door.ts';
import { entriesFor } from '../e2e/entries.ts';
import { until } from '../e2e/until.ts';
import { ask } from './ask.ts';
import type { Bench } from './measure.ts';
import { startNoOp, type NoOp } from './no-op.ts';
import type { BenchPlane } from './plane.ts';
import { podWith } from './pods.ts';
import { PODS, registrationOf, unregister } from './registering.ts';
import { SURROUNDINGS } from './review.ts';

/** What stands behind the API server while it is measured. */
export interface CreateSide {
  readonly name: 'none' | 'no-op' | 'Lintel';
  readonly registration: readonly Resource[];
  /** How often the create of one Pod asks it. */
  readonly calls: number;
  /** Reviews that it has answered so far. */
  readonly asked: () => Promise<number>;
  readonly pid?: number;
}

/** Nobody, the server that allows everything, and Lintel: the latter two under what `lintel webhook render` prints for Lintel's settings. */
export async function openSides({ stack }: BenchPlane, { scratch }: Bench): Promise<readonly CreateSide[]> {
  const noOp = await startNoOp();
  stack.defer(noOp.part.stop);
  const lintel = await startDoor(SETTINGS, { context: SURROUNDINGS, flags: ['--drain-seconds', '0'] });
  stack.defer(lintel.part.stop);
  const side = async (name: CreateSide['name'], door: NoOp, asked: CreateSide['asked']): Promise<CreateSide> => {
    const registration = await registrationOf(door, lintel.settingsFile, scratch);
    return { name, registration, calls: entriesFor('pods', registration).length, asked, pid: door.part.pid };
  };
  return [
    { name: 'none', registration: [], calls: 0, asked: async () => await Promise.resolve(0) },
    await side('no-op', noOp, async () => sumIn(await ask(`${noOp.url}/asked`, '{}'), /"asked":(\d+)/gu)),
    await side('Lintel', lintel, async () => sumIn(await (await fetch(`${lintel.metricsUrl}/metrics`)).text(), REQUESTS)),
  ];
}

/** Registers one side in place of the others, and waits until a create asks it as often as it should be asked, and nobody else. */
export async function switchTo(side: CreateSide, sides: readonly CreateSide[], { admin }: BenchPlane): Promise<void> {
  if (side.registration.length > 0) await applyAll(side.registration, admin);
  else await unregister(admin);
  await until(`the API server asks ${side.name}`, async () => {
    const before = await Promise.all(sides.map(({ asked }) => asked()));
    const { status } = await admin.post(PODS, podWith());
    const after = await Promise.all(sides.map(({ asked }) => asked()));
    return status === 201 && sides.every((one, index) => (after[index] ?? 0) - (before[index] ?? 0) === (one === side ? side.calls : 0));
  });
}

function sumIn(text: string, counts: RegExp): number {
  return Array.from(text.matchAll(counts), ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
}

/** The pack, and a value to inject where it is missing, so that the entry that mutates is asked as well. */
const SETTINGS = `extends: [recommended]
rules: { emptydir-size-limit: [info, { fixWith: 256Mi }] }
inject: [emptydir-size-limit]
`;
const REQUESTS = /^lintel_admission_requests_total\{.*\} (\d+)$/gmu;
