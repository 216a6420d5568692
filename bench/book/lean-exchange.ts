import { hashOf } from '../../src/exchange/order-ids.ts';
import { TickSet } from '../../src/exchange/tick-set.ts';
import type { Level } from './result.ts';

/** Orders that can be known at once, a power of two; the stream needs some 5,000. */
const ORDERS = 8192;
/** Ended orders that can be looked up; a power of two. */
const KEPT = 256;
/** Ticks on either side of the first price. */
const WINDOW = 65_536;
const MAKER_PPM = 200;
const TAKER_PPM = 500;

/** Cells of an order in the doubles and, in the same memory, in the integers: two lines of a cache. */
const D = 16;
const I = 32;
const LOTS = 0;
const TICKS = 1;
const COST = 2;
const FEES = 3;
const SEQUENCE = 4;
const NEXT = 10;
const PREVIOUS = 11;
const OWNER = 12;
const STATE = 13;
const HASH = 14;
const CHAIN = 15;
const IS_BID = 16;

/** States, in the order in which they are passed. */
const WORKING = 1;
const PARTLY_FILLED = 2;
const FILLED = 3;
const CANCELED = 4;

/** Levels of one side. Cells rise towards the better price, so that one piece of code serves both sides. */
class LeanSide {
  /** Cell of the best price, −1 without one. */
  best = -1;
  readonly lots = new Float64Array(2 * WINDOW);
  readonly head = new Int32Array(2 * WINDOW);
  readonly tail = new Int32Array(2 * WINDOW);
  readonly #occupied = new TickSet(2 * WINDOW);

  open(cell: number): void {
    this.#occupied.add(cell);
    if (cell > this.best) this.best = cell;
  }

  close(cell: number): void {
    this.#occupied.delete(cell);
    if (cell === this.best) this.best = this.#occupied.lastBelow(cell);
  }

  below(cell: number): number {
    return this.#occupied.lastBelow(cell);
  }
}

/** Amounts in doubles: whole numbers, of which none in this stream leaves the exact range. */
class LeanAccount {
  readonly number: number;
  lots = 0;
  cost = 0;
  realized = 0;
  fees = 0;
  /** Cost of all that rests: what stands in for margin. */
  bound = 0;

