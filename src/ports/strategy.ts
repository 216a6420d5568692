import type { Decision, DecisionSummary } from '../domain/decision.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { Candles } from '../domain/market.ts';
import type { Order } from '../domain/order.ts';
import type { OrderIntent } from '../domain/order-intent.ts';
import type { Position } from '../domain/position.ts';
import type { AccountReader, BaseBroker, PriceReader } from './broker.ts';
import type { DecisionOutcome } from './decision-log.ts';

/**
 * What a {@link Strategy} sees when it is asked: the instant, closed bars, prices and the account.
 *
 * One object serves a whole run and is brought up to date before each call: read from it, do not keep it.
 */
export interface StrategyContext {
  /** The instant of the decision, epoch ms: every bar that a strategy can read has ended by then. */
  readonly at: number;
  /** Closed bars, oldest first; the same object grows from call to call. @throws {VenueError} `venue/unknown_instrument` where there are none. */
  candles(instrument: InstrumentId): Candles;
  readonly account: AccountReader;
  readonly prices: PriceReader;
  positions(): Promise<readonly Position[]>;
  /** What became of the orders of the call before, in the order in which it returned them; denials and rejections are among them. */
  readonly lastOrders: readonly Order[];
  /** For what a returned value cannot say: moving a stop, cancelling, leverage. Orders are better returned: they carry their reasons into the report. */
  readonly broker: BaseBroker;
}

/** What a rule found about a decision before it was carried out. */
export interface DecisionFinding {
  readonly rule: string;
  /** `flag` changed nothing. */
  readonly effect: 'refuse' | 'clamp' | 'flag';
  readonly message: string;
  /** The figures that decided, as decimal strings. */
  readonly figures: Readonly<Record<string, string>>;
  /** What was asked for, and what was made of it; `null` where nothing was changed. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A decision that the strategy has carried out itself: nothing more is done, it is only told. */
export interface SettledDecision {
  readonly settled: DecisionSummary;
  readonly outcome: DecisionOutcome;
  readonly orders: readonly Order[];
  /** Why it led to no order; `null` when it did, or when there was nothing to do. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly findings: readonly DecisionFinding[];
}

/** What a strategy wants done, in this order, or has done itself; nothing at all is a fine answer. */
export type StrategyAnswer = readonly (Decision | OrderIntent | SettledDecision)[] | undefined;

/**
 * Decides what to do, once per step, from what is known at that instant.
 *
 * The same function runs in a backtest and live; it takes the time from the context and keeps no clock of its own. What
 * it throws ends a backtest.
 */
export interface Strategy {
  // biome-ignore lint/suspicious/noConfusingVoidType: an async function that returns nothing is a Promise<void> to TypeScript
  (context: StrategyContext): Promise<StrategyAnswer | void> | StrategyAnswer | void;
  /** Called once, when the market has ended and the broker is still connected. What it returns stands in the report, as sentences. */
  end?(): Promise<readonly string[]>;
}
