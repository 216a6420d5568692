import fc from 'fast-check';

const DEFAULT_RUNS = 25;
const DEFAULT_SEED = 20_250_101;

/**
 * How often a property runs and from which seed. The plain test run uses one fixed seed, so that it is
 * the same everywhere; `npm run test:full` raises the count, and `BROKERKIT_PROPERTY_SEED` moves the seed.
 */
fc.configureGlobal({
  numRuns: readCount('BROKERKIT_PROPERTY_RUNS', DEFAULT_RUNS),
  seed: readCount('BROKERKIT_PROPERTY_SEED', DEFAULT_SEED),
});

/** Whether long proofs run in full, as `npm run test:full` has them, or a share of each: `BROKERKIT_PROOF=full`. */
export const isFullProof = process.env.BROKERKIT_PROOF === 'full';

function readCount(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a positive integer, not "${text}".`);
  return value;
}
