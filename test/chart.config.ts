import { defineConfig } from 'vitest/config';

/** The chart under a real helm: apart from the tests, since helm is fetched first. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/chart/*.check.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
