import type { ClosedPosition, PortfolioSnapshot } from './account.ts';
import { Decimal, type DecimalText, decimalText, decimalTextOrNull } from './decimal.ts';
import type { InstrumentId } from './instrument.ts';
import type { MarginMode } from './order-intent.ts';
import type { Position, ProtectionStatus } from './position.ts';

/** A {@link PortfolioSnapshot} as a record; money in the account currency. */
export interface StoredPortfolio {
  /** Epoch ms. */
  readonly at: number;
  readonly accountCurrency: string;
  readonly cash: DecimalText;
  readonly equity: DecimalText;
  readonly freeMargin: DecimalText;
  readonly realizedPnl: DecimalText;
  readonly unrealizedPnl: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  readonly drawdownFraction: DecimalText;
  readonly sharpe: number | null;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  /** The positions open at that instant. */
  readonly positions: readonly StoredPosition[];
}

/** An open position as a record. */
export interface StoredPosition {
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  /** Base units, positive. */
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly markPrice: DecimalText | null;
  readonly unrealizedPnl: DecimalText | null;
  readonly realizedPnl: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  readonly leverage: DecimalText;
  readonly initialMargin: DecimalText;
  readonly maintenanceMargin: DecimalText;
  /** On the instrument's tick, towards the mark: never further away than it is. */
  readonly liquidationPrice: DecimalText | null;
  readonly stopPrice: DecimalText | null;
  readonly targetPrice: DecimalText | null;
  readonly protection: ProtectionStatus;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly decisionIds: readonly string[];
}

/** A {@link ClosedPosition} as a record. */
export interface StoredClosedPosition {
  /** The same for the same round trip, also when it is read from the broker again. */
  readonly closedPositionId: string;
  readonly instrument: InstrumentId;
  readonly marginMode: MarginMode;
  readonly side: 'long' | 'short';
  /** Base units. */
  readonly maxQuantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly exitPrice: DecimalText;
  readonly realizedPnl: DecimalText;
  /** Positive is paid. */
  readonly fees: DecimalText;
  /** Positive is received. */
  readonly funding: DecimalText;
  readonly netPnl: DecimalText;
  readonly openedAt: number;
  readonly closedAt: number;
  readonly closedBy: ClosedPosition['closedBy'];
  readonly decisionIds: readonly string[];
}

/** The record of a snapshot and of its open positions; closed ones have records of their own. */
export function storedPortfolio(snapshot: PortfolioSnapshot): StoredPortfolio {
  const { at, accountCurrency, sharpe, winRate, profitFactor } = snapshot;
  return {
    at,
    accountCurrency,
    cash: decimalText(snapshot.cash),
    equity: decimalText(snapshot.equity),
    freeMargin: decimalText(snapshot.freeMargin),
    realizedPnl: decimalText(snapshot.realizedPnl),
    unrealizedPnl: decimalText(snapshot.unrealizedPnl),
    fees: decimalText(snapshot.fees),
    funding: decimalText(snapshot.funding),
    drawdownFraction: decimalText(snapshot.drawdownFraction),
    sharpe,
    winRate,
    profitFactor,
    positions: snapshot.positions.map(storedPosition),
  };
}

/** The record of an open position. */
export function storedPosition(position: Position): StoredPosition {
  const { instrument, marginMode, side, protection, openedAt, updatedAt, decisionIds } = position;
  return {
    instrument,
    marginMode,
    side,
    quantity: decimalText(position.quantity),
    entryPrice: decimalText(position.entryPrice),
    markPrice: decimalTextOrNull(position.markPrice),
    unrealizedPnl: decimalTextOrNull(position.unrealizedPnl),
    realizedPnl: decimalText(position.realizedPnl),
    fees: decimalText(position.fees),
    funding: decimalText(position.funding),
    leverage: decimalText(position.leverage),
    initialMargin: decimalText(position.initialMargin),
    maintenanceMargin: decimalText(position.maintenanceMargin),
    liquidationPrice: decimalTextOrNull(onTick(position)),
    stopPrice: decimalTextOrNull(protection.stopPrice),
    targetPrice: decimalTextOrNull(protection.targetPrice),
    protection: protection.status,
    openedAt,
    updatedAt,
    decisionIds,
  };
}

/** The liquidation price on the tick that is reached first: above it for a long, below it for a short. */
function onTick({ liquidationPrice, side, facts }: Position): Decimal | null {
  const rounding = side === 'long' ? Decimal.ROUND_UP : Decimal.ROUND_DOWN;
  return liquidationPrice?.toNearest(facts.instrument.tickSize, rounding) ?? null;
}

/**
 * The record of a closed position.
 *
 * Its id is made of what the round trip was. Two that are alike in every figure, opened and closed at the same instants,
 * can only be told apart by whoever counts them: the second is `occurrence` 2.
 */
export function storedClosedPosition(closed: ClosedPosition, occurrence = 1): StoredClosedPosition {
  const { instrument, marginMode, side, openedAt, closedAt, closedBy, decisionIds } = closed;
  const maxQuantity = decimalText(closed.maxQuantity);
  const entryPrice = decimalText(closed.entryPrice);
  const exitPrice = decimalText(closed.exitPrice);
  const netPnl = decimalText(closed.netPnl);
  const marks = [instrument, marginMode, side, openedAt, closedAt, maxQuantity, entryPrice, exitPrice, netPnl];
  return {
    closedPositionId: [...marks, ...(occurrence === 1 ? [] : [occurrence])].join(':'),
    instrument,
    marginMode,
    side,
    maxQuantity,
    entryPrice,
    exitPrice,
    realizedPnl: decimalText(closed.realizedPnl),
    fees: decimalText(closed.fees),
    funding: decimalText(closed.funding),
    netPnl,
    openedAt,
    closedAt,
    closedBy,
    decisionIds,
  };
}
