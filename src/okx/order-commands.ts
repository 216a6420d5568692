import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import { type OrderAmendment, type PositionKey, positionKeyText } from '../domain/order-intent.ts';
import type { VenueReply } from '../ports/venue.ts';
import type { RequestPriority } from '../transport/request.ts';
import { venueIdOf } from './client-order-ids.ts';
import { leverageRequest } from './codec/account-reading.ts';
import { amendRequest, cancelRequest, removeLegRequest } from './codec/change-request.ts';
import { orderDifference } from './codec/compare-order.ts';
import {
  type ConditionSize,
  canCloseWhole,
  type PlaceRequest,
  placeRequest,
  type RequestBody,
  impossible as unwritable,
} from './codec/order-request.ts';
import type { FollowUps } from './follow-ups.ts';
import type { OkxDesk } from './okx-desk.ts';
import type { OrderLookups } from './order-lookups.ts';
import { isAnswered } from './order-news.ts';
import { type CommandOutcome, replyOf } from './outcome.ts';
import { MOST_IN_BATCH } from './quotas.ts';

/** A command on its way to OKX: what it is about, and its body. */
interface Prepared {
  readonly order: Order;
  readonly body: RequestBody;
}

/** Conditions in one cancel. */
const MOST_CONDITIONS = 10;
/** A second condition that closes all of a position. */
const ONE_WHOLE_ONLY = '51088';
/** How long news of a command is waited for on the stream after OKX has taken it on; then the order is read. */
const HEARD_WITHIN_MS = 1_000;

/** Places, changes and cancels. A command never throws for what OKX answered. */
export class OrderCommands {
  readonly #desk: OkxDesk;
  readonly #lookups: OrderLookups;
  readonly #followUps: FollowUps;
  /** The condition that closes all of a position, by position. */
  readonly #whole = new Map<string, string>();
  #requests = 0;

  constructor(desk: OkxDesk, lookups: OrderLookups, followUps: FollowUps) {
    this.#desk = desk;
    this.#lookups = lookups;
    this.#followUps = followUps;
  }

  /** `deadline` in OKX's time. */
  async submit(order: Order, deadline: number): Promise<VenueReply> {
    const size = this.#sizeOf(order);
    const request = this.#request(order, size);
    if (request.kind === 'impossible') return impossible(request);
    this.#desk.orders.put(order);
    const at = this.#desk.line.time.now();
    const { trade } = this.#desk.line.at(priorityOf(order));
    if (request.kind === 'order') return this.#placed(order, await trade.place(request.body, deadline), at);
    let outcome = await trade.placeAlgo(request.body);
    if (outcome.outcome === 'refused' && outcome.venueCode === ONE_WHOLE_ONLY && size === 'whole_position') {
      // Somebody else's closes the position already; ours stands beside it with a size of its own.
      const sized = this.#request(order, 'own');
      if (sized.kind === 'algo') outcome = await trade.placeAlgo(sized.body);
    } else if (size === 'whole_position') {
      this.#desk.orders.closesWhole(order.clientOrderId);
      this.#whole.set(positionKeyText(keyOf(order)), order.clientOrderId);
    }
    return this.#placed(order, outcome, at);
  }

