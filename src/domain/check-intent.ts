import { toDecimal } from './decimal.ts';
import type { Denial, DenialCode } from './denial.ts';
import type { Instrument } from './instrument.ts';
import {
  isConditional,
  limitOf,
  type MarginMode,
  type OrderEffect,
  type OrderIntent,
  type OrderPricing,
  type Protection,
  type Side,
  type TriggerSource,
  triggerOf,
} from './order-intent.ts';

/** An intent on the integers of its instrument: quantity down to the lot, prices to the tick and never past the limit. */
export interface MeasuredIntent {
  readonly lots: number;
  readonly limitTicks: number | null;
  /** For a trailing stop its activation, if it has one. */
  readonly triggerTicks: number | null;
  readonly triggerBy: TriggerSource;
  readonly side: Side;
  readonly effect: OrderEffect;
  readonly marginMode: MarginMode;
  readonly pricing: OrderPricing;
}

/** What {@link checkIntent} needs to know of the moment. */
export interface IntentView {
  readonly now: number;
  /** In ticks; `null` when no price is known. */
  readonly lastTicks: number | null;
  /** Mark price in mark points; `null` when none is known. */
  readonly marks: number | null;
  /** Signed lots of the position that the intent names; for spot the lots that can be sold. */
  readonly positionLots: number;
  readonly orderTypes: readonly OrderPricing['type'][];
}

/** What of it the rules need that are not the instrument's alone. */
type Moment = Omit<IntentView, 'orderTypes'>;

/**
 * Puts an intent on the instrument's integers.
 *
 * A buy's limit rounds down and a sell's up, so rounding never pays more than was asked; a trigger rounds towards the
 * side on which it acts earlier.
 *
 * @throws {OrderError} `order/invalid_number` for a number that is no decimal.
 */
export function measureIntent(intent: OrderIntent, instrument: Instrument): MeasuredIntent {
  const { pricing, side } = intent;
  const limit = limitOf(pricing);
  const trigger = triggerOf(pricing);
  return {
    lots: instrument.lots(intent.quantity, 'down'),
    limitTicks: limit === undefined ? null : instrument.ticks(limit, side === 'buy' ? 'down' : 'up'),
    triggerTicks:
      trigger === undefined ? null : instrument.ticks(trigger.price, triggersRising(pricing, side) ? 'down' : 'up'),
    triggerBy: trigger?.by ?? 'last',
    side,
    effect: intent.effect ?? 'open',
    marginMode: intent.marginMode ?? (instrument.type === 'spot' ? 'cash' : 'cross'),
    pricing,
  };
}

/** Whether the trigger acts when the price rises to it: a buy's stop and activation do, and a sell's target. */
export function triggersRising(pricing: OrderPricing, side: Side): boolean {
  const isTarget = pricing.type === 'take_profit_market' || pricing.type === 'take_profit_limit';
  // A trailing stop that sells is activated by a rise, as a target is, and then follows it.
  return side === 'buy' ? !isTarget && pricing.type !== 'trailing_stop' : isTarget || pricing.type === 'trailing_stop';
}

/**
 * The first rule of the instrument that an intent breaks, with figures and the nearest intent that keeps it; `null` when
 * it keeps them all. Money is not looked at here: that is the venue's.
 */
export function checkIntent(
  intent: OrderIntent,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: IntentView,
): Denial | null {
  return checkShape(intent, measured, instrument, view.orderTypes) ?? checkMoment(intent, measured, instrument, view);
}

/** The rules of {@link checkIntent} that depend on the moment: validity, position and prices. */
export function checkMoment(
  intent: OrderIntent,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: Moment,
): Denial | null {
  return (
    checkValidity(intent, view) ??
    checkMarketValue(intent, measured, instrument, view) ??
    checkReduceOnly(intent, measured, instrument, view) ??
    checkPrices(intent, measured, instrument, view) ??
    (intent.protection === undefined ? null : checkProtection(intent, intent.protection, measured, instrument, view))
  );
}

/**
 * The rules of {@link checkIntent} that hold whatever the moment: instrument, order type, margin mode, and the smallest
 * and largest quantity.
 */
