import { deny, referenceTicks, triggersRising } from '../domain/check-intent.ts';
import type { Denial, RejectionReason } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import type { OrderAmendment } from '../domain/order-intent.ts';
import type { Desk } from './desk.ts';
import { lookUp, replyOf, waitMs } from './look-up.ts';
import { directionOfAmendment } from './risk-direction.ts';
import { rejectionOf } from './send-order.ts';
import type { Session } from './session.ts';

const MOST_ATTEMPTS = 5;

/** An amendment on the integers of its instrument. */
interface MeasuredAmendment {
  readonly lots: number;
  readonly limitTicks: number | null;
  readonly triggerTicks: number | null;
}

/** Changes an open order; a refusal leaves the order as it was and is told in an event. */
export async function amendOrder(desk: Desk, order: Order, change: OrderAmendment): Promise<Order> {
  const { session } = desk;
  const { clientOrderId } = order;
  const current = () => session.registry.find(clientOrderId) ?? order;
  const measured = measure(order, change);
  return session.work.during(async () => {
    desk.intake.endInstant();
    const direction = directionOfAmendment(session, current(), change, measured.lots);
    const denial = await session.ring.amend(
      current(),
      change,
      async () => {
        while (desk.intake.isBusy) await undefined;
        const broken = checkAmendment(session, current(), change, measured);
        if (broken !== null) return broken;
        await sendAmendment(desk, current(), change, measured, 0);
        return undefined;
      },
      { ledger: session.ledger, direction },
    );
    if (denial !== undefined) refuse(desk, current(), denial);
    return current();
  });
}

async function sendAmendment(
  desk: Desk,
  order: Order,
  change: OrderAmendment,
  measured: MeasuredAmendment,
  attempt: number,
): Promise<void> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  const reply = await replyOf(() => session.venue.amend(order, change));
  const at = session.now;
  switch (reply.outcome) {
    case 'acknowledged':
      for (const event of reply.events) intake.order(event);
      return;
    case 'refused':
      intake.order({ type: 'order.amend_rejected', clientOrderId, at, rejection: rejectionOf(reply) });
      return;
    case 'not_executed': {
      const current = session.registry.find(clientOrderId) ?? order;
      if (reply.retryAfterMs === 0 && attempt + 1 < MOST_ATTEMPTS && !current.isTerminal) {
        return sendAmendment(desk, current, change, measured, attempt + 1);
      }
      // A change that comes late may be a wrong one: the caller decides anew.
      const rejection = {
        reason: 'other' as const,
        venueCode: 'not_executed',
        venueMessage: `The change was not executed; the venue asks to wait ${reply.retryAfterMs} ms.`,
        figures: { retryAfterMs: `${reply.retryAfterMs}` },
      };
      intake.order({ type: 'order.amend_rejected', clientOrderId, at, rejection });
      return;
    }
    case 'unknown':
      await readBack(desk, order, measured, 0);
      return;
  }
}

/** Reads until the order shows the change, or has been read and does not; the change is not sent again. */
async function readBack(desk: Desk, order: Order, measured: MeasuredAmendment, attempt: number): Promise<void> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  const lookup = await lookUp(desk, order, { at: order.progress.submittedAt ?? order.createdAt, expiresAt: null });
  const now = session.registry.find(clientOrderId);
  if (now === undefined || now.isTerminal || shows(now, measured)) return;
  if (lookup.found === 'yes' && attempt > 0) {
    const rejection = {
      reason: 'other' as const,
      venueCode: 'not_seen',
      venueMessage: 'The order was read back without the change.',
      figures: {},
    };
    intake.order({ type: 'order.amend_rejected', clientOrderId, at: session.now, rejection });
    return;
  }
  session.later(waitMs(attempt), 'Reading an amended order', () => readBack(desk, order, measured, attempt + 1));
}

function shows({ progress }: Order, measured: MeasuredAmendment): boolean {
  return (
    progress.lots === measured.lots &&
    progress.limitTicks === measured.limitTicks &&
    progress.triggerTicks === measured.triggerTicks
  );
}

function refuse(desk: Desk, order: Order, denial: Denial): void {
  const event = {
    type: 'order.amend_rejected' as const,
    clientOrderId: order.clientOrderId,
    at: desk.session.now,
    rejection: {
      reason: reasonOf(denial),
      venueCode: `denied/${denial.code}`,
      venueMessage: denial.message,
      figures: denial.figures,
    },
  };
  if (order.isTerminal || order.state === 'pending') desk.intake.refused(order, event);
  else desk.intake.order(event);
}

