import { type DecimalInput, toDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { toMoney } from '../../domain/money.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { NO_PROTECTION, Position, type PositionProtection } from '../../domain/position.ts';
import { LEVERAGE_SCALE, PositionState } from '../../domain/position-state.ts';
import { anInstrument } from './an-instrument.ts';

/** What a test may say about a position. */
export interface PositionDescription {
  readonly instrument?: Instrument;
  readonly marginMode?: MarginMode;
  /** In base units, negative for a short; default `"0.01"`. */
  readonly quantity?: DecimalInput;
  /** Default `"50000"`. */
  readonly entryPrice?: DecimalInput;
  /** Default: the entry price. */
  readonly markPrice?: DecimalInput;
  /** Default `"3"`. */
  readonly leverage?: DecimalInput;
  readonly realizedPnl?: DecimalInput;
  readonly fees?: DecimalInput;
  readonly funding?: DecimalInput;
  readonly openedAt?: number;
  readonly protection?: PositionProtection;
  readonly decisionIds?: readonly string[];
}

/** The arithmetic of a position that was opened by one fill. */
export function aPositionState(description: PositionDescription = {}): PositionState {
  const { instrument = anInstrument(), quantity = '0.01', entryPrice = '50000', leverage = '3' } = description;
  const state = new PositionState(instrument, {
    isolated: description.marginMode === 'isolated',
    leverage: toDecimal(leverage, 'leverage').mul(LEVERAGE_SCALE).toNumber(),
  });
  const signed = toDecimal(quantity, 'quantity');
  const lots = instrument.lots(signed.abs(), 'down');
  if (lots !== 0) state.fill(signed.isNegative() ? -lots : lots, instrument.ticks(entryPrice, 'down'));
  return state;
}

/** An open position: 0.01 BTC of the swap long from 50,000 in cross margin, changed where the test is about it. */
export function aPosition(description: PositionDescription = {}): Position {
  const { instrument = anInstrument(), entryPrice = '50000', openedAt = 0 } = description;
  const state = aPositionState({ ...description, instrument });
  const marks = instrument.marks(description.markPrice ?? entryPrice);
  const money = (input: DecimalInput | undefined) => toMoney(toDecimal(input ?? '0', 'amount'));
  const spot = instrument.type === 'spot';
  return new Position({
    instrument,
    marginMode: description.marginMode ?? (spot ? 'cash' : 'cross'),
    lots: state.lots,
    cost: state.cost,
    exactQuantity: spot ? BigInt(state.lots) * instrument.lotMoney : null,
    exactCost: spot ? BigInt(state.cost) * instrument.costMoney : null,
    marks,
    leverage: state.leverage,
    isolatedMargin: state.margin,
    unrealized: state.unrealized(marks),
    realized: money(description.realizedPnl),
    fees: money(description.fees),
    funding: money(description.funding),
    initialMargin: spot ? 0n : state.marginFor(state.cost),
    maintenanceMargin: 0n,
    liquidationPrice: null,
    openedAt,
    updatedAt: openedAt,
    protection: description.protection ?? NO_PROTECTION,
    decisionIds: description.decisionIds ?? [],
  });
}
