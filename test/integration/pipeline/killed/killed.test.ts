import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFullProof } from '../../../setup/properties.ts';
import type { DeathPoint } from './fixtures/write-gate.ts';
import { KillBench } from './kill-bench.ts';

const RUN_MS = 60_000;
const MOST_KILLS = 250;
/** After so many kills the books are compared. */
const KILLS_PER_LOOK = 10;

/** A close has been executed, and nobody knows: what is easiest to do twice, or to forget. */
const WORST: DeathPoint = { write: 'trade: submit exit#1', moment: 'after' };
/** A position is open, and nothing of it is written down as done. */
const LEAVES_MUCH: DeathPoint = { write: 'trade: decisions.settled#2', moment: 'before' };

/** What is killed at each of its writes, where there is time for that. */
const WALKS = [
  ['trades', 'trade', null],
  // It takes over from one that has left much to do.
  ['takes over', 'recover', LEAVES_MUCH],
] as const;

let bench: KillBench;
beforeEach(async () => {
  bench = await KillBench.start();
}, RUN_MS);
afterEach(() => bench.close(), RUN_MS);

describe('a pipeline that is killed at a write and started again', () => {
  it(
    'has no order twice, a row for each order and an end for each row, at the worst of moments',
    async () => {
      const { wasKilled } = await bench.trade(WORST);
      bench.wait();
      expect(wasKilled).toBe(true);
      expect(await bench.settle()).toEqual([]);
    },
    RUN_MS * 2,
  );

  it.each(isFullProof ? WALKS : [])(
    'has no order twice, a row for each order and an end for each row, wherever it is killed while it %s',
    async (_what, phase, before) => {
      const problems: string[] = [];
      const missed: string[] = [];
      let kills = 0;
      const look = async (): Promise<void> => {
        const found = await bench.settle();
        problems.push(...found);
        process.stdout.write(`Killed at ${kills} points: ${found.length} problems. ${found.join('; ')}\n`);
      };
      const kill = async (death: DeathPoint): Promise<void> => {
        if (before !== null) {
          await bench.trade(before);
          bench.wait();
        }
        const { wasKilled } = await bench.trade(death);
        bench.wait();
        process.stdout.write(`${death.moment.padEnd(6)} ${death.write} ${wasKilled ? 'killed' : 'not reached'}\n`);
        // How often the account is saved is a matter of timing; whatever else is written is reached every time.
        if (!wasKilled && !death.write.includes('state.save')) missed.push(`${death.moment} ${death.write}`);
        kills += 1;
        if (kills % KILLS_PER_LOOK === 0) await look();
      };
      // What a process that takes over has to write depends on what it finds.
      await bench.trade(before);
      bench.wait();
      const { writes } = await bench.trade();
      for (const write of writes.filter((name) => name.startsWith(phase))) {
        for (const moment of ['before', 'after'] as const) await kill({ write, moment });
      }
      await look();
      expect(problems).toEqual([]);
      expect(missed).toEqual([]);
    },
    RUN_MS * MOST_KILLS,
  );
});
