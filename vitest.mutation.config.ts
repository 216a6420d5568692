import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the quickest to the slowest: most mutants fall to a unit test, and the first failure ends a run. */
const FOLDERS = ['/unit/domain/', '/unit/', '/reference/', '/property/'];

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => FOLDERS.findIndex((folder) => moduleId.includes(folder));
    return files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/**
 * The tests that judge mutants: unit tests of the core, and each property a few times from one seed. What starts
 * processes, reads recordings or looks at the sources is left to the other configurations, and the contract suite, which
 * takes longer than all of these together.
 */
export default defineConfig({
  test: {
    include: [
      'test/unit/domain/**/*.test.ts',
      'test/unit/engine/**/*.test.ts',
      'test/unit/exchange/**/*.test.ts',
      'test/unit/interceptors/**/*.test.ts',
      'test/reference/*-properties.test.ts',
      'test/property/**/*.test.ts',
    ],
    setupFiles: ['test/setup/properties.ts'],
    env: { BROKERKIT_PROPERTY_RUNS: '5', BROKERKIT_PROPERTY_SEED: '20250101' },
    sequence: { sequencer: QuickestFirst },
    // One worker that keeps its modules: loading them anew for each file would take three times as long.
    isolate: false,
    testTimeout: 5_000,
  },
});