function reasonOf({ code }: Denial): RejectionReason {
  switch (code) {
    case 'order_not_open':
      return 'order_not_found';
    case 'below_min_quantity':
    case 'above_max_quantity':
    case 'above_position':
    case 'amendment_below_filled':
      return 'invalid_quantity';
    case 'invalid_price':
    case 'trigger_on_wrong_side':
      return 'invalid_price';
    default:
      return 'other';
  }
}

function measure(order: Order, change: OrderAmendment): MeasuredAmendment {
  const { instrument, side, pricing } = order.identity;
  const { progress } = order;
  return {
    lots: change.quantity === undefined ? progress.lots : instrument.lots(change.quantity, 'down'),
    limitTicks:
      change.price === undefined ? progress.limitTicks : instrument.ticks(change.price, side === 'buy' ? 'down' : 'up'),
    triggerTicks:
      change.triggerPrice === undefined
        ? progress.triggerTicks
        : instrument.ticks(change.triggerPrice, triggersRising(pricing, side) ? 'down' : 'up'),
  };
}

function checkAmendment(
  session: Session,
  order: Order,
  change: OrderAmendment,
  measured: MeasuredAmendment,
): Denial | null {
  const { progress, identity } = order;
  const { instrument, pricing, side } = identity;
  if (order.isTerminal) return deny('order_not_open', `The order is ${order.state}; it cannot be changed.`, {});
  if (shows(order, measured)) return deny('amendment_empty', 'The change leaves the order as it is.', {});
  const misplaced =
    (change.price !== undefined && progress.limitTicks === null) ||
    (change.triggerPrice !== undefined && progress.triggerTicks === null);
  if (misplaced) {
    return deny('invalid_price', `An order of type ${order.type} has no such price to change.`, { type: order.type });
  }
  const prices = [measured.limitTicks, measured.triggerTicks];
  if (prices.some((ticks) => ticks !== null && ticks <= 0)) {
    return deny('invalid_price', 'Prices are above zero.', { tick: instrument.tickSize.toFixed() });
  }
  if (change.triggerPrice !== undefined && measured.triggerTicks !== null && order.state === 'armed') {
    const by = 'trigger' in pricing ? (pricing.trigger.by ?? 'last') : 'last';
    const { prices: board } = session.ledger;
    const moment = { lastTicks: board.lastTicks(instrument), marks: board.marks(instrument) };
    const reference = referenceTicks(by, instrument, moment);
    const rising = triggersRising(pricing, side);
    const acts =
      reference !== null && (rising ? measured.triggerTicks <= reference : measured.triggerTicks >= reference);
    if (acts) {
      const figures = { trigger: instrument.priceOf(measured.triggerTicks).toFixed(), [by]: String(reference) };
      return deny('trigger_on_wrong_side', 'The order would act at once at the new trigger.', figures);
    }
  }
  return change.quantity === undefined ? null : checkQuantity(session, order, change, measured.lots);
}

function checkQuantity(session: Session, order: Order, change: OrderAmendment, lots: number): Denial | null {
  const { progress, identity } = order;
  const { instrument } = identity;
  const quantity = (of: number): string => instrument.quantityOf(of).toFixed();
  const requested = quantity(lots);
  const nearest = (of: number): OrderAmendment => ({ ...change, quantity: quantity(of) });
  if (lots < progress.filledLots) {
    const figures = { requested, filled: quantity(progress.filledLots) };
    const message = `${figures.filled} are filled; the order cannot become smaller than that.`;
    return deny('amendment_below_filled', message, figures, nearest(progress.filledLots));
  }
  if (lots < instrument.minLots) {
    const minimum = quantity(instrument.minLots);
    const message = `${requested} is below the smallest order of ${instrument.id}, ${minimum}.`;
    return deny('below_min_quantity', message, { requested, minimum }, nearest(instrument.minLots));
  }
  const most = progress.limitTicks === null ? instrument.maxMarketLots : instrument.maxLimitLots;
  if (most !== null && lots > most) {
    const maximum = quantity(most);
    const message = `${requested} is above the largest order of this type, ${maximum}.`;
    return deny('above_max_quantity', message, { requested, maximum }, nearest(most));
  }
  if (identity.effect === 'reduce_only' && instrument.type === 'swap') {
    const held = Math.abs(session.ledger.book.lots(instrument, identity.marginMode));
    if (lots - progress.filledLots > held) {
      const message = 'A reduce-only order cannot be larger than the position.';
      const figures = { requested, position: quantity(held) };
      return deny('above_position', message, figures, nearest(held + progress.filledLots));
    }
  }
  return null;
}
