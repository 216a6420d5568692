import { checkProtectionPrices } from '../domain/check-intent.ts';
import { toDecimal } from '../domain/decimal.ts';
import type { Order } from '../domain/order.ts';
import type { PositionKey, Protection } from '../domain/order-intent.ts';
import type { Position } from '../domain/position.ts';
import { OrderError } from '../errors/index.ts';
import { cancelOrder } from './cancel-order.ts';
import { unknownPosition } from './close-position.ts';
import type { Desk } from './desk.ts';
import { isSeen } from './protection-record.ts';
import { merged, placeProtective, stopPricing, targetPricing, type Unprotected } from './protective-orders.ts';
import { refused } from './set-leverage.ts';

/**
 * Gives a position a stop, a target or both. What the protection leaves out stays as it is.
 *
 * The new order is seen at the venue before the old one goes; where the new one is refused, the old one stays. Where it
 * is still under way in a replay, the old one goes when it has arrived. A target on spot holds the coins: there the old
 * one goes first.
 */
export async function protectPosition(
  desk: Desk,
  asked: PositionKey,
  protection: Protection,
  settleTimeoutMs: number,
): Promise<Position> {
  const { session } = desk;
  const instrument = session.instrument(asked.instrument);
  const { marginMode } = asked;
  const lots = session.ledger.book.lots(instrument, marginMode);
  if (lots === 0) throw unknownPosition(instrument, marginMode);
  const { stopLoss, takeProfit } = protection;
  if (stopLoss?.limit !== undefined) toDecimal(stopLoss.limit, 'limit of the stop');
  const price = session.ledger.prices.lastTicks(instrument);
  const denial = checkProtectionPrices(protection, lots > 0 ? 'long' : 'short', price, instrument, null);
  if (denial !== null) throw refused(denial);

  const { protection: record } = session;
  const before = record.request(instrument, marginMode);
  const parentClientOrderId = before?.parentClientOrderId ?? null;
  const part = { instrument, marginMode, lots, parentClientOrderId, followsPosition: true };
  await session.work.during(async () => {
    if (stopLoss !== undefined) {
      const old = record.seen(instrument, marginMode, 'stop_loss');
      await replace(desk, part, 'stop_loss', stopPricing(stopLoss), old, settleTimeoutMs);
    }
    const since = record.request(instrument, marginMode);
    const wanted = merged(since?.protection, stopLoss === undefined ? {} : { stopLoss });
    record.settle(record.ask(instrument, marginMode, wanted, part.parentClientOrderId));
    if (takeProfit !== undefined) {
      const old = record.seen(instrument, marginMode, 'take_profit');
      await replace(desk, part, 'take_profit', targetPricing(takeProfit), old, settleTimeoutMs);
      record.settle(record.ask(instrument, marginMode, merged(wanted, { takeProfit }), part.parentClientOrderId));
    }
  });
  session.ledger.ordersChanged();
  const position = session.ledger.position(instrument, marginMode);
  if (position === undefined) throw unknownPosition(instrument, marginMode);
  return position;
}

async function replace(
  desk: Desk,
  part: Unprotected,
  role: 'stop_loss' | 'take_profit',
  pricing: Parameters<typeof placeProtective>[3],
  old: readonly Order[],
  settleTimeoutMs: number,
): Promise<void> {
  if (role === 'take_profit' && part.instrument.type === 'spot') {
    // A resting target holds the coins that the new one needs; the stop stays meanwhile.
    for (const order of old) await cancelOrder(desk, order, settleTimeoutMs);
  }
  const placed = await placeProtective(desk, part, role, pricing, settleTimeoutMs);
  // A replay does not let the new order arrive while this call is waited for.
  const underWay = desk.session.isInstant ? placed.filter(({ state }) => state === 'submitted') : [];
  const unseen = placed.find((order) => !isSeen(order) && order.state !== 'filled' && !underWay.includes(order));
  if (unseen !== undefined) {
    // Half a change is none: what was placed goes again, what was there stays.
    for (const order of placed) if (isSeen(order)) await cancelOrder(desk, order, settleTimeoutMs);
    const why = unseen.denial?.message ?? unseen.rejection?.venueMessage ?? `it is ${unseen.state}`;
    throw new OrderError(`The new ${role === 'stop_loss' ? 'stop' : 'target'} was not taken: ${why}`, {
      code: 'order/refused',
      details: { clientOrderId: unseen.clientOrderId, state: unseen.state },
    });
  }
  const last = underWay.at(-1);
  if (last !== undefined) desk.session.protection.supersede(last, old);
  else for (const order of old) await cancelOrder(desk, order, settleTimeoutMs);
}
