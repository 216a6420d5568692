import type { CloseResult } from '../domain/account.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode, PositionKey } from '../domain/order-intent.ts';
import { OrderError } from '../errors/index.ts';
import type { CloseOptions } from '../ports/broker.ts';
import { cancelOrder } from './cancel-order.ts';
import type { Desk } from './desk.ts';
import { placeOrder } from './place-order.ts';
import type { Session } from './session.ts';

/** Closes a position by reduce-only market orders, as many as the largest market order makes necessary. */
export async function closePosition(
  desk: Desk,
  key: PositionKey,
  settleTimeoutMs: number,
  { decisionId }: CloseOptions = {},
): Promise<CloseResult> {
  const { session } = desk;
  const instrument = session.instrument(key.instrument);
  const { marginMode } = key;
  const lots = () => session.ledger.book.lots(instrument, marginMode);
  if (lots() === 0) throw unknownPosition(instrument, marginMode);
  const side = lots() > 0 ? 'sell' : 'buy';
  const orders: Order[] = [];
  let isFreed = false;
  while (lots() !== 0 && lots() > 0 === (side === 'sell')) {
    const before = Math.abs(lots());
    const size = Math.min(before, largest(session, instrument));
    const order = await placeOrder(
      desk,
      {
        instrument: instrument.id,
        side,
        quantity: instrument.quantityOf(size),
        pricing: { type: 'market' },
        effect: 'reduce_only',
        marginMode,
        ...(decisionId === undefined ? {} : { decisionId }),
      },
      settleTimeoutMs,
      { role: 'exit' },
    );
    orders.push(order);
    if (order.state === 'filled') continue;
    // Coins that a resting target holds cannot be sold: it has to go first.
    const isHeld = order.state === 'rejected' && order.rejection.reason === 'insufficient_balance';
    if (!isHeld || isFreed) break;
    isFreed = true;
    await freeHolding(desk, instrument, settleTimeoutMs);
  }
  return { orders, remainder: instrument.quantityOf(Math.abs(lots())) };
}

/** The largest market order in lots, by size and by value. */
function largest(session: Session, instrument: Instrument): number {
  const bySize = instrument.maxMarketLots ?? Number.POSITIVE_INFINITY;
  const ticks = session.ledger.prices.lastTicks(instrument);
  if (instrument.maxMarketValue === null || ticks === null) return bySize;
  const byValue = instrument.lots(instrument.maxMarketValue.div(instrument.priceOf(ticks)), 'down');
  return Math.max(1, Math.min(bySize, byValue));
}

async function freeHolding(desk: Desk, instrument: Instrument, settleTimeoutMs: number): Promise<void> {
  const holding = desk.session.registry
    .open()
    .filter(
      ({ identity }) => identity.instrument === instrument && identity.side === 'sell' && identity.role !== 'entry',
    );
  for (const order of holding) await cancelOrder(desk, order, settleTimeoutMs);
}

export function unknownPosition(instrument: Instrument, marginMode: MarginMode): OrderError {
  return new OrderError(`There is no ${marginMode} position in ${instrument.id}.`, {
    code: 'order/unknown_position',
    details: { instrument: instrument.id, marginMode },
  });
}
