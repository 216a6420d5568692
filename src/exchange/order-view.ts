import { makeOrder, type Order, type OrderIdentity } from '../domain/order.ts';
import type { OrderIntent, OrderPricing, Protection } from '../domain/order-intent.ts';
import type { ExchangeState } from './exchange-state.ts';
import { reasonOf, stateOf } from './order-codes.ts';
import type { OrderCommand, ProtectionLeg } from './order-command.ts';
import { BID } from './order-slots.ts';

/** An order as everybody else sees it. */
export function orderOf(state: ExchangeState, slot: number): Order {
  const { orders, slots } = state;
  const command = orders.commandOf(slot);
  const { instrument } = command;
  const cost = orders.cost(slot);
  const inBase = instrument.type === 'spot' && slots.side[slot] === BID;
  const feeUnit = inBase ? instrument.lotMoney / 1_000_000n : instrument.feeMoney;
  const createdAt = orders.createdAt[slot]!;
  return makeOrder(command.identity ?? identityOf(command, parentOf(state, slot), createdAt), {
    state: stateOf(orders.state[slot]!),
    venueOrderId: `${orders.sequence[slot]!}`,
    lots: orders.totalOf(slot),
    limitTicks: slots.ticks[slot] === 0 ? null : slots.ticks[slot]!,
    triggerTicks: instant(orders.trigger[slot]!),
    filledLots: orders.filled[slot]!,
    filledCost: cost,
    feeMoney: orders.feeParts(slot) * feeUnit,
    submittedAt: createdAt,
    acknowledgedAt: createdAt,
    triggeredAt: instant(orders.triggeredAt[slot]!),
    firstFillAt: instant(orders.firstFillAt(slot)),
    updatedAt: orders.updatedAt[slot]!,
    attempts: 1,
    denial: null,
    rejection: orders.rejections.get(slot) ?? null,
    cancelReason: reasonOf(orders.reason[slot]!),
    unresolvedCause: null,
  });
}

/** A leg of a protection belongs to an entry. */
function parentOf({ orders }: ExchangeState, slot: number): string | null {
  const role = orders.roleOf(slot);
  return role === 'stop_loss' || role === 'take_profit' ? orders.groupOf(slot)?.parentId || null : null;
}

function instant(value: number): number | null {
  return !Number.isNaN(value) ? value : null;
}

/** The identity of an order that came as a bare command. */
function identityOf(command: OrderCommand, parentClientOrderId: string | null, createdAt: number): OrderIdentity {
  const { instrument, side, effect, marginMode, clientOrderId } = command;
  const pricing = pricingOf(command);
  const protection = protectionText(command);
  const selfTradePrevention = command.selfTradePrevention === 'none' ? 'cancel_maker' : command.selfTradePrevention;
  const intent: OrderIntent = {
    instrument: instrument.id,
    side,
    quantity: instrument.quantityOf(command.lots).toFixed(),
    pricing,
    effect,
    marginMode,
    clientOrderId,
    selfTradePrevention,
    ...(protection === null ? {} : { protection }),
    ...(command.expiresAt === null ? {} : { expiresAt: command.expiresAt }),
  };
  return {
    clientOrderId,
    instrument,
    side,
    pricing,
    effect,
    marginMode,
    role: command.role,
    selfTradePrevention,
    protection,
    parentClientOrderId,
    decisionId: null,
    tag: null,
    expiresAt: command.expiresAt,
    validUntil: null,
    createdAt,
    intent,
  };
}

function pricingOf(command: OrderCommand): OrderPricing {
  const { instrument, triggerBy: by, triggerTicks } = command;
  const price = command.limitTicks === null ? '' : instrument.priceOf(command.limitTicks).toFixed();
  const trigger = { price: triggerTicks === null ? '' : instrument.priceOf(triggerTicks).toFixed(), by };
  switch (command.type) {
    case 'market':
      return { type: 'market' };
    case 'limit':
      return { type: 'limit', price, timeInForce: command.timeInForce };
    case 'stop_market':
    case 'take_profit_market':
      return { type: command.type, trigger };
    case 'stop_limit':
    case 'take_profit_limit':
      return { type: command.type, trigger, price };
    case 'trailing_stop': {
      const trail = command.trail ?? { ticks: 1 };
      const distance =
        'ticks' in trail
          ? { amount: instrument.priceOf(trail.ticks).toFixed() }
          : { fraction: `0.${trail.billionths.toString().padStart(9, '0')}` };
      return triggerTicks === null
        ? { type: 'trailing_stop', distance }
        : { type: 'trailing_stop', distance, activation: trigger };
    }
  }
}

function protectionText({ protection, instrument }: OrderCommand): Protection | null {
  if (protection === null) return null;
  const text = (ticks: number | null): string => (ticks === null ? '' : instrument.priceOf(ticks).toFixed());
  const leg = ({ triggerTicks, triggerBy, limitTicks }: ProtectionLeg) => ({
    trigger: { price: text(triggerTicks), by: triggerBy },
    ...(limitTicks === null ? {} : { limit: text(limitTicks) }),
  });
  const { stopLoss, takeProfit } = protection;
  return {
    ...(stopLoss === null ? {} : { stopLoss: leg(stopLoss) }),
    ...(takeProfit === null
      ? {}
      : { takeProfit: takeProfit.type === 'limit' ? { resting: text(takeProfit.limitTicks) } : leg(takeProfit) }),
  };
}
