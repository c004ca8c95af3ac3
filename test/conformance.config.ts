import { defineConfig } from 'vitest/config';

/** Other people's test data, which Lintel answers to: apart from the tests, since the data is fetched first. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/conformance/*.check.ts'],
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
