import type { Order } from '../domain/order.ts';
import type { OrderAmendment } from '../domain/order-intent.ts';
import type { RiskDirection } from '../ports/interceptor.ts';
import type { Session } from './session.ts';

/**
 * Whether an order of `lots` can only take risk away: it is reduce-only, or on the other side of the position and, with
 * what is already on its way there, not larger than it.
 */
export function directionOf(session: Session, order: Order, lots: number): RiskDirection {
  const { identity } = order;
  const { instrument, marginMode, side } = identity;
  if (identity.effect === 'reduce_only') return 'reduces';
  if (instrument.type === 'spot') return side === 'sell' ? 'reduces' : 'opens';
  const held = session.ledger.book.lots(instrument, marginMode);
  if (held === 0 || held > 0 === (side === 'buy')) return 'opens';
  let used = lots;
  for (const other of session.registry.open()) {
    if (other.identity.instrument !== instrument || other.identity.marginMode !== marginMode) continue;
    if (other.side !== side || other.clientOrderId === order.clientOrderId) continue;
    // Stops and targets go with the position; they do not use it up.
    if (other.role === 'stop_loss' || other.role === 'take_profit') continue;
    used += other.progress.lots - other.progress.filledLots;
  }
  return used <= Math.abs(held) ? 'reduces' : 'opens';
}

/** Direction of an amendment: making an order smaller at the same price takes risk away. */
export function directionOfAmendment(
  session: Session,
  order: Order,
  change: OrderAmendment,
  lots: number,
): RiskDirection {
  const smaller = change.price === undefined && change.triggerPrice === undefined && lots <= order.progress.lots;
  return smaller ? 'reduces' : directionOf(session, order, lots - order.progress.filledLots);
}
