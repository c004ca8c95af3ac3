import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { until } from './until.ts';

/** Somebody who asks the same again and again. */
export interface Asking {
  /** Asks while something happens; whatever that is, every answer is the expected one. */
  readonly meanwhile: (happening: () => Promise<void>) => Promise<void>;
  /** Waits, while something happens, for so many further answers. */
  readonly answers: (more: number) => Promise<void>;
}

export function asking(ask: () => Promise<string>, expected: string): Asking {
  let given: string[] = [];
  return {
    async meanwhile(happening) {
      const happened = { over: false };
      given = [];
      const asks = (async () => {
        for (; !happened.over; await pause(BETWEEN)) given.push(await ask());
      })();
      try {
        await happening();
      } finally {
        happened.over = true;
        await asks;
      }
      expect(new Set(given)).toEqual(new Set([expected]));
    },
    async answers(more) {
      const goal = given.length + more;
      await until(`${more} more answers`, () => given.length >= goal);
    },
  };
}

/** Milliseconds, in which others get through. */
const BETWEEN = 100;
