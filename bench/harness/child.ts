import type { Trial } from './contestant.ts';
import type { Measurement } from './measurement.ts';
import type { Suite } from './suite.ts';
import { SUITES } from './suites.ts';

/** Runs one contestant and reports to the parent: `child <suite> <contestant> <size> <cold|warm>`. */
async function main([suiteName = '', contestant = '', size = '', start = '']: readonly string[]): Promise<void> {
  const suite = await SUITES[suiteName]?.();
  if (!suite) throw new Error(`There is no benchmark ${suiteName}.`);
  // The memory is that of one run in a fresh process; the time, of a second one, by when the code is compiled.
  const first = await run(suite, contestant, Number(size), settle);
  const { peakBytes } = first;
  // A forced collection drops shapes that nothing has at the moment, and all code that was compiled for them with them;
  // an ordinary one keeps both. Before the second run it would put back what the first one was for.
  const timed = start === 'warm' ? await run(suite, contestant, Number(size), turn) : first;
  const { name, milliseconds, cpuMilliseconds, trial } = timed;
  const measured = { milliseconds, peakBytes, p50Ms: null, p95Ms: null, ...trial.figures?.() };
  const measurement: Measurement = { name, cpuMilliseconds, ...measured, result: trial.result() };
  process.send?.(measurement, () => process.exit(0));
}

async function clocked(trial: Trial<unknown>): Promise<number> {
  const start = performance.now();
  const running = trial.run();
  // Awaiting a synchronous run would add a turn of the microtask queue to it.
  if (running !== undefined) await running;
  return performance.now() - start;
}

/** Code that was compiled for the shapes of a run goes when its last object goes, and would be compiled again. */
const kept: Trial<unknown>[] = [];

async function run(suite: Suite, contestant: string, size: number, rest: () => Promise<void>) {
  const { name, trial } = await suite.enter(contestant, size);
  kept.push(trial);
  await rest();
  // Node loads its clock at the first look at it, and some contestants have looked before.
  performance.now();
  const before = process.cpuUsage();
  const milliseconds = await clocked(trial);
  const { user, system } = process.cpuUsage(before);
  const cpuMilliseconds = (user + system) / 1000;
  return { name, trial, milliseconds, cpuMilliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Leaves the preparation's garbage behind, for every contestant alike. */
async function settle(): Promise<void> {
  globalThis.gc?.();
  await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

await main(process.argv.slice(2));
