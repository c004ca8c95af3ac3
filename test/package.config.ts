import { defineConfig } from 'vitest/config';

/** The check of the package as it would be published: apart from the tests, since it builds, packs and installs first. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/package/*.check.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // Both build the same package.
    fileParallelism: false,
  },
});