  constructor(number: number) {
    this.number = number;
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
 * one comparison in place of margin. No triggers, self-trade prevention, liquidation, look-ahead, events or snapshots, one
 * instrument, a fixed window of prices, a fixed number of orders, and no amount beyond a double.
 *
 * It shows how much of an operation's time the language, the ids and the book take, whatever the exchange does.
 */
export class LeanExchange {
  matches = 0;
  readonly #doubles: Float64Array;
  readonly #integers: Int32Array;
  readonly #ids = new Array<string>(ORDERS).fill('');
  readonly #chains = new Int32Array(ORDERS);
  readonly #ended = new Int32Array(KEPT);
  #endedAt = 0;
  #free = 0;
  #top = 1;
  #sequence = 0;
  readonly #bids = new LeanSide();
  readonly #asks = new LeanSide();
  readonly #accounts = new Map<string, LeanAccount>();
  readonly #byNumber: LeanAccount[];
  /** Ticks of the first cell of the bids, and of the first one of the asks, whose cells fall with the price. */
  readonly #lowest: number;
  readonly #highest: number;
  readonly #limit: number;

  constructor(options: { readonly accounts: readonly string[]; readonly middle: number; readonly limit: number }) {
    const memory = new ArrayBuffer(ORDERS * I * Int32Array.BYTES_PER_ELEMENT);
    this.#doubles = new Float64Array(memory);
    this.#integers = new Int32Array(memory);
    this.#byNumber = options.accounts.map((_, number) => new LeanAccount(number));
    options.accounts.forEach((id, number) => {
      this.#accounts.set(id, this.#byNumber[number]!);
    });
    this.#lowest = options.middle - WINDOW;
    this.#highest = options.middle + WINDOW - 1;
    this.#limit = options.limit;
  }

  submit(accountId: string, { clientOrderId, side, lots, limitTicks }: LeanCommand): LeanAnswer {
    const account = this.#accounts.get(accountId)!;
    const isBid = side === 'buy';
    if (!(lots >= 1) || !Number.isSafeInteger(lots)) return REJECTED;
    if (account.bound + account.cost + lots * (limitTicks ?? this.#highest) > this.#limit) return REJECTED;
    const hash = hashOf(clientOrderId);
    if (this.#find(account.number, clientOrderId, hash) !== 0) return REJECTED;
    const order = this.#create(account.number, clientOrderId, hash);
    const doubles = this.#doubles;
    doubles[order * D + TICKS] = limitTicks ?? 0;
    this.#integers[order * I + IS_BID] = isBid ? 1 : 0;
    const left = this.#take(order, account, isBid, lots, limitTicks ?? (isBid ? Number.MAX_SAFE_INTEGER : 0));
    doubles[order * D + LOTS] = left;
    if (left > 0) {
      if (limitTicks === null) this.#end(order, CANCELED);
      else this.#rest(order, account, isBid, left, limitTicks);
    }
    const sequence = doubles[order * D + SEQUENCE]!;
    return { outcome: 'accepted', sequence, filledLots: lots - left, filledCost: doubles[order * D + COST]! };
  }

  cancel(accountId: string, { clientOrderId }: { readonly clientOrderId: string }): boolean {
    const account = this.#accounts.get(accountId)!;
    const order = this.#find(account.number, clientOrderId, hashOf(clientOrderId));
    const integers = this.#integers;
    const row = order * I;
    if (order === 0 || integers[row + STATE]! > PARTLY_FILLED) return false;
    const lots = this.#doubles[order * D + LOTS]!;
    const ticks = this.#doubles[order * D + TICKS]!;
    const isBid = integers[row + IS_BID] === 1;
    const side = isBid ? this.#bids : this.#asks;
    const cell = isBid ? ticks - this.#lowest : this.#highest - ticks;
    const before = integers[row + PREVIOUS]!;
    const after = integers[row + NEXT]!;
    if (before === 0) side.head[cell] = after;
    else integers[before * I + NEXT] = after;
    if (after === 0) side.tail[cell] = before;
    else integers[after * I + PREVIOUS] = before;
    side.lots[cell]! -= lots;
    if (before === 0 && after === 0) side.close(cell);
    account.bound -= lots * ticks;
    this.#end(order, CANCELED);
    return true;
  }

  depth(name: 'buy' | 'sell'): Level[] {
    const side = name === 'buy' ? this.#bids : this.#asks;
    const levels: Level[] = [];
    for (let cell = side.best; cell >= 0; cell = side.below(cell)) {
      levels.push([name === 'buy' ? this.#lowest + cell : this.#highest - cell, side.lots[cell]!]);
    }
    return levels;
  }

  #find(owner: number, id: string, hash: number): number {
    const integers = this.#integers;
    let order = this.#chains[hash & (ORDERS - 1)]!;
    while (order !== 0) {
      const row = order * I;
      if (integers[row + HASH] === hash && this.#ids[order] === id && integers[row + OWNER] === owner) return order;
      order = integers[row + CHAIN]!;
    }
    return 0;
  }

  #create(owner: number, id: string, hash: number): number {
    const integers = this.#integers;
    let order = this.#free;
    if (order !== 0) this.#free = integers[order * I + NEXT]!;
    else order = this.#top++;
    const row = order * I;
    integers[row + OWNER] = owner;
    integers[row + STATE] = WORKING;
    integers[row + HASH] = hash;
    integers[row + CHAIN] = this.#chains[hash & (ORDERS - 1)]!;
    this.#chains[hash & (ORDERS - 1)] = order;
    this.#ids[order] = id;
    this.#doubles[order * D + COST] = 0;
    this.#doubles[order * D + FEES] = 0;
    this.#doubles[order * D + SEQUENCE] = ++this.#sequence;
    return order;
  }

  /** Trades an order with what there is up to its limit; returns what is left of it. */
  #take(order: number, account: LeanAccount, isBid: boolean, lots: number, limit: number): number {
    const integers = this.#integers;
    const side = isBid ? this.#asks : this.#bids;
    let left = lots;
    while (left > 0 && side.best >= 0) {
      const cell = side.best;
      const ticks = isBid ? this.#highest - cell : this.#lowest + cell;
      if (isBid ? ticks > limit : ticks < limit) break;
      const maker = side.head[cell]!;
      const resting = this.#doubles[maker * D + LOTS]!;
      const traded = resting < left ? resting : left;
      left -= traded;
      side.lots[cell]! -= traded;
      this.#doubles[maker * D + LOTS] = resting - traded;
      const owner = this.#byNumber[integers[maker * I + OWNER]!]!;
      owner.bound -= traded * ticks;
      if (traded === resting) {
        const next = integers[maker * I + NEXT]!;
        side.head[cell] = next;
        if (next === 0) {
          side.tail[cell] = 0;
          side.close(cell);
        } else integers[next * I + PREVIOUS] = 0;
      }
      this.matches += 1;
      this.#fill(maker, owner, isBid ? -traded : traded, ticks, MAKER_PPM);
      integers[maker * I + STATE] = PARTLY_FILLED;
      if (traded === resting) this.#end(maker, FILLED);
      this.#fill(order, account, isBid ? traded : -traded, ticks, TAKER_PPM);
      integers[order * I + STATE] = PARTLY_FILLED;
      if (left === 0) this.#end(order, FILLED);
    }
    return left;
  }

  /** Books an execution, `lots` signed, to the order, the position and the fees. */
  #fill(order: number, account: LeanAccount, lots: number, ticks: number, ppm: number): void {
    const before = account.lots;
    const traded = Math.abs(lots);
    const value = traded * ticks;
    account.lots = before + lots;
    if (before === 0 || before > 0 === lots > 0) account.cost += value;
    else {
      const open = Math.abs(before);
      const closed = traded < open ? traded : open;
      const released = Math.floor((account.cost * closed) / open);
      const proceeds = closed * ticks;
      account.cost += value - proceeds - released;
      account.realized += before > 0 ? proceeds - released : released - proceeds;
    }
    account.fees += value * ppm;
    this.#doubles[order * D + COST]! += value;
    this.#doubles[order * D + FEES]! += value * ppm;
  }

  #rest(order: number, account: LeanAccount, isBid: boolean, lots: number, ticks: number): void {
    const integers = this.#integers;
    const side = isBid ? this.#bids : this.#asks;
    const cell = isBid ? ticks - this.#lowest : this.#highest - ticks;
    const tail = side.tail[cell]!;
    integers[order * I + NEXT] = 0;
    integers[order * I + PREVIOUS] = tail;
    if (tail === 0) {
      side.head[cell] = order;
      side.open(cell);
    } else integers[tail * I + NEXT] = order;
    side.tail[cell] = order;
    side.lots[cell]! += lots;
    account.bound += lots * ticks;
  }

  /** Keeps an ended order for look-ups, and forgets the oldest one that is kept. */
  #end(order: number, state: number): void {
    const integers = this.#integers;
    integers[order * I + STATE] = state;
    const oldest = this.#ended[this.#endedAt]!;
    this.#ended[this.#endedAt] = order;
    this.#endedAt = (this.#endedAt + 1) & (KEPT - 1);
    if (oldest === 0) return;
    const after = integers[oldest * I + CHAIN]!;
    const chain = integers[oldest * I + HASH]! & (ORDERS - 1);
    let before = this.#chains[chain]!;
    if (before === oldest) this.#chains[chain] = after;
    else {
      while (integers[before * I + CHAIN] !== oldest) before = integers[before * I + CHAIN]!;
      integers[before * I + CHAIN] = after;
    }
    integers[oldest * I + NEXT] = this.#free;
    this.#free = oldest;
  }
}
