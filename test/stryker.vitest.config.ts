import { defineConfig } from 'vitest/config';

/** What mutants are judged by: the quick tests of what is mutated; nothing that starts a process. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/{engine,facts,manifest,policies}/**/*.test.ts', 'test/fixtures.test.ts'],
    exclude: ['**/node_modules/**', '**/oracle*.test.ts', '**/limits.test.ts'],
    testTimeout: 60_000,
  },
});
