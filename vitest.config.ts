import { defineConfig } from 'vitest/config';
import { PUBLISHED_ENTRIES } from './test/setup/published-entries.ts';

export default defineConfig({
  resolve: { alias: PUBLISHED_ENTRIES },
  test: {
    include: ['test/**/*.test.ts', 'examples/*/*.test.ts'],
    exclude: ['test/system/**', 'test/package/**', 'test/live/**', '**/node_modules/**'],
    setupFiles: ['test/setup/properties.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
    typecheck: {
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: 'tsconfig.json',
      ignoreSourceErrors: true,
    },
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: '.tmp/coverage',
    },
  },
});
