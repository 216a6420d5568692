import { defineConfig } from 'vitest/config';

/** The tests that judge mutants of reading and judging: their samples and tables first, then each property a few times. */
export default defineConfig({
  test: {
    include: [
      'test/unit/pipeline/replies.test.ts',
      'test/unit/pipeline/extract*.test.ts',
      'test/unit/pipeline/judge*.test.ts',
      'test/property/extract.test.ts',
      'test/property/judge.test.ts',
    ],
    setupFiles: ['test/setup/properties.ts'],
    env: { BROKERKIT_PROPERTY_RUNS: '5', BROKERKIT_PROPERTY_SEED: '20250101' },
    isolate: false,
    testTimeout: 5_000,
  },
});
