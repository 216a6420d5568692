import type { ClosedPosition } from '../domain/account.ts';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An order as the fields of a line; its intent is not among them. */
export function orderFields(order: Order): Fields {
  const { clientOrderId, venueOrderId, decisionId, instrument, side, type, effect, role, state } = order;
  const { quantity, filledQuantity, averagePrice, limitPrice, triggerPrice, fee, feeCurrency } = order;
  const { denial, rejection, cancelReason, unresolvedCause } = order;
  return {
    orderId: clientOrderId,
    ...(decisionId === null ? {} : { decisionId }),
    ...{ venueOrderId, instrument, side, type, effect, role, state },
    ...{ quantity, filledQuantity, averagePrice, limitPrice, triggerPrice, fee, feeCurrency },
    ...(denial === null ? {} : { denial }),
    ...(rejection === null ? {} : { rejection }),
    ...(cancelReason === null ? {} : { cancelReason }),
    ...(state === 'unresolved' && unresolvedCause !== null ? { unresolvedCause } : {}),
  };
}

/** An open position as the fields of a line. */
export function positionFields(position: Position): Fields {
  const { instrument, marginMode, side, quantity, entryPrice, leverage, protection, decisionIds } = position;
  return { ...newestOf(decisionIds), instrument, marginMode, side, quantity, entryPrice, leverage, protection };
}

/** A closed position as the fields of a line. */
export function closedPositionFields(closed: ClosedPosition): Fields {
  const { instrument, marginMode, side, maxQuantity, entryPrice, exitPrice, closedBy, openedAt, closedAt } = closed;
  const { realizedPnl, fees, funding, netPnl, decisionIds } = closed;
  return {
    ...newestOf(decisionIds),
    ...{ instrument, marginMode, side, maxQuantity, entryPrice, exitPrice, closedBy, openedAt, closedAt },
    ...{ realizedPnl, fees, funding, netPnl, decisionIds },
  };
}

/** The line is found under the decision that came last. */
function newestOf(decisionIds: readonly string[]): Fields {
  const newest = decisionIds.at(-1);
  return newest === undefined ? {} : { decisionId: newest };
}
