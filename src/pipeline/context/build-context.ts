import type { Decimal } from '../../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { MeasuredRiskLimits } from '../../domain/risk.ts';
import { KnownIndicators } from '../../indicators/known-indicators.ts';
import type { AccountReader, PriceReader } from '../../ports/broker.ts';
import type { ContextMarket } from '../../ports/context-market.ts';
import { type AccountContext, accountContext } from './account-context.ts';
import { DEFAULT_HEALTH_LIMITS, type HealthLimits } from './data-health.ts';
import type { EquityStanding } from './equity-watch.ts';
import { type Memory, type MemoryContext, NO_MEMORY } from './memory-context.ts';
import { type SymbolContext, symbolContext } from './symbol-context.ts';

/** Everything that a prompt is made of, at one instant. */
export interface TradingContext {
  /** The broker's time, epoch ms. */
  readonly at: number;
  readonly symbols: readonly SymbolContext[];
  readonly account: AccountContext;
  readonly memory: MemoryContext;
  /** Why the past is not there, or `null`. */
  readonly memoryProblem: string | null;
}

/** What {@link buildContext} reads, and how much of it. */
export interface ContextOptions {
  /** What may be traded; only these are in the prompt. */
  readonly symbols: readonly InstrumentId[];
  readonly prices: PriceReader;
  readonly account: AccountReader;
  readonly market: ContextMarket;
  readonly memory: Memory | null;
  readonly limits: MeasuredRiskLimits;
  /** Lengths of bars, ms, shortest first. Default 5 minutes, 1 hour, 4 hours. */
  readonly frames?: readonly number[];
  /** Bars read per frame. Default 200. */
  readonly barsRead?: number;
  /** Leverages of the table of affordable sizes. Default 1, 2, 3, 5 and 10. */
  readonly leverages?: readonly string[];
  readonly health?: Partial<HealthLimits>;
  /** Keeps the indicators of bars that stay the same. Default: they are reckoned anew each time. */
  readonly indicators?: KnownIndicators;
  readonly takerFeeRate: (instrument: Instrument) => Decimal;
  readonly look: (at: number, equity: Decimal) => EquityStanding;
  readonly now: () => number;
}

export const DEFAULT_FRAMES: readonly number[] = [300_000, 3_600_000, 14_400_000];
const DEFAULT_BARS_READ = 200;
const DEFAULT_LEVERAGES: readonly string[] = ['1', '2', '3', '5', '10'];

/**
 * Reads market, account and memory. It is given readers only: what builds a prompt cannot place an order.
 *
 * What is unknown of one symbol is said in its place; an account that cannot be read throws.
 *
 * @throws {VenueError} `venue/unknown_instrument` for a symbol that the broker does not list.
 */
export async function buildContext(options: ContextOptions): Promise<TradingContext> {
  const { account, prices, market, memory, limits, takerFeeRate, look, now } = options;
  const instruments = await Promise.all(options.symbols.map((symbol) => prices.getInstrument(symbol)));
  const reading = {
    market,
    frames: options.frames ?? DEFAULT_FRAMES,
    barsRead: options.barsRead ?? DEFAULT_BARS_READ,
    health: { ...DEFAULT_HEALTH_LIMITS, ...options.health },
    indicators: options.indicators ?? new KnownIndicators(),
    now,
  };
  const [symbols, recalled] = await Promise.all([
    Promise.all(instruments.map((instrument) => symbolContext(instrument, reading))),
    recall(memory),
  ]);
  const accountNow = await accountContext({
    account,
    symbols,
    limits,
    leverages: options.leverages ?? DEFAULT_LEVERAGES,
    takerFeeRate,
    look,
  });
  return { at: now(), symbols, account: accountNow, ...recalled };
}

async function recall(memory: Memory | null): Promise<Pick<TradingContext, 'memory' | 'memoryProblem'>> {
  if (memory === null) return { memory: NO_MEMORY, memoryProblem: null };
  try {
    return { memory: await memory.recall(), memoryProblem: null };
  } catch (error) {
    // A prompt without its past is worse than one with, and better than none: exits must go on.
    return { memory: NO_MEMORY, memoryProblem: error instanceof Error ? error.message : String(error) };
  }
}