export function checkShape(
  intent: OrderIntent,
  measured: Pick<MeasuredIntent, 'lots' | 'pricing' | 'marginMode'>,
  instrument: Instrument,
  orderTypes: readonly OrderPricing['type'][],
): Denial | null {
  return checkInstrument(intent, measured, instrument, orderTypes) ?? checkQuantity(intent, measured, instrument);
}

function checkInstrument(
  intent: OrderIntent,
  measured: Pick<MeasuredIntent, 'pricing' | 'marginMode'>,
  instrument: Instrument,
  orderTypes: readonly OrderPricing['type'][],
): Denial | null {
  const { pricing, marginMode } = measured;
  if (!orderTypes.includes(pricing.type)) {
    return deny('unsupported_order_type', `Orders of type ${pricing.type} cannot be placed here.`, {
      type: pricing.type,
    });
  }
  const passive = pricing.type === 'limit' && pricing.timeInForce === 'post_only';
  const { state, hindrance } = instrument;
  // Whether the way out is open is for the venue to say: what we know of its rules may be old.
  if (state !== 'live' && !(state === 'post_only' && passive) && intent.effect !== 'reduce_only') {
    const why = hindrance === null ? `is ${state}` : `is not opened here: ${hindrance}`;
    return deny('instrument_not_live', `${instrument.id} ${why}; orders that open are not taken.`, { state });
  }
  if ((marginMode === 'cash') !== (instrument.type === 'spot')) {
    const right = instrument.type === 'spot' ? 'cash' : 'cross';
    return deny(
      'invalid_margin_mode',
      `${instrument.id} cannot be traded in margin mode ${marginMode}.`,
      { marginMode },
      {
        ...intent,
        marginMode: right,
      },
    );
  }
  return null;
}

function checkValidity(intent: OrderIntent, view: Moment): Denial | null {
  if (intent.clientOrderId !== undefined && !/^[A-Za-z0-9]{1,32}$/.test(intent.clientOrderId)) {
    return deny('invalid_client_order_id', 'A client order id is 1 to 32 letters or digits.', {
      clientOrderId: intent.clientOrderId,
    });
  }
  if (intent.tag !== undefined && !/^[A-Za-z0-9]{1,16}$/.test(intent.tag)) {
    return deny('invalid_tag', 'A tag is 1 to 16 letters or digits.', { tag: intent.tag });
  }
  const end = Math.min(intent.expiresAt ?? Number.POSITIVE_INFINITY, intent.validUntil ?? Number.POSITIVE_INFINITY);
  return !(end > view.now)
    ? deny('expired', 'The intent was valid until a moment that has passed.', { end: `${end}`, now: `${view.now}` })
    : null;
}

/** The same intent of an allowed size; `null` where no order can be that small. */
function sized(intent: OrderIntent, instrument: Instrument, allowed: number): OrderIntent | null {
  return allowed < instrument.minLots ? null : { ...intent, quantity: instrument.quantityOf(allowed).toFixed() };
}

function takesLiquidity({ type }: OrderPricing): boolean {
  return type === 'market' || type.endsWith('_market') || type === 'trailing_stop';
}

function checkQuantity(
  intent: OrderIntent,
  measured: Pick<MeasuredIntent, 'lots' | 'pricing'>,
  instrument: Instrument,
): Denial | null {
  const { lots, pricing } = measured;
  if (lots < instrument.minLots) {
    const requested = text(intent.quantity);
    const minimum = instrument.minQuantity.toFixed();
    const message = `${requested} is below the smallest order of ${instrument.id}, ${minimum}; quantities are never rounded up.`;
    return deny(
      'below_min_quantity',
      message,
      { requested, minimum, lot: instrument.lotSize.toFixed() },
      sized(intent, instrument, instrument.minLots),
    );
  }
  const most = takesLiquidity(pricing) ? instrument.maxMarketLots : instrument.maxLimitLots;
  if (most !== null && lots > most) {
    const requested = text(intent.quantity);
    const maximum = instrument.quantityOf(most).toFixed();
    return deny(
      'above_max_quantity',
      `${requested} is above the largest order of this type, ${maximum}.`,
      { requested, maximum },
      sized(intent, instrument, most),
    );
  }
  return null;
}

