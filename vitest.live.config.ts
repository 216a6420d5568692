import { defineConfig } from 'vitest/config';

/** Tests on OKX demo trading itself; without its keys in the environment they are skipped by name. */
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    setupFiles: ['test/setup/properties.ts'],
    // One account: what two files do at once would disturb each other.
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
