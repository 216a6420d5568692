import { defineConfig } from 'vitest/config';

/** Tests that need a browser (Debian's chromium) or start the main job as a process. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    setupFiles: ['test/setup/properties.ts'],
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
