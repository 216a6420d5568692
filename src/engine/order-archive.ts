import type { DecimalInput } from '../domain/decimal.ts';
import type { CancelReason } from '../domain/denial.ts';
import { emptyList } from '../domain/empty-list.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Money } from '../domain/money.ts';
import { makeOrder, type Order, type OrderIdentity, type OrderProgress } from '../domain/order.ts';
import type { OrderIntent, OrderPricing, TimeInForce, TriggerSource } from '../domain/order-intent.ts';
import type { OrderState } from '../domain/order-lifecycle.ts';

/** What many orders have in common: all of an order that is neither a number nor a name. */
class OrderKind {
  readonly instrument: Instrument;
  readonly side: OrderIdentity['side'];
  readonly effect: OrderIdentity['effect'];
  readonly marginMode: OrderIdentity['marginMode'];
  readonly role: OrderIdentity['role'];
  readonly selfTradePrevention: OrderIdentity['selfTradePrevention'];
  readonly followsPosition: boolean | undefined;
  readonly type: OrderPricing['type'];
  readonly timeInForce: TimeInForce | undefined;
  readonly triggerBy: TriggerSource | undefined;
  /** Which of the fields that may be left out the intent had, as bits of {@link OPTIONAL}. */
  readonly optional: number;
  readonly state: OrderState;
  readonly cancelReason: CancelReason | null;

  constructor(identity: OrderIdentity, progress: OrderProgress, optional: number) {
    const { pricing } = identity;
    this.instrument = identity.instrument;
    this.side = identity.side;
    this.effect = identity.effect;
    this.marginMode = identity.marginMode;
    this.role = identity.role;
    this.selfTradePrevention = identity.selfTradePrevention;
    this.followsPosition = identity.followsPosition;
    this.type = pricing.type;
    this.timeInForce = pricing.type === 'limit' ? pricing.timeInForce : undefined;
    this.triggerBy = 'trigger' in pricing ? pricing.trigger.by : undefined;
    this.optional = optional;
    this.state = progress.state;
    this.cancelReason = progress.cancelReason;
  }
}

/** What few orders have. */
type Rare = Pick<
  OrderIdentity,
  'protection' | 'parentClientOrderId' | 'decisionId' | 'tag' | 'expiresAt' | 'validUntil'
> &
  Pick<OrderProgress, 'denial' | 'rejection' | 'unresolvedCause'>;

const NOTHING_RARE: Rare = {
  protection: null,
  parentClientOrderId: null,
  decisionId: null,
  tag: null,
  expiresAt: null,
  validUntil: null,
  denial: null,
  rejection: null,
  unresolvedCause: null,
};

const OPTIONAL = { effect: 1, marginMode: 2, selfTradePrevention: 4, clientOrderId: 8 } as const;

/** The doubles of a row; NaN stands for `null`. */
const LOTS = 0;
const LIMIT = 1;
const TRIGGER = 2;
const FILLED = 3;
const COST = 4;
const CREATED = 5;
const SUBMITTED = 6;
const ACKNOWLEDGED = 7;
const TRIGGERED = 8;
const FIRST_FILL = 9;
const UPDATED = 10;
const ATTEMPTS = 11;
const DOUBLES = 12;

const FIRST_CAPACITY = 256;
/** More kinds than any account has; what comes after them is kept as it is. */
const MOST_KINDS = 256;

/**
 * Ended orders in columns, by place; each is made anew when it is read, the same in every value.
 *
 * A long run has tens of thousands, and hardly anyone reads them: as objects they would be most of what there is to keep.
 * An order that does not fit the columns is kept as it is.
 */
export class OrderArchive {
  readonly #kinds: OrderKind[] = emptyList();
  readonly #ids: string[] = emptyList();
  readonly #venueIds: (string | null)[] = emptyList();
  /** As it was asked for; `null` where that is just what the lots say. */
  readonly #quantities: (DecimalInput | null)[] = emptyList();
  /** As it was asked for; `null` where that is just what the ticks say, or there is none. */
  readonly #prices: (DecimalInput | null)[] = emptyList();
  readonly #fees: Money[] = emptyList();
  readonly #rare: (Rare | null)[] = emptyList();
  readonly #whole = new Map<number, Order>();
  #kindOf = new Uint16Array(FIRST_CAPACITY);
  #doubles = new Float64Array(FIRST_CAPACITY * DOUBLES);

