import { startDoor } from '../e2e/door.ts';
import type { Part } from '../e2e/part.ts';
import type { Bench } from './measure.ts';
import { startNoOp } from './no-op.ts';
import { startGatekeeper } from './peers/gatekeeper.ts';
import { startKyverno } from './peers/kyverno.ts';
import { startPepr } from './peers/pepr.ts';
import type { StartPeer } from './peers/peer.ts';
import type { BenchPlane } from './plane.ts';
import { SIX_RULES_SETTINGS } from './pods.ts';
import { recordReviews, type Recorded } from './recorded.ts';
import { SURROUNDINGS } from './review.ts';

/** A webhook that reviews are sent to. */
export interface DoorSide {
  readonly name: string;
  readonly url: string;
  readonly part: Part;
  /** Whether it denies at all. */
  readonly denies: boolean;
  /** How many times its reviews a second are Lintel's to be, where each review is new. */
  readonly goal?: number;
}

/** All of them at once, and the reviews that a real API server would send them. A peer that cannot be had is told, and is not there. */
export async function openDoors(
  plane: BenchPlane,
  bench: Bench,
): Promise<{ readonly sides: readonly DoorSide[]; readonly reviews: Recorded }> {
  const { admin, stack } = plane;
  const lintel = await startDoor(SIX_RULES_SETTINGS, FLAGS);
  stack.defer(lintel.part.stop);
  // Before the peers register themselves, and have a say in what is created.
  const reviews = await recordReviews(lintel, admin, bench.scratch);
  const pack = await startDoor('extends: [recommended]\n', { ...FLAGS, context: SURROUNDINGS });
  stack.defer(pack.part.stop);
  const noOp = await startNoOp();
  stack.defer(noOp.part.stop);
  const sides: DoorSide[] = [
    { name: LINTEL, url: `${lintel.url}/validate/deny`, part: lintel.part, denies: true },
    { name: PACK, url: `${pack.url}/validate/deny`, part: pack.part, denies: true },
    { name: NO_OP, url: `${noOp.url}/validate/deny`, part: noOp.part, denies: false },
  ];
  for (const { name, goal, start } of PEERS) {
    const peer = await startOrTell(name, start, plane, bench);
    if (peer !== undefined) sides.push({ ...peer, denies: true, goal });
  }
  return { sides, reviews };
}

async function startOrTell(name: string, start: StartPeer, { address, admin, stack }: BenchPlane, bench: Bench) {
  try {
    const peer = await start(address, admin);
    if (peer === undefined) bench.say(`NOT RUN: ${name}, which cannot be had here.`);
    else stack.defer(peer.part.stop);
    return peer;
  } catch (error) {
    bench.say(`NOT RUN: ${name}, which did not start. ${inFull(error)}`);
    return undefined;
  }
}

/** With what caused it, in one line. */
export function inFull(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.cause === undefined ? error.message : `${error.message}: ${inFull(error.cause)}`;
  return text.replaceAll(/\s+/gu, ' ');
}

export const LINTEL = 'Lintel';
export const PACK = 'Lintel, pack recommended';
export const NO_OP = 'no-op';
const FLAGS = { flags: ['--drain-seconds', '0'] };
/** Kyverno comes last: it registers itself, and what the others put into the cluster would have to obey the six rules. */
const PEERS: readonly { readonly name: string; readonly goal: number; readonly start: StartPeer }[] = [
  { name: 'Gatekeeper', goal: 30, start: startGatekeeper },
  { name: 'Pepr', goal: 5, start: startPepr },
  { name: 'Kyverno', goal: 16, start: startKyverno },
];
