import { defineConfig } from 'vitest/config';

/** Real cosigns are asked what the tests ask of Lintel: apart from the tests, since cosign is built first. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/signatures/*.check.ts'],
    testTimeout: 120_000,
    hookTimeout: 900_000,
    maxConcurrency: 2,
  },
});