  /** Puts an order at a place, in place of what was there. Places are used from 0 on, without gaps. */
  put(place: number, order: Order): void {
    if (this.#whole.size > 0) this.#whole.delete(place);
    const { identity, progress } = order;
    const kind = fits(identity, progress) ? this.#kindFor(identity, progress) : -1;
    this.#ids[place] = identity.clientOrderId;
    if (kind < 0) {
      this.#whole.set(place, order);
      this.#venueIds[place] = null;
      this.#quantities[place] = null;
      this.#prices[place] = null;
      this.#fees[place] = 0n;
      this.#rare[place] = null;
      return;
    }
    while (place >= this.#kindOf.length) this.#grow();
    this.#kindOf[place] = kind;
    this.#venueIds[place] = progress.venueOrderId;
    this.#quantities[place] = quantityToKeep(identity, progress);
    this.#prices[place] = priceToKeep(identity, progress);
    this.#fees[place] = progress.feeMoney;
    this.#rare[place] = rareOf(identity, progress);
    const doubles = this.#doubles;
    const row = place * DOUBLES;
    doubles[row + LOTS] = progress.lots;
    doubles[row + LIMIT] = progress.limitTicks ?? Number.NaN;
    doubles[row + TRIGGER] = progress.triggerTicks ?? Number.NaN;
    doubles[row + FILLED] = progress.filledLots;
    doubles[row + COST] = Number(progress.filledCost);
    doubles[row + CREATED] = identity.createdAt;
    doubles[row + SUBMITTED] = progress.submittedAt ?? Number.NaN;
    doubles[row + ACKNOWLEDGED] = progress.acknowledgedAt ?? Number.NaN;
    doubles[row + TRIGGERED] = progress.triggeredAt ?? Number.NaN;
    doubles[row + FIRST_FILL] = progress.firstFillAt ?? Number.NaN;
    doubles[row + UPDATED] = progress.updatedAt;
    doubles[row + ATTEMPTS] = progress.attempts;
  }

  clientOrderId(place: number): string {
    return this.#ids[place]!;
  }

  venueOrderId(place: number): string | null {
    return this.#whole.get(place)?.venueOrderId ?? this.#venueIds[place] ?? null;
  }

  instrument(place: number): Instrument {
    return this.#whole.get(place)?.identity.instrument ?? this.#kinds[this.#kindOf[place]!]!.instrument;
  }

  at(place: number): Order {
    return this.#whole.get(place) ?? this.#read(place);
  }

  #read(place: number): Order {
    const kind = this.#kinds[this.#kindOf[place]!]!;
    const doubles = this.#doubles;
    const row = place * DOUBLES;
    const { denial, rejection, unresolvedCause, ...rare } = this.#rare[place] ?? NOTHING_RARE;
    const limitTicks = orNull(doubles[row + LIMIT]!);
    const triggerTicks = orNull(doubles[row + TRIGGER]!);
    const clientOrderId = this.#ids[place]!;
    const ticks = triggerTicks ?? limitTicks;
    const price = this.#prices[place] ?? (ticks === null ? null : kind.instrument.priceOf(ticks));
    const lots = doubles[row + LOTS]!;
    const quantity = this.#quantities[place] ?? kind.instrument.quantityOf(lots);
    const pricing = pricingOf(kind, price);
    const identity: OrderIdentity = {
      clientOrderId,
      instrument: kind.instrument,
      side: kind.side,
      pricing,
      effect: kind.effect,
      marginMode: kind.marginMode,
      role: kind.role,
      selfTradePrevention: kind.selfTradePrevention,
      ...rare,
      ...(kind.followsPosition === undefined ? {} : { followsPosition: kind.followsPosition }),
      createdAt: doubles[row + CREATED]!,
      intent: intentOf(kind, { clientOrderId, quantity, pricing }, rare),
    };
    return makeOrder(identity, {
      state: kind.state,
      venueOrderId: this.#venueIds[place]!,
      lots,
      limitTicks,
      triggerTicks,
      filledLots: doubles[row + FILLED]!,
      filledCost: doubles[row + COST]!,
      feeMoney: this.#fees[place]!,
      submittedAt: orNull(doubles[row + SUBMITTED]!),
      acknowledgedAt: orNull(doubles[row + ACKNOWLEDGED]!),
      triggeredAt: orNull(doubles[row + TRIGGERED]!),
      firstFillAt: orNull(doubles[row + FIRST_FILL]!),
      updatedAt: doubles[row + UPDATED]!,
      attempts: doubles[row + ATTEMPTS]!,
      denial,
      rejection,
      cancelReason: kind.cancelReason,
      unresolvedCause,
    });
  }

  /** The number of the order's kind; −1 when there are too many. */
  #kindFor(identity: OrderIdentity, progress: OrderProgress): number {
    const { pricing, intent } = identity;
    const timeInForce = pricing.type === 'limit' ? pricing.timeInForce : undefined;
    const triggerBy = 'trigger' in pricing ? pricing.trigger.by : undefined;
    const optional =
      (intent.effect === undefined ? 0 : OPTIONAL.effect) |
      (intent.marginMode === undefined ? 0 : OPTIONAL.marginMode) |
      (intent.selfTradePrevention === undefined ? 0 : OPTIONAL.selfTradePrevention) |
      (intent.clientOrderId === undefined ? 0 : OPTIONAL.clientOrderId);
    const kinds = this.#kinds;
    for (let index = 0; index < kinds.length; index++) {
      const kind = kinds[index]!;
      if (
        kind.type === pricing.type &&
        kind.state === progress.state &&
        kind.cancelReason === progress.cancelReason &&
        kind.side === identity.side &&
        kind.effect === identity.effect &&
        kind.role === identity.role &&
        kind.instrument === identity.instrument &&
        kind.marginMode === identity.marginMode &&
        kind.optional === optional &&
        kind.timeInForce === timeInForce &&
        kind.triggerBy === triggerBy &&
        kind.selfTradePrevention === identity.selfTradePrevention &&
        kind.followsPosition === identity.followsPosition
      ) {
        return index;
      }
    }
    if (kinds.length === MOST_KINDS) return -1;
    return kinds.push(new OrderKind(identity, progress, optional)) - 1;
  }

