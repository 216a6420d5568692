import type { Suite } from './suite.ts';

/** Every benchmark by the name that selects it on the command line. */
export const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  backtest: async () => (await import('../backtest/suite.ts')).suite,
  book: async () => (await import('../book/suite.ts')).suite,
  position: async () => (await import('../position/suite.ts')).suite,
  limiter: async () => (await import('../limiter/suite.ts')).suite,
  'okx-place': async () => (await import('../okx/place-suite.ts')).suite,
  'okx-positions': async () => (await import('../okx/positions-suite.ts')).suite,
  'okx-burst': async () => (await import('../okx/burst-suite.ts')).suite,
  'okx-tickers': async () => (await import('../okx/tickers-suite.ts')).fast,
  'okx-paced': async () => (await import('../okx/tickers-suite.ts')).paced,
  'okx-start': async () => (await import('../okx/start-suite.ts')).suite,
  'decision-write': async () => (await import('../decisions/suite.ts')).suite,
  'pipeline-extract': async () => (await import('../extract/suite.ts')).suite,
  'pipeline-cycle': async () => (await import('../cycle/suite.ts')).suite,
  import: async () => (await import('../import/suite.ts')).suite,
};