  /** OKX takes one condition for each position that closes all of it. */
  #sizeOf(order: Order): ConditionSize {
    if (order.identity.followsPosition !== true || !canCloseWhole(order)) return 'own';
    const holder = this.#whole.get(positionKeyText(keyOf(order)));
    const standing = holder === undefined ? undefined : this.#desk.orders.get(holder);
    return standing === undefined || standing.isTerminal ? 'whole_position' : 'own';
  }

  async submitMany(orders: readonly Order[], deadline: number): Promise<readonly VenueReply[]> {
    const replies = new Map<Order, VenueReply>();
    const batch: Prepared[] = [];
    const alone: Promise<void>[] = [];
    for (const order of orders) {
      const request = this.#request(order);
      if (request.kind === 'impossible') replies.set(order, impossible(request));
      else if (request.kind === 'order') batch.push({ order, body: request.body });
      else alone.push(this.submit(order, deadline).then((reply) => void replies.set(order, reply)));
    }
    for (const { order } of batch) this.#desk.orders.put(order);
    const priority = orders.every((order) => order.effect === 'reduce_only') ? 'reduce' : 'open';
    const { trade } = this.#desk.line.at(priority);
    const at = this.#desk.line.time.now();
    const sent = chunksOf(batch, MOST_IN_BATCH).map(async (chunk) => {
      const outcomes = await trade.placeMany(
        chunk.map(({ body }) => body),
        deadline,
      );
      await Promise.all(
        chunk.map(async ({ order }, index) => {
          const outcome = outcomes[index];
          if (outcome !== undefined) replies.set(order, await this.#placed(order, outcome, at));
        }),
      );
    });
    await Promise.all([...alone, ...sent]);
    return orders.map((order) => replies.get(order) ?? MISSING);
  }

  async cancel(order: Order): Promise<VenueReply> {
    this.#cancelBegins(order);
    const request = cancelRequest(order, { childId: this.#desk.pushes.childOf(order.clientOrderId) });
    const { trade } = this.#desk.line.at('cancel');
    if (request.kind === 'order') return this.#canceled(order, await trade.cancel(request.body));
    if (this.#hasSibling(order)) {
      this.#requests += 1;
      return this.#canceled(order, await trade.amendAlgo(removeLegRequest(order, `a${this.#requests}`)));
    }
    const [outcome] = await trade.cancelAlgos([request.body]);
    return outcome === undefined ? MISSING : this.#canceled(order, outcome);
  }

  async cancelMany(orders: readonly Order[]): Promise<readonly VenueReply[]> {
    const replies = new Map<Order, VenueReply>();
    const plain: Prepared[] = [];
    const conditions: Prepared[] = [];
    const legs: Promise<void>[] = [];
    /** Legs of a stop and target in one: they go with the other leg. */
    const seconds = new Map<Order, Order>();
    for (const order of orders) this.#cancelBegins(order);
    for (const order of orders) {
      const first = order.state === 'armed' ? conditions.find((one) => isOneWith(one.order, order)) : undefined;
      if (first !== undefined) {
        seconds.set(order, first.order);
        continue;
      }
      if (this.#hasSibling(order)) {
        legs.push(this.cancel(order).then((reply) => void replies.set(order, reply)));
        continue;
      }
      const { kind, body } = cancelRequest(order, { childId: this.#desk.pushes.childOf(order.clientOrderId) });
      (kind === 'order' ? plain : conditions).push({ order, body });
    }
    const { trade } = this.#desk.line.at('cancel');
    const send = async (chunk: readonly Prepared[], outcomes: Promise<CommandOutcome[]>): Promise<void> => {
      for (const [index, outcome] of (await outcomes).entries()) {
        const order = chunk[index]?.order;
        if (order !== undefined) replies.set(order, this.#canceled(order, outcome));
      }
    };
    await Promise.all([
      ...legs,
      ...chunksOf(plain, MOST_IN_BATCH).map((chunk) => send(chunk, trade.cancelMany(bodiesOf(chunk)))),
      ...chunksOf(conditions, MOST_CONDITIONS).map((chunk) => send(chunk, trade.cancelAlgos(bodiesOf(chunk)))),
    ]);
    for (const [second, first] of seconds) {
      const reply = replies.get(first);
      if (reply?.outcome === 'acknowledged') this.#followUps.afterCancel(second);
      if (reply !== undefined) replies.set(second, reply);
    }
    return orders.map((order) => replies.get(order) ?? MISSING);
  }

  /** Answers when the change was seen, or read, or refused: OKX says of it only that it was taken on. */
  async amend(order: Order, change: OrderAmendment): Promise<VenueReply> {
    const { line, pushes, orders } = this.#desk;
    const { clientOrderId } = order;
    if (orders.get(clientOrderId) === undefined) orders.put(order);
    this.#requests += 1;
    const childId = pushes.childOf(clientOrderId);
    const listing = this.#desk.listing(order.instrument);
    const request = amendRequest(order, change, listing, `a${this.#requests}`, { childId });
    if (request.kind === 'impossible') return impossible(request);
    const { trade } = line.at(order.effect === 'reduce_only' ? 'reduce' : 'open');
    const before = orders.get(clientOrderId) ?? order;
    const outcome =
      request.kind === 'order'
        ? await trade.amend(request.body, line.time.now() + line.commandTimeoutMs)
        : await trade.amendAlgo(request.body);
    if (outcome.outcome === 'accepted') {
      await this.#heard(order, (now) => now.isTerminal || isChanged(before, now));
    }
    if (outcome.outcome === 'refused') this.#desk.refused(outcome.venueCode);
    return replyOf(outcome);
  }

  /** `leverage` in hundredths. */
  async setLeverage(position: PositionKey, leverage: number): Promise<VenueReply> {
    return replyOf(await this.#desk.line.at('open').account.setLeverage(leverageRequest(position, leverage)));
  }

  #request(order: Order, size: ConditionSize = 'own'): PlaceRequest {
    // Under such an id the order could never be looked up: it would be asked for by OKX's id.
    if (venueIdOf(order.clientOrderId) !== null) return NAMED_LIKE_A_STRANGER;
    return placeRequest(order, this.#desk.listing(order.instrument), this.#desk.mode, size);
  }

  /** `at`: when it was sent, since what follows from it may happen before its answer is here. */
  async #placed(order: Order, outcome: CommandOutcome, at: number): Promise<VenueReply> {
    const { orders } = this.#desk;
    const { clientOrderId } = order;
    switch (outcome.outcome) {
      case 'accepted': {
        const { ordId, algoId } = outcome.item;
        this.#followUps.afterPlacing(order);
        if (order.pricing.type === 'limit' && order.pricing.timeInForce === 'post_only') {
          // Whether it rests is not decided yet: OKX tells on the stream that it lives when it does, or that it has ended.
          await this.#heard(order, isAnswered);
        }
        const event: OrderEvent =
          algoId === ''
            ? { type: 'order.acknowledged', clientOrderId, at, venueOrderId: ordId }
            : { type: 'order.armed', clientOrderId, at, venueOrderId: algoId };
        this.#desk.tell({ type: 'order', event });
        return replyOf(outcome);
      }
      case 'duplicate_live':
        return this.#adopted(order, outcome);
      case 'refused':
        this.#desk.refused(outcome.venueCode);
        if (!isAnswered(orders.get(clientOrderId) ?? order)) orders.forget(clientOrderId);
        // OKX has one code for both: for spot there is no margin that could be short.
        return outcome.reason === 'insufficient_margin' && order.identity.instrument.type === 'spot'
          ? { ...outcome, reason: 'insufficient_balance' }
          : replyOf(outcome);
      default:
        return replyOf(outcome);
    }
  }

  /** Waits until the stream has told of an order what is waited for; reads the order where it does not. */
  async #heard(order: Order, holds: (now: Order) => boolean): Promise<void> {
    const { orders, line, logger } = this.#desk;
    const { clientOrderId } = order;
    await orders.until(clientOrderId, holds, line.time, HEARD_WITHIN_MS);
    if (holds(orders.get(clientOrderId) ?? order)) return;
    await this.#lookups.refresh(order).catch((error: unknown) => {
      logger.warn('An order that was not heard of could not be read.', { order: clientOrderId, error: String(error) });
    });
  }

  /** An order of our id lives: it is ours from an attempt whose answer was lost, or another hand's. */
  async #adopted(order: Order, outcome: CommandOutcome & { outcome: 'duplicate_live' }): Promise<VenueReply> {
    try {
      const theirs = await this.#lookups.read(order);
      if (theirs === null) return replyOf(outcome);
      const differences = orderDifference(order, theirs);
      if (differences.length > 0) {
        this.#desk.orders.forget(order.clientOrderId);
        return {
          outcome: 'refused',
          reason: 'duplicate_client_order_id',
          venueCode: outcome.venueCode,
          venueMessage: `The id belongs to another order that lives: ${differences.join(', ')}.`,
        };
      }
      await this.#lookups.refresh(order);
      return { outcome: 'acknowledged', events: [] };
    } catch {
      return replyOf(outcome);
    }
  }

  /** Whether the other leg of a stop and target in one is to stay. */
  #hasSibling({ clientOrderId, venueOrderId }: Order): boolean {
    const { orders } = this.#desk;
    return (
      venueOrderId !== null &&
      orders
        .open()
        .some(
          (other) =>
            other.venueOrderId === venueOrderId &&
            other.clientOrderId !== clientOrderId &&
            other.state === 'armed' &&
            !orders.isCancelAsked(other.clientOrderId),
        )
    );
  }

  #cancelBegins(order: Order): void {
    const { orders } = this.#desk;
    if (orders.get(order.clientOrderId) === undefined) orders.put(order);
    orders.cancelAsked(order.clientOrderId);
  }

  #canceled(order: Order, outcome: CommandOutcome): VenueReply {
    if (outcome.outcome === 'accepted') this.#followUps.afterCancel(order);
    return replyOf(outcome);
  }
}