  #grow(): void {
    const capacity = this.#kindOf.length * 2;
    const [kindOf, doubles] = [new Uint16Array(capacity), new Float64Array(capacity * DOUBLES)];
    kindOf.set(this.#kindOf);
    doubles.set(this.#doubles);
    this.#kindOf = kindOf;
    this.#doubles = doubles;
  }
}

/** Whether an order says nothing that its columns, and the intent made of them, would not say. */
function fits(identity: OrderIdentity, { filledCost }: OrderProgress): boolean {
  const { pricing, intent } = identity;
  const { type } = pricing;
  return (
    (type === 'market' || type === 'limit' || type === 'stop_market' || type === 'take_profit_market') &&
    typeof filledCost === 'number' &&
    intent.pricing === pricing &&
    intent.side === identity.side &&
    intent.instrument === identity.instrument.id &&
    (intent.effect ?? identity.effect) === identity.effect &&
    (intent.marginMode ?? identity.marginMode) === identity.marginMode &&
    (intent.selfTradePrevention ?? identity.selfTradePrevention) === identity.selfTradePrevention &&
    (intent.clientOrderId ?? identity.clientOrderId) === identity.clientOrderId &&
    (intent.protection ?? null) === identity.protection &&
    (intent.decisionId ?? null) === identity.decisionId &&
    (intent.tag ?? null) === identity.tag &&
    (intent.expiresAt ?? null) === identity.expiresAt &&
    (intent.validUntil ?? null) === identity.validUntil
  );
}

function quantityToKeep({ instrument, intent }: OrderIdentity, { lots }: OrderProgress): DecimalInput | null {
  const { quantity } = intent;
  if (typeof quantity === 'string') return quantity;
  return instrument.lots(quantity, 'down') === lots && instrument.lots(quantity, 'up') === lots ? null : quantity;
}

function priceToKeep({ instrument, pricing }: OrderIdentity, progress: OrderProgress): DecimalInput | null {
  const ticks = progress.triggerTicks ?? progress.limitTicks;
  const price = pricing.type === 'limit' ? pricing.price : 'trigger' in pricing ? pricing.trigger.price : null;
  if (price === null || typeof price === 'string') return price;
  return instrument.ticks(price, 'down') === ticks && instrument.ticks(price, 'up') === ticks ? null : price;
}

function rareOf(identity: OrderIdentity, progress: OrderProgress): Rare | null {
  const { protection, parentClientOrderId, decisionId, tag, expiresAt, validUntil } = identity;
  const { denial, rejection, unresolvedCause } = progress;
  const isPlain =
    (protection ?? parentClientOrderId ?? decisionId ?? tag ?? expiresAt ?? validUntil) === null &&
    (denial ?? rejection ?? unresolvedCause) === null;
  if (isPlain) return null;
  return {
    protection,
    parentClientOrderId,
    decisionId,
    tag,
    expiresAt,
    validUntil,
    denial,
    rejection,
    unresolvedCause,
  };
}

function pricingOf({ type, timeInForce, triggerBy }: OrderKind, price: DecimalInput | null): OrderPricing {
  if (price === null || type === 'market') return { type: 'market' };
  if (type === 'limit') return { type, price, ...(timeInForce === undefined ? {} : { timeInForce }) };
  const trigger = { price, ...(triggerBy === undefined ? {} : { by: triggerBy }) };
  return { type: type === 'take_profit_market' ? type : 'stop_market', trigger };
}

function intentOf(
  { optional, ...kind }: OrderKind,
  own: Pick<OrderIntent, 'quantity' | 'pricing'> & { readonly clientOrderId: string },
  { protection, decisionId, tag, expiresAt, validUntil }: Omit<Rare, 'denial' | 'rejection' | 'unresolvedCause'>,
): OrderIntent {
  return {
    instrument: kind.instrument.id,
    side: kind.side,
    quantity: own.quantity,
    pricing: own.pricing,
    ...(optional & OPTIONAL.effect ? { effect: kind.effect } : {}),
    ...(optional & OPTIONAL.marginMode ? { marginMode: kind.marginMode } : {}),
    ...(protection === null ? {} : { protection }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(validUntil === null ? {} : { validUntil }),
    ...(optional & OPTIONAL.clientOrderId ? { clientOrderId: own.clientOrderId } : {}),
    ...(decisionId === null ? {} : { decisionId }),
    ...(tag === null ? {} : { tag }),
    ...(optional & OPTIONAL.selfTradePrevention ? { selfTradePrevention: kind.selfTradePrevention } : {}),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
