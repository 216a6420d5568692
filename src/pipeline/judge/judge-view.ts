import type { Decimal } from '../../domain/decimal.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { ProposedDecision } from '../../domain/proposal.ts';

/** A proposal with the id under which it was written down, and that rides on its orders. */
export interface Proposed {
  readonly decisionId: string;
  readonly proposal: ProposedDecision;
}

/** What is known of one trading symbol; prices in quote currency per base unit, `null` where there is none. */
export interface JudgedSymbol {
  readonly instrument: Instrument;
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
  readonly last: Decimal | null;
  readonly mark: Decimal | null;
  /** When these prices held, epoch ms; left out where `health` says all there is to say of their age. */
  readonly quotedAt?: number;
  /** `stale`: only exits are possible. */
  readonly health: 'fresh' | 'stale';
  /** Standard deviation of daily returns, as a fraction; `null` where it is not known: then there is no value at risk. */
  readonly dailyVolatility: Decimal | null;
  /** As a fraction of an order's value. */
  readonly takerFeeRate: Decimal;
  /** What new orders can use of the settlement currency. */
  readonly free: Decimal;
  /** The largest entries that the prompt names, base units; left out where it names none. */
  readonly shownMaxima?: readonly Decimal[];
}

/** A position as it is judged by. */
export interface JudgedPosition {
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  /** Base units, positive. */
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly leverage: Decimal;
  /** At the mark price, positive; `null` where no price is known. */
  readonly notional: Decimal | null;
  readonly initialMargin: Decimal;
  /** Trigger of the stop that stands at the venue; left out or `null` where there is none. */
  readonly stopPrice?: Decimal | null;
}

/** An order that can still fill. */
export interface JudgedOrder {
  readonly instrument: InstrumentId;
  /** Left out: that of the policy, and `cash` for spot. */
  readonly marginMode?: MarginMode;
  readonly side: 'buy' | 'sell';
  readonly effect: 'open' | 'reduce_only';
  readonly remainingQuantity: Decimal;
  /** Its limit or trigger, else the live price; `null` where that is not known. */
  readonly price: Decimal | null;
}

/** A proposal that was refused in the last cycles, by the judge, by the broker or by the venue. */
export interface RefusedBefore {
  readonly proposal: ProposedDecision;
  /** The rule, denial code or rejection reason; `null` where it is not known. */
  readonly rule: string | null;
}

/**
 * Everything that a verdict depends on, at one instant; nothing of it is fetched. Written down with the decisions, it lets
 * the same reply be judged again, alike.
 */
export interface JudgeView {
  /** Epoch ms. */
  readonly now: number;
  readonly symbols: readonly JudgedSymbol[];
  readonly accountCurrency: string;
  readonly equity: Decimal;
  /** Highest equity of the UTC day. */
  readonly dayHighWater: Decimal;
  /** Loss since 00:00 UTC, realized and unrealized; negative for a gain. */
  readonly dayLoss: Decimal;
  /** `null` where they could not be read: then nothing opens. */
  readonly positions: readonly JudgedPosition[] | null;
  readonly openOrders: readonly JudgedOrder[];
  /** For entries that name none. */
  readonly defaultLeverage: Decimal;
  readonly refusedBefore: readonly RefusedBefore[];
  /** The impossible numbers of the prompt's example, as decimal text. */
  readonly canaries: readonly string[];
  /** Why opening is paused, each as a sentence; left out or empty when it is not. */
  readonly pauses?: readonly string[];
}
