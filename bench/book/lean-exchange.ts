import type { Instrument } from '../../src/domain/instrument.ts';
import { PositionState } from '../../src/domain/position-state.ts';
import { TickSet } from '../../src/exchange/tick-set.ts';
import type { Level } from './result.ts';

/** States of a {@link LeanOrder}, in the order in which they are passed. */
const WORKING = 1;
const PARTLY_FILLED = 2;
const FILLED = 3;
const CANCELED = 4;

const MAKER_PPM = 200;
const TAKER_PPM = 500;
/** Ended orders that can be looked up. */
const KEPT = 256;
/** Ticks on either side of the first price. */
const WINDOW = 65_536;

/** An order of the lean exchange; used again when it is forgotten. */
class LeanOrder {
  id = '';
  account: LeanAccount | null = null;
  isBid = false;
  ticks = 0;
  /** What is left. */
  lots = 0;
  total = 0;
  filled = 0;
  cost = 0;
  state = 0;
  sequence = 0;
  level: LeanLevel | null = null;
  next: LeanOrder | null = null;
  previous: LeanOrder | null = null;
}

class LeanLevel {
  key = 0;
  lots = 0;
  head: LeanOrder | null = null;
  tail: LeanOrder | null = null;
}

/** Levels of one side by key: ticks of a bid, minus the ticks of an ask, so that the better key is the greater. */
class LeanSide {
  best: LeanLevel | null = null;
  readonly #base: number;
  readonly #cells: (LeanLevel | null)[] = new Array<LeanLevel | null>(2 * WINDOW).fill(null);
  readonly #occupied = new TickSet(2 * WINDOW);

  constructor(middle: number) {
    this.#base = middle - WINDOW;
  }

  at(key: number): LeanLevel {
    const cell = key - this.#base;
    const known = this.#cells[cell];
    if (known != null) return known;
    const level = new LeanLevel();
    level.key = key;
    this.#cells[cell] = level;
    return level;
  }

  open(level: LeanLevel): void {
    this.#occupied.add(level.key - this.#base);
    if (this.best === null || level.key > this.best.key) this.best = level;
  }

  close(level: LeanLevel): void {
    const cell = level.key - this.#base;
    this.#occupied.delete(cell);
    if (level !== this.best) return;
    const next = this.#occupied.lastBelow(cell);
    this.best = next < 0 ? null : this.#cells[next]!;
  }

  depth(): Level[] {
    const levels = this.#cells.filter((level) => level !== null && level.head !== null);
    return levels.reverse().map((level) => [Math.abs(level!.key), level!.lots]);
  }
}

class LeanAccount {
  readonly orders = new Map<string, LeanOrder>();
  readonly position: PositionState;
  buyLots = 0;
  sellLots = 0;
  /** Cost of all that rests and was traded: an upper bound of what is bound. */
  bound = 0;

  constructor(instrument: Instrument) {
    this.position = new PositionState(instrument, { isolated: false, leverage: 1000 });
  }
}

interface LeanCommand {
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly limitTicks: number | null;
}

interface LeanAnswer {
  readonly outcome: 'accepted' | 'rejected';
  readonly sequence: number;
  readonly filledLots: number;
  readonly filledCost: number;
}
const REJECTED: LeanAnswer = { outcome: 'rejected', sequence: 0, filledLots: 0, filledCost: 0 };

/**
 * The least that the book benchmark asks for, and nothing else: orders by id, price and time, four states, fees, position,
 * one comparison in place of margin. No triggers, self-trade prevention, liquidation, look-ahead, events or snapshots.
 *
 * It shows how much of an operation's time the language and the ids take, whatever the exchange does.
 */
export class LeanExchange {
  matches = 0;
  readonly #accounts = new Map<string, LeanAccount>();
  readonly #bids: LeanSide;
  readonly #asks: LeanSide;
  readonly #ended: (LeanOrder | null)[] = new Array<LeanOrder | null>(KEPT).fill(null);
  #endedAt = 0;
  #free: LeanOrder | null = null;
  #sequence = 0;
  readonly #limit: number;

  constructor(options: {
    readonly instrument: Instrument;
    readonly accounts: readonly string[];
    readonly middle: number;
    readonly limit: number;
  }) {
    for (const id of options.accounts) this.#accounts.set(id, new LeanAccount(options.instrument));
    this.#bids = new LeanSide(options.middle);
    this.#asks = new LeanSide(-options.middle);
    this.#limit = options.limit;
  }

