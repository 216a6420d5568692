import { defineConfig } from 'vitest/config';

/** Tests of the packed package as its users meet it: built, packed and installed in an empty folder first. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    globalSetup: ['test/package/installed-package.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});
