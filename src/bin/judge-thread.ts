import { parentPort, workerData } from 'node:worker_threads';
import type { JudgeStart } from '../judge/protocol.ts';
import { sit } from '../judge/sit.ts';
import { worldFrom, type WorldSpec } from './admission-world.ts';

/** One judge of the webhook: opens the door's world from plain data, and judges beside the door. */
if (parentPort !== null) await sit(parentPort, workerData as JudgeStart, async (world) => await worldFrom(world as WorldSpec));
