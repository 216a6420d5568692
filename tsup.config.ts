import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'simulated/index': 'src/simulated/index.ts',
    'backtest/index': 'src/backtest/index.ts',
    'pipeline/index': 'src/pipeline/index.ts',
    'persistence/index': 'src/persistence/index.ts',
    'postgres/index': 'src/postgres/index.ts',
    'runtime/index': 'src/runtime/index.ts',
    'observability/index': 'src/observability/index.ts',
    'testing/index': 'src/testing/index.ts',
    'cli/brokerkit': 'src/cli/brokerkit.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  // Loaded where a command is given the address of a server, and then the user's own.
  external: ['pg'],
  dts: true,
  // Without splitting every CommonJS entry carries its own copy of shared classes.
  splitting: true,
  treeshake: true,
  // `import.meta.url` in CommonJS, by which packages are found.
  shims: true,
  sourcemap: true,
  clean: true,
});
