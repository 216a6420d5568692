import { Random } from '../harness/random.ts';
import { LevelBook } from './level-book.ts';
import { BUY, CANCEL, LIMIT, MARKET, SELL } from './operation.ts';

/**
 * A seeded stream of operations on one book, in columns; prices in ticks, quantities in lots.
 *
 * - 60 % limit orders, good till canceled, on either side. The distance from the fair price is 1,500 × u³ ticks,
 *   which crowds them around it: half lie within 190 ticks. Each is moved 3 ticks across the fair price, so that
 *   some of them, one in sixteen, trade at once. 1 to 100 lots, small ones more often.
 * - 10 % market orders, on either side. Their size grows with the number of resting orders, so that the book
 *   neither empties nor swells: it settles at about 4,000 orders on 2,000 levels, 1.3 matches to a limit
 *   order that trades and 3.4 to a market order.
 * - 30 % cancels, each of an order that rests at that moment, drawn evenly from all of them.
 * - The fair price walks by up to 3 ticks once in fifty operations, and strands orders on its way.
 *
 * The book begins empty. A cancel that would find nothing is a limit order instead.
 */
export interface BookStream {
  readonly count: number;
  /** `LIMIT`, `MARKET` or `CANCEL`. */
  readonly kind: Uint8Array;
  /** `BUY` or `SELL`; meaningless for a cancel. */
  readonly side: Uint8Array;
  readonly price: Int32Array;
  readonly quantity: Int32Array;
  /** For a cancel: the index of the operation that placed the order. */
  readonly target: Int32Array;
  /** Client order id of each operation that places an order. */
  readonly ids: readonly string[];
}

const FAIR_PRICE = 600_000;
const FARTHEST = 1500;
const CROSSING = 3;
const LARGEST_LIMIT = 100;
const LARGEST_MARKET = 250;
/** At this many resting orders a market order is as large as a limit order, on average. */
const USUAL_ORDERS = 4000;

/** The first `count` operations; a shorter stream is the beginning of a longer one. */
export function makeStream(count: number): BookStream {
  const random = new Random(19_870_604);
  const stream = {
    kind: new Uint8Array(count),
    side: new Uint8Array(count),
    price: new Int32Array(count),
    quantity: new Int32Array(count),
    target: new Int32Array(count),
  };
  const book = new LevelBook(count);
  let fair = FAIR_PRICE;
  for (let index = 0; index < count; index++) {
    if (random.fraction() < 1 / 50) fair += random.below(7) - 3;
    const draw = random.fraction();
    const side = random.fraction() < 0.5 ? BUY : SELL;
    stream.side[index] = side;
    if (draw >= 0.7 && book.restingOrders > 0) {
      const target = book.restingAt(random.below(book.restingOrders));
      stream.kind[index] = CANCEL;
      stream.target[index] = target;
      book.cancel(target);
    } else if (draw < 0.6 || draw >= 0.7) {
      const distance = Math.floor(FARTHEST * random.fraction() ** 3) - CROSSING;
      const price = side === BUY ? fair - distance : fair + distance;
      const quantity = 1 + Math.floor(LARGEST_LIMIT * random.fraction() ** 2);
      stream.kind[index] = LIMIT;
      stream.price[index] = price;
      stream.quantity[index] = quantity;
      book.limit(index, side, price, quantity);
    } else {
      const fullness = book.restingOrders / USUAL_ORDERS;
      const quantity = 1 + Math.floor(LARGEST_MARKET * fullness * random.fraction() ** 2);
      stream.kind[index] = MARKET;
      stream.quantity[index] = quantity;
      book.market(side, quantity);
    }
  }
  return { count, ...stream, ids: idsOf(count) };
}

/** Ids as they come off a wire: flat strings of the length that clients use, unlike array indexes. */
function idsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(`bk${index.toString(36).padStart(14, '0')}`, 'latin1').toString('latin1'),
  );
}
