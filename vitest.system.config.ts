import { defineConfig } from 'vitest/config';
import { PUBLISHED_ENTRIES } from './test/setup/published-entries.ts';

/** Tests that need a browser (Debian's chromium) or start the main job as a process. */
export default defineConfig({
  resolve: { alias: PUBLISHED_ENTRIES },
  test: {
    include: ['test/system/**/*.test.ts'],
    setupFiles: ['test/setup/properties.ts'],
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
