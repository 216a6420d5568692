import { backtest } from '../../../../src/backtest/backtest.ts';
import { Decimal } from '../../../../src/domain/decimal.ts';
import { measureRiskLimits } from '../../../../src/domain/risk.ts';
import { candleReplay } from '../../../../src/market/candle-replay.ts';
import { syntheticCandles } from '../../../../src/market/synthetic-candles.ts';
import { brokerMarket } from '../../../../src/pipeline/context/broker-market.ts';
import {
  buildContext,
  type ContextOptions,
  type TradingContext,
} from '../../../../src/pipeline/context/build-context.ts';
import { EquityWatch } from '../../../../src/pipeline/context/equity-watch.ts';
import type { BaseBroker } from '../../../../src/ports/broker.ts';

export const SYMBOLS = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'];

export interface ContextPlay {
  /** Bars of five minutes before the first context. Default 700. */
  readonly bars?: number;
  /** Contexts that are built, one per bar. Default 1. */
  readonly contexts?: number;
  /** Acts before a context is built. */
  readonly before?: (broker: BaseBroker, index: number) => Promise<unknown>;
  readonly options?: Partial<ContextOptions>;
}

/** Contexts as they are built over the simulator and its invented market. */
export async function contextsOf(play: ContextPlay = {}): Promise<readonly TradingContext[]> {
  const { bars = 700, contexts = 1, before, options } = play;
  const built: TradingContext[] = [];
  const watch = new EquityWatch();
  await backtest({
    broker: { kind: 'simulated', balances: { USDT: '10000' } },
    feed: candleReplay({ candles: syntheticCandles({ bars: bars + contexts + 1, seed: 7 }) }),
    warmupBars: bars,
    strategy: async ({ broker, at }) => {
      if (built.length === contexts) return;
      await before?.(broker, built.length);
      built.push(
        await buildContext({
          symbols: SYMBOLS,
          prices: broker,
          account: broker,
          market: brokerMarket(broker),
          memory: null,
          limits: measureRiskLimits(),
          takerFeeRate: () => new Decimal('0.0005'),
          look: (instant, equity) => watch.look(instant, equity),
          now: () => at,
          ...options,
        }),
      );
    },
  });
  return built;
}

/** The only context of {@link contextsOf}. */
export async function aContext(play: ContextPlay = {}): Promise<TradingContext> {
  const [context] = await contextsOf(play);
  if (context === undefined) throw new Error('No context was built.');
  return context;
}
