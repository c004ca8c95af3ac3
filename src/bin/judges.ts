import { existsSync } from 'node:fs';
import { courtOf } from '../judge/court.ts';
import { threadsOf } from '../judge/thread.ts';
import type { Hiring } from '../webhook/judging.ts';
import type { WorldSpec } from './admission-world.ts';

/** Judges that open the same world as the door; undefined for none: then the door's own thread judges. */
export function hiringOf(world: WorldSpec, judges: number, queue: number): Hiring | undefined {
  return judges === 0 ? undefined : courtOf({ judges, queue, hire: threadsOf(threadFile(), world) });
}

/** Beside this file in the package, too. */
function threadFile(): URL {
  const packaged = new URL('./judge-thread.js', import.meta.url);
  return existsSync(packaged) ? packaged : new URL('./judge-thread.ts', import.meta.url);
}