function checkMarketValue(
  intent: OrderIntent,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: Moment,
): Denial | null {
  const { lots, pricing } = measured;
  if (takesLiquidity(pricing) && instrument.maxMarketValue !== null && view.lastTicks !== null) {
    const price = instrument.priceOf(view.lastTicks);
    const value = instrument.quantityOf(lots).mul(price);
    if (value.gt(instrument.maxMarketValue)) {
      const allowed = instrument.lots(instrument.maxMarketValue.div(price), 'down');
      const figures = { value: value.toFixed(), maximum: instrument.maxMarketValue.toFixed() };
      return deny(
        'above_max_value',
        `The order is worth ${figures.value}; a market order may be worth ${figures.maximum}.`,
        figures,
        sized(intent, instrument, allowed),
      );
    }
  }
  return null;
}

function checkReduceOnly(
  intent: OrderIntent,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: Moment,
): Denial | null {
  if (measured.effect !== 'reduce_only') return null;
  const held = view.positionLots;
  const isOpposite = held > 0 !== (measured.side === 'buy');
  if (held !== 0 && isOpposite && measured.lots <= Math.abs(held)) return null;
  const figures = { position: instrument.quantityOf(held).toFixed(), requested: text(intent.quantity) };
  if (held === 0) return deny('nothing_to_reduce', `There is no position in ${instrument.id} to reduce.`, figures);
  if (!isOpposite) {
    return deny(
      'reduce_only_wrong_side',
      `A ${measured.side} would enlarge the position in ${instrument.id}.`,
      figures,
      {
        ...intent,
        side: measured.side === 'buy' ? 'sell' : 'buy',
      },
    );
  }
  const quantity = instrument.quantityOf(Math.abs(held)).toFixed();
  const nearest = Math.abs(held) < instrument.minLots ? null : { ...intent, quantity };
  return deny('above_position', 'A reduce-only order cannot be larger than the position.', figures, nearest);
}

function checkPrices(
  intent: OrderIntent,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: Moment,
): Denial | null {
  const { pricing, limitTicks, triggerTicks, side } = measured;
  if ((limitTicks !== null && limitTicks <= 0) || (triggerTicks !== null && triggerTicks <= 0)) {
    return deny('invalid_price', 'Prices are above zero.', { tick: instrument.tickSize.toFixed() });
  }
  if (pricing.type === 'trailing_stop') return checkTrailing(measured, instrument);
  if (view.lastTicks === null && (pricing.type === 'market' || isConditional(pricing.type))) {
    return deny('no_market_price', `No price of ${instrument.id} is known yet.`, {});
  }
  if (triggerTicks === null) return null;
  const reference = referenceTicks(measured.triggerBy, instrument, view);
  if (reference === null)
    return deny('no_market_price', `No ${measured.triggerBy} price of ${instrument.id} is known yet.`, {});
  const rising = triggersRising(pricing, side);
  if (rising ? triggerTicks > reference : triggerTicks < reference) return null;
  const figures = {
    trigger: instrument.priceOf(triggerTicks).toFixed(),
    [measured.triggerBy]: instrument.tickUnit.mul(reference).toFixed(),
  };
  const message = `The trigger of this ${side} must be ${rising ? 'above' : 'below'} the ${measured.triggerBy} price; it would act at once.`;
  // Without the wait for its trigger it is a market order, or the limit order that it would have sent.
  const atOnce: OrderPricing = 'price' in pricing ? { type: 'limit', price: pricing.price } : { type: 'market' };
  return deny('trigger_on_wrong_side', message, figures, { ...intent, pricing: atOnce });
}

function checkTrailing(measured: MeasuredIntent, instrument: Instrument): Denial | null {
  if (measured.pricing.type !== 'trailing_stop') return null;
  const { distance } = measured.pricing;
  const fraction = 'fraction' in distance ? distance.fraction : null;
  const valid =
    fraction !== null
      ? toDecimal(fraction, 'trailing distance').gt(0) && toDecimal(fraction, 'trailing distance').lt(1)
      : 'amount' in distance && instrument.ticks(distance.amount, 'down') > 0;
  if (valid) return null;
  return deny(
    'invalid_price',
    'A trailing stop keeps a distance of more than zero: a fraction below 1, or an amount of at least a tick.',
    {
      tick: instrument.tickSize.toFixed(),
    },
  );
}

