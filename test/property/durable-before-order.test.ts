import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { PersistenceError } from '../../src/errors/index.ts';
import { memoryStores } from '../../src/persistence/memory-stores.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { moodyModel } from '../integration/pipeline/moody-model.ts';
import { BTC, cycleBench, ETH, PRICES } from '../unit/pipeline/builders/cycles.ts';
import { toldVenue } from '../unit/pipeline/builders/told-venue.ts';

interface Play {
  /** Of what the model says. */
  readonly seed: number;
  /** For each cycle: whether its decisions can be written, and by how much prices move before the next, in thousandths. */
  readonly cycles: readonly { readonly isWritten: boolean; readonly moves: number }[];
}

const plays: fc.Arbitrary<Play> = fc.record({
  seed: fc.nat(),
  cycles: fc.array(fc.record({ isWritten: fc.boolean(), moves: fc.integer({ min: -15, max: 15 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** Stores that take their time to write an evaluation, or refuse to; a decision counts as written once they have answered. */
function slowStores(written: Set<string>, isWritten: () => boolean): Stores {
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const append = stores.decisions.append.bind(stores.decisions);
  Object.assign(stores.decisions, {
    append: async (evaluation: Parameters<typeof append>[0]) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!isWritten()) throw new PersistenceError('The database is away.', { code: 'store/unavailable' });
      await append(evaluation);
      for (const { decisionId } of evaluation.decisions) written.add(decisionId);
    },
  });
  return stores;
}

/** Every order that left, with whether its decision was written then. */
async function leave({ seed, cycles }: Play) {
  const written = new Set<string>();
  const left: { readonly order: Order; readonly isWritten: boolean }[] = [];
  const prices: Record<string, number> = { [BTC]: Number(PRICES[BTC]), [ETH]: Number(PRICES[ETH]) };
  let canWrite = true;
  const { cycle, pass } = await cycleBench({
    script: moodyModel(seed, { symbols: [BTC, ETH], priceOf: (symbol) => prices[symbol] ?? 0 }),
    stores: slowStores(written, () => canWrite),
    decorateVenue: (venue) =>
      toldVenue(venue, (order) => left.push({ order, isWritten: written.has(order.decisionId ?? '') })),
  });
  for (const { isWritten, moves } of cycles) {
    canWrite = isWritten;
    await cycle.run('interval');
    for (const [symbol, price] of Object.entries(prices))
      prices[symbol] = Number((price * (1 + moves / 1_000)).toFixed(1));
    await pass(1, Object.fromEntries(Object.entries(prices).map(([symbol, price]) => [symbol, `${price}`])));
  }
  return { left, written };
}

describe('whatever a model says and whenever the log fails,', { timeout: 300_000 }, () => {
  it('no order that opens leaves before its decision is written', async () => {
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const { left } = await leave(play);
        const early = left.filter(({ order, isWritten }) => order.effect !== 'reduce_only' && !isWritten);
        expect(early.map(({ order }) => order.clientOrderId)).toEqual([]);
      }),
    );
  });

  it('no order at all does, as long as the log can be written', async () => {
    const always = plays.map(({ seed, cycles }) => ({
      seed,
      cycles: cycles.map((one) => ({ ...one, isWritten: true })),
    }));
    let count = 0;
    await fc.assert(
      fc.asyncProperty(always, async (play) => {
        const { left } = await leave(play);
        count += left.length;
        expect(left.filter(({ isWritten }) => !isWritten)).toEqual([]);
      }),
    );
    expect(count).toBeGreaterThan(10);
  });
});
