import { backtest } from '../../../src/backtest/backtest.ts';
import type { PortfolioSnapshot } from '../../../src/domain/account.ts';
import { type DecimalText, decimalText, ZERO } from '../../../src/domain/decimal.ts';
import { fromMoney } from '../../../src/domain/money.ts';
import { scriptedModel } from '../../../src/models/scripted-model.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { CycleReport } from '../../../src/pipeline/cycle/cycle-report.ts';
import { pipelineStrategy } from '../../../src/pipeline/pipeline-strategy.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { countingUuids } from '../../unit/pipeline/builders/cycles.ts';
import { moodyModel } from './moody-model.ts';
import type { RealMarket } from './real-market.ts';
import { readBooks, type StoredBooks } from './stored-books.ts';

export const START = 10_000;

/** What a run left behind, at the instant of its last cycle. */
export interface Played {
  readonly reports: readonly CycleReport[];
  readonly stores: Stores;
  readonly books: StoredBooks;
  /** The broker's own account, orders, fills and closed positions. */
  readonly snapshot: PortfolioSnapshot;
  readonly counts: { readonly orders: number; readonly fills: number; readonly closed: number };
  /** Funding as the venue's ledger told it. */
  readonly funding: DecimalText;
  /** Equity as the broker's balance had it after each cycle. */
  readonly equity: readonly { readonly at: number; readonly equity: DecimalText }[];
}

/** Runs a moody model through so many cycles of a backtest. */
export async function playMarket(
  { feed, symbols, frames }: RealMarket,
  { cycles, warmupBars }: { readonly cycles: number; readonly warmupBars: number },
): Promise<Played> {
  const risk = { limits: { maxDailyLoss: '1000000', maxDrawdownFraction: '1' } } as const;
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const prices = new Map<string, number>();
  const reports: CycleReport[] = [];
  const equity: { at: number; equity: DecimalText }[] = [];
  let funding = ZERO;
  let played: Played | null = null;
  let listensTo: BaseBroker | null = null;
  const pipeline = pipelineStrategy({
    model: scriptedModel(moodyModel(5, { symbols, priceOf: (symbol) => prices.get(symbol) ?? 0 })),
    stores,
    symbols,
    frames,
    risk,
    uuid: countingUuids(),
    onReport: (report) => reports.push(report),
  });
  await backtest({
    broker: { kind: 'simulated', balances: { USDT: String(START) }, risk },
    feed,
    warmupBars,
    strategy: async (context) => {
      const { broker } = context;
      if (played !== null) return;
      if (listensTo !== broker) {
        listensTo = broker;
        broker.on('ledger.entry', ({ entry }) => {
          if (entry.type === 'funding') funding = funding.add(fromMoney(entry.amount));
        });
      }
      for (const symbol of symbols) prices.set(symbol, (await broker.getMarketPrice(symbol)).toNumber());
      const before = reports.length;
      await pipeline(context);
      if (reports.length === before) return;
      equity.push({ at: context.at, equity: decimalText((await broker.getBalance()).equity) });
      if (reports.length < cycles) return;
      played = {
        reports,
        stores,
        books: await readBooks(stores),
        snapshot: await broker.getSnapshot(),
        counts: {
          orders: (await broker.getOrderHistory({ limit: 100_000 })).length + (await broker.getOpenOrders()).length,
          fills: (await broker.getFills({ limit: 100_000 })).length,
          closed: (await broker.getClosedPositions({ limit: 100_000 })).length,
        },
        funding: decimalText(funding),
        equity,
      };
    },
  });
  if (played === null) throw new Error(`The market ended after ${reports.length} cycles.`);
  return played;
}
