import { defineConfig } from 'vitest/config';

/** The webhook behind real control planes: one at a time, since a registration holds for a whole cluster. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/e2e/*.check.ts'],
    globalSetup: ['test/e2e/setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
