import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is something; what is thrown meanwhile is told only if the deadline passes. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 60_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${deadlineMs / 1000} s`, { cause: last });
    await pause(BETWEEN);
  }
}

const BETWEEN = 50;
