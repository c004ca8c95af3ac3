import { defineConfig } from 'vitest/config';

/** The hooks under a real pre-commit: apart from the tests, since it builds Lintel from a repository of its own first. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/pre-commit/*.check.ts'],
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
