import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFullProof } from '../../../setup/properties.ts';
import { CrashBench } from './crash-bench.ts';

const KILLS = isFullProof ? 200 : 3;
const RUN_MS = 20_000;

let folder: string;
let bench: CrashBench;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-crash-'));
  bench = await CrashBench.start(join(folder, 'orders.jsonl'));
}, 60_000);
afterEach(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a process that trades and is killed again and again', () => {
  it(
    'has no order twice, loses none, and agrees with the exchange in the end',
    async () => {
      for (let run = 1; run <= KILLS; run++) await bench.runUntilKilled(run);
      const report = await bench.recover();
      process.stdout.write(`${report.summary}\n`);
      expect(report.problems).toEqual([]);
      expect(report.orders).toBeGreaterThan(KILLS);
    },
    RUN_MS * KILLS + 60_000,
  );
});
