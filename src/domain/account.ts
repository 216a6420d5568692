import type { Decimal } from './decimal.ts';
import type { Denial } from './denial.ts';
import type { InstrumentId } from './instrument.ts';
import type { Order } from './order.ts';
import type { MarginMode } from './order-intent.ts';
import type { Position } from './position.ts';

/** One currency of an account. */
export interface CurrencyBalance {
  readonly currency: string;
  /** Without unrealized profit and without isolated margin. */
  readonly cash: Decimal;
  /** Cash, isolated margin and unrealized profit of the positions that settle in it. */
  readonly equity: Decimal;
  /** What new orders can use. */
  readonly free: Decimal;
  /** Held by open orders and positions. */
  readonly used: Decimal;
  readonly unrealizedPnl: Decimal;
}

/** What an account has, currency by currency. */
export interface Balance {
  /** The currency of {@link equity}. */
  readonly accountCurrency: string;
  /** Everything valued in the account currency at the last known prices. */
  readonly equity: Decimal;
  readonly currencies: readonly CurrencyBalance[];
  readonly at: number;
}

/** A position from its first fill to the one that made it flat. */
export interface ClosedPosition {
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  /** Largest quantity it had, in base units. */
  readonly maxQuantity: Decimal;
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  /** Gross of fees and funding. */
  readonly realizedPnl: Decimal;
  /** Positive is paid. */
  readonly fees: Decimal;
  /** Positive is received. */
  readonly funding: Decimal;
  /** Realized profit less fees plus funding. */
  readonly netPnl: Decimal;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly closedBy: 'order' | 'stop_loss' | 'take_profit' | 'liquidation' | 'adl';
  readonly decisionIds: readonly string[];
}

/** What an account amounts to, in its account currency. A figure that is not defined yet is `null`. */
export interface PortfolioSnapshot {
  readonly at: number;
  readonly accountCurrency: string;
  readonly cash: Decimal;
  readonly equity: Decimal;
  readonly freeMargin: Decimal;
  /** Net of fees and funding, since the broker's ledger began. */
  readonly realizedPnl: Decimal;
  readonly unrealizedPnl: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  /** Fraction below the highest equity seen since the ledger began. */
  readonly drawdownFraction: Decimal;
  /** Annualised, from daily returns (UTC), risk-free rate 0; `null` before two full days or without variation. */
  readonly sharpe: number | null;
  /** Fraction of closed positions with a positive net result; `null` before the first. */
  readonly winRate: number | null;
  /** Sum of gains over sum of losses of closed positions; `null` without losses. */
  readonly profitFactor: number | null;
  readonly positions: readonly Position[];
  readonly closedPositions: readonly ClosedPosition[];
}

/** What closing a position came to. */
export interface CloseResult {
  readonly orders: readonly Order[];
  /** Base units still open. */
  readonly remainder: Decimal;
}

/** What an order would cost, before anything is sent. */
export interface OrderPreview {
  readonly instrument: InstrumentId;
  /** After rounding down to the lot. */
  readonly quantity: Decimal;
  /** Price expected for the whole quantity; `null` where nothing could fill. */
  readonly expectedPrice: Decimal | null;
  /** Expected cost of the price moving against the order while it fills, as a fraction of the mid price. */
  readonly slippageFraction: Decimal | null;
  /** In {@link feeCurrency}. */
  readonly fee: Decimal;
  readonly feeCurrency: string;
  /** Margin (or spot money) that the order would bind. */
  readonly requiredMargin: Decimal;
  readonly availableMargin: Decimal;
  readonly marginCurrency: string;
  /** Liquidation price of the position that would result; `null` where there is none. */
  readonly liquidationPrice: Decimal | null;
  /** The refusal that would meet it now, or `null`. */
  readonly denial: Denial | null;
}