/** Whether a change, or its refusal, was heard; an execution is neither. */
function isChanged({ progress: before }: Order, { progress: now }: Order): boolean {
  if (now.lots !== before.lots || now.limitTicks !== before.limitTicks) return true;
  return now.triggerTicks !== before.triggerTicks || (now !== before && now.filledLots === before.filledLots);
}

/** Whether two orders are legs of one condition of OKX. */
function isOneWith(one: Order, other: Order): boolean {
  return one.venueOrderId !== null && one.venueOrderId === other.venueOrderId && one.instrument === other.instrument;
}

const NAMED_LIKE_A_STRANGER = unwritable(
  'other',
  'Ids such as okxorder1 or okxalgo1 stand for orders of another hand. Choose another client order id.',
);
const MISSING: VenueReply = { outcome: 'not_executed', retryAfterMs: 0 };

function keyOf({ instrument, marginMode }: Order): PositionKey {
  return { instrument, marginMode };
}

function priorityOf({ effect, role }: Order): RequestPriority {
  if (effect !== 'reduce_only') return 'open';
  return role === 'exit' ? 'close' : 'reduce';
}

function impossible({ reason, message }: PlaceRequest & { kind: 'impossible' }): VenueReply {
  return { outcome: 'refused', reason, venueCode: 'unsupported', venueMessage: message };
}

function bodiesOf(chunk: readonly Prepared[]): RequestBody[] {
  return chunk.map(({ body }) => body);
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