  submit(accountId: string, { clientOrderId, side, lots, limitTicks }: LeanCommand): LeanAnswer {
    const account = this.#accounts.get(accountId)!;
    const isBid = side === 'buy';
    if (!(lots >= 1) || !Number.isSafeInteger(lots)) return REJECTED;
    const opposite = isBid ? this.#asks.best : this.#bids.best;
    const judged = limitTicks ?? (opposite === null ? 0 : Math.abs(opposite.key));
    if (account.bound + lots * judged > this.#limit) return REJECTED;
    if (account.orders.has(clientOrderId)) return REJECTED;
    let order = this.#free;
    if (order === null) order = new LeanOrder();
    else this.#free = order.next;
    order.id = clientOrderId;
    order.account = account;
    order.isBid = isBid;
    order.ticks = limitTicks ?? 0;
    order.lots = lots;
    order.total = lots;
    order.filled = 0;
    order.cost = 0;
    order.state = WORKING;
    order.next = null;
    order.previous = null;
    order.sequence = ++this.#sequence;
    account.orders.set(clientOrderId, order);
    this.#take(order, limitTicks ?? (isBid ? Number.MAX_SAFE_INTEGER : 0));
    if (order.lots > 0) {
      if (limitTicks !== null) this.#rest(order, account);
      else this.#end(order, CANCELED);
    }
    return { outcome: 'accepted', sequence: order.sequence, filledLots: order.filled, filledCost: order.cost };
  }

  cancel(accountId: string, { clientOrderId }: { readonly clientOrderId: string }): boolean {
    const order = this.#accounts.get(accountId)!.orders.get(clientOrderId);
    if (order === undefined || order.level === null) return false;
    const { level, next, previous, account } = order;
    if (previous === null) level.head = next;
    else previous.next = next;
    if (next === null) level.tail = previous;
    else next.previous = previous;
    level.lots -= order.lots;
    order.level = null;
    if (level.head === null) (order.isBid ? this.#bids : this.#asks).close(level);
    if (order.isBid) account!.buyLots -= order.lots;
    else account!.sellLots -= order.lots;
    account!.bound -= order.lots * order.ticks;
    this.#end(order, CANCELED);
    return true;
  }

  depth(side: 'buy' | 'sell'): Level[] {
    return (side === 'buy' ? this.#bids : this.#asks).depth();
  }

  #take(taker: LeanOrder, limit: number): void {
    const { isBid } = taker;
    const side = isBid ? this.#asks : this.#bids;
    while (taker.lots > 0) {
      const level = side.best;
      if (level === null) return;
      const ticks = isBid ? -level.key : level.key;
      if (isBid ? ticks > limit : ticks < limit) return;
      const maker = level.head!;
      const lots = maker.lots < taker.lots ? maker.lots : taker.lots;
      maker.lots -= lots;
      taker.lots -= lots;
      level.lots -= lots;
      if (isBid) maker.account!.sellLots -= lots;
      else maker.account!.buyLots -= lots;
      if (maker.lots === 0) {
        const { next } = maker;
        maker.level = null;
        level.head = next;
        if (next === null) {
          level.tail = null;
          side.close(level);
        } else next.previous = null;
      }
      this.matches += 1;
      this.#fill(maker, lots, ticks, MAKER_PPM);
      this.#fill(taker, lots, ticks, TAKER_PPM);
    }
  }

  #fill(order: LeanOrder, lots: number, ticks: number, ppm: number): void {
    const { position } = order.account!;
    position.fill(order.isBid ? lots : -lots, ticks);
    position.chargeFee(lots, ticks, ppm);
    order.filled += lots;
    order.cost += lots * ticks;
    if (order.lots === 0) this.#end(order, FILLED);
    else order.state = PARTLY_FILLED;
  }

  #rest(order: LeanOrder, account: LeanAccount): void {
    const side = order.isBid ? this.#bids : this.#asks;
    const level = side.at(order.isBid ? order.ticks : -order.ticks);
    const { tail } = level;
    order.previous = tail;
    if (tail === null) {
      level.head = order;
      side.open(level);
    } else tail.next = order;
    level.tail = order;
    level.lots += order.lots;
    order.level = level;
    if (order.isBid) account.buyLots += order.lots;
    else account.sellLots += order.lots;
    account.bound += order.lots * order.ticks;
  }

  #end(order: LeanOrder, state: number): void {
    order.state = state;
    const oldest = this.#ended[this.#endedAt]!;
    if (oldest !== null) {
      oldest.account!.orders.delete(oldest.id);
      oldest.next = this.#free;
      this.#free = oldest;
    }
    this.#ended[this.#endedAt] = order;
    this.#endedAt = this.#endedAt + 1 === KEPT ? 0 : this.#endedAt + 1;
  }
}
