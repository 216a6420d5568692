import { scriptedModel } from '../../src/models/scripted-model.ts';
import { memoryStores } from '../../src/persistence/memory-stores.ts';
import { TradingCycle } from '../../src/pipeline/cycle/trading-cycle.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { SimulatedBroker } from '../../src/simulated/simulated-broker.ts';
import { anInstrumentSpec } from '../../src/testing/builders/an-instrument.ts';
import { ManualMarket } from '../../src/testing/manual-market.ts';
import type { Contestant } from '../harness/contestant.ts';
import { quantile } from '../harness/measurement.ts';
import { BEGIN, CYCLE_MS, FRAMES, INSTRUMENTS, makePrices, readyMarket } from './market.ts';
import { makeReplies } from './replies.ts';

/** Each price takes a step of the market's time; all of them have to come before the next cycle. */
const STEP_MS = 10_000;

/** What the cycles came to. */
export interface Cycled {
  readonly completed: number;
  readonly decisions: number;
  readonly executed: number;
  readonly fills: number;
  /** Characters of the last prompt. */
  readonly promptLength: number;
}

/** The whole cycle over a simulated exchange and stores in memory; each cycle is timed by itself, its model left out. */
export const contestant: Contestant<number, Cycled> = {
  name: 'a cycle of 10 symbols in 3 time frames',
  async prepare(cycles) {
    const prices = makePrices(cycles);
    const market = new ManualMarket({ prices: pricesOf(prices[0]), startsAt: BEGIN - CYCLE_MS, stepMs: STEP_MS });
    const broker = new SimulatedBroker(
      {
        kind: 'simulated',
        balances: { USDT: '100000' },
        instruments: INSTRUMENTS.map(({ id, baseCurrency }) => anInstrumentSpec({ id, baseCurrency })),
      },
      { market },
    );
    await broker.connect();
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const clock = { now: () => market.now(), schedule: () => () => {} };
    const model = timedModel(makeReplies(prices, cycles));
    let ids = 0;
    const cycle = new TradingCycle({
      broker,
      model,
      stores,
      symbols: INSTRUMENTS.map(({ id }) => id),
      clock,
      uuid: () => `01890a5d-ac96-774b-8000-${(++ids).toString(16).padStart(12, '0')}`,
      market: readyMarket(broker, cycles, clock.now),
      frames: FRAMES,
    });
    await cycle.start();
    const took: number[] = [];
    let result: Cycled = { completed: 0, decisions: 0, executed: 0, fills: 0, promptLength: 0 };
    return {
      async run() {
        for (const [index, now] of prices.slice(1).entries()) {
          for (const [instrument, price] of Object.entries(pricesOf(now))) market.setPrice(instrument, price);
          market.advance(BEGIN + index * CYCLE_MS - market.now());
          const before = model.milliseconds;
          const start = performance.now();
          const report = await cycle.run('interval');
          took.push(performance.now() - start - (model.milliseconds - before));
          result = {
            completed: result.completed + (report.status === 'completed' ? 1 : 0),
            decisions: result.decisions + report.decisions.length,
            executed: result.executed + report.decisions.filter(({ outcome }) => outcome === 'executed').length,
            fills: result.fills,
            promptLength: model.promptLength,
          };
          if (index === cycles - 1) {
            result = { ...result, fills: (await stores.executions.listFills({ limit: 1_000 })).items.length };
          }
        }
      },
      result: () => result,
      figures: () => ({ milliseconds: sum(took), p50Ms: quantile(took, 0.5), p95Ms: quantile(took, 0.95) }),
    };
  },
};

/** A scripted model that takes its own time. */
function timedModel(replies: readonly string[]): LanguageModel & { milliseconds: number; promptLength: number } {
  const scripted = scriptedModel((_request, index) => replies[index] ?? '');
  return {
    provider: scripted.provider,
    model: scripted.model,
    milliseconds: 0,
    promptLength: 0,
    async complete(request) {
      const start = performance.now();
      const reply = await scripted.complete(request);
      this.promptLength = request.messages.reduce((length, { content }) => length + content.length, 0);
      this.milliseconds += performance.now() - start;
      return reply;
    },
  };
}

function pricesOf(prices: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(INSTRUMENTS.map(({ id }, index) => [id, prices[index] ?? '50000']));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