function checkProtection(
  intent: OrderIntent,
  protection: Protection,
  measured: MeasuredIntent,
  instrument: Instrument,
  view: Moment,
): Denial | null {
  if (measured.effect === 'reduce_only') {
    return deny('protection_on_reduce_only', 'An order that reduces opens nothing that could be protected.', {});
  }
  // The price at which the entry is expected: its own limit where that is what it waits for, else the market.
  const waits = measured.triggerTicks ?? measured.limitTicks;
  const entry =
    waits === null
      ? view.lastTicks
      : measured.limitTicks !== null && view.lastTicks !== null && measured.triggerTicks === null
        ? measured.side === 'buy'
          ? Math.min(measured.limitTicks, view.lastTicks)
          : Math.max(measured.limitTicks, view.lastTicks)
        : waits;
  return checkProtectionPrices(protection, measured.side === 'buy' ? 'long' : 'short', entry, instrument, intent);
}

/** Whether stop and target stand on the right sides of a price (in ticks) for a position on `side`; `null` when they do. */
export function checkProtectionPrices(
  protection: Protection,
  side: 'long' | 'short',
  entryTicks: number | null,
  instrument: Instrument,
  intent: OrderIntent | null,
): Denial | null {
  const { stopLoss, takeProfit } = protection;
  if (stopLoss === undefined && takeProfit === undefined) {
    return deny('protection_without_stop_or_target', 'Protection needs a stop, a target or both.', {});
  }
  if (entryTicks === null) return deny('no_market_price', `No price of ${instrument.id} is known yet.`, {});
  const exit: Side = side === 'long' ? 'sell' : 'buy';
  const long = side === 'long';
  const price = instrument.priceOf(entryTicks).toFixed();
  const without = (part: 'stopLoss' | 'takeProfit'): OrderIntent | null => {
    if (intent === null) return null;
    const { protection: _gone, ...bare } = intent;
    const rest: Protection =
      part === 'stopLoss' ? { ...(takeProfit ? { takeProfit } : {}) } : { ...(stopLoss ? { stopLoss } : {}) };
    return rest.stopLoss === undefined && rest.takeProfit === undefined ? bare : { ...bare, protection: rest };
  };
  if (stopLoss !== undefined) {
    const ticks = instrument.ticks(stopLoss.trigger.price, long ? 'up' : 'down');
    if (ticks <= 0 || (long ? ticks >= entryTicks : ticks <= entryTicks)) {
      const message = `The stop of a ${side} position must be ${long ? 'below' : 'above'} ${price}.`;
      return deny('stop_on_wrong_side', message, { stop: text(stopLoss.trigger.price), price }, without('stopLoss'));
    }
  }
  if (takeProfit !== undefined) {
    const target = 'resting' in takeProfit ? takeProfit.resting : takeProfit.trigger.price;
    const ticks = instrument.ticks(target, exit === 'sell' ? 'up' : 'down');
    if (ticks <= 0 || (long ? ticks <= entryTicks : ticks >= entryTicks)) {
      const message = `The target of a ${side} position must be ${long ? 'above' : 'below'} ${price}.`;
      return deny('target_on_wrong_side', message, { target: text(target), price }, without('takeProfit'));
    }
  }
  return null;
}

/** The price that a trigger watches, in ticks (a fraction of one for a mark between ticks). */
export function referenceTicks(
  by: TriggerSource,
  instrument: Instrument,
  view: Pick<IntentView, 'lastTicks' | 'marks'>,
): number | null {
  if (by === 'last') return view.lastTicks;
  return view.marks === null ? null : view.marks / instrument.marksPerTick;
}

export function deny(
  code: DenialCode,
  message: string,
  figures: Readonly<Record<string, string>>,
  nearest: Denial['nearest'] = null,
): Denial {
  return { code, message, figures, nearest };
}

function text(value: { toString(): string }): string {
  return value.toString();
}
