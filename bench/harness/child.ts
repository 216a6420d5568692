import type { Trial } from './contestant.ts';
import type { Measurement } from './measurement.ts';
import { SUITES } from './suites.ts';

/** Runs one contestant once and reports to the parent: `child <suite> <contestant> <size>`. */
async function main([suiteName = '', contestant = '', size = '']: readonly string[]): Promise<void> {
  const suite = await SUITES[suiteName]?.();
  if (!suite) throw new Error(`There is no benchmark ${suiteName}.`);
  if (suite.warmUpSize > 0 && Number(size) >= suite.warmUpSize) {
    const warmUp = await suite.enter(contestant, suite.warmUpSize);
    await warmUp.trial.run();
  }
  const { name, trial } = await suite.enter(contestant, Number(size));
  await settle();
  const milliseconds = await clocked(trial);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const measurement: Measurement = { name, milliseconds, peakBytes, result: trial.result() };
  process.send?.(measurement, () => process.exit(0));
}

async function clocked(trial: Trial<unknown>): Promise<number> {
  const start = performance.now();
  const running = trial.run();
  // Awaiting a synchronous run would add a turn of the microtask queue to it.
  if (running !== undefined) await running;
  return performance.now() - start;
}

/** Leaves the preparation's garbage behind, for every contestant alike. */
async function settle(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}

await main(process.argv.slice(2));
