import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../src/domain/apply-order-event.ts';
import { clientOrderIdOf, ID_ROLES, type IdRole, readClientOrderId } from '../../src/domain/client-order-id.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Order } from '../../src/domain/order.ts';
import type { OrderPricing } from '../../src/domain/order-intent.ts';
import { legId } from '../../src/okx/client-order-ids.ts';
import { readAlgo } from '../../src/okx/codec/algo-reading.ts';
import { type Listing, lotsOf, readInstruments, sizeText } from '../../src/okx/codec/listing.ts';
import { OrderPushes } from '../../src/okx/codec/order-pushes.ts';
import { readOrder } from '../../src/okx/codec/order-reading.ts';
import { placeRequest } from '../../src/okx/codec/order-request.ts';
import { algoRow } from '../../src/okx/wire/algo-row.ts';
import { type OrderPushRow, orderRow } from '../../src/okx/wire/order-row.ts';
import { anOrder } from '../../src/testing/builders/an-order.ts';
import { anAlgoRow, anExecution, anOrderRow, aReading, aSpotRow, aSwapRow, FUTURES, SWAP } from '../unit/okx/rows.ts';
import { decimalText } from './arbitraries.ts';

/** Instruments of many grains, as OKX lists them. */
const anyListing: fc.Arbitrary<Listing> = fc
  .record({
    ctVal: fc.constantFrom('0.01', '0.1', '1', '10', '100', '1000', '0.001'),
    ctMult: fc.constantFrom('1', '10'),
    lotSz: fc.constantFrom('0.01', '0.1', '1', '0.001'),
    tickSz: fc.constantFrom('0.1', '0.01', '0.5', '0.0001', '0.000001'),
    isSpot: fc.boolean(),
  })
  .map(({ isSpot, ...rules }) => {
    const row = isSpot
      ? aSpotRow({ instId: 'X', lotSz: rules.lotSz, minSz: rules.lotSz, tickSz: rules.tickSz })
      : aSwapRow({ instId: 'X', ...rules, minSz: rules.lotSz });
    const listing = readInstruments('x', [row]).listings.get('X');
    if (listing === undefined) throw new TypeError('The instrument was left out.');
    return listing;
  });

describe('sizes', () => {
  it('go to contracts and back without a loss', () => {
    fc.assert(
      fc.property(anyListing, fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (listing, lots) => {
        expect(lotsOf(listing, sizeText(listing, lots), 'x', 'sz')).toBe(lots + 0);
      }),
    );
  });

  it('in contracts times their value are exactly the quantity', () => {
    fc.assert(
      fc.property(anyListing, fc.integer({ min: 1, max: 1_000_000_000 }), (listing, lots) => {
        const contracts = new Decimal(sizeText(listing, lots));
        const { instrument } = listing;
        expect(contracts.mul(instrument.contractValue).eq(instrument.quantityOf(lots))).toBe(true);
      }),
    );
  });

  it('of an order are never above what was intended, and short of it by less than a lot', () => {
    fc.assert(
      fc.property(anyListing, decimalText(6), (listing, quantity) => {
        const { instrument } = listing;
        const order = anOrder({ instrument, quantity, state: 'pending', pricing: { type: 'market' } });
        const request = placeRequest(order, listing, FUTURES);
        if (request.kind === 'impossible') throw new TypeError(request.message);
        const sent = new Decimal(String(request.body.sz)).mul(instrument.contractValue);
        expect(sent.lte(quantity)).toBe(true);
        expect(sent.add(instrument.lotSize).gt(quantity)).toBe(true);
      }),
    );
  });
});

const price = fc.integer({ min: 400_000, max: 600_000 }).map((ticks) => SWAP.instrument.priceOf(ticks).toFixed());
const by = fc.constantFrom('last' as const, 'mark' as const);
const trigger = fc.record({ price, by });
const anyPricing: fc.Arbitrary<OrderPricing> = fc.oneof(
  fc.constant({ type: 'market' } as const),
  fc.record({
    type: fc.constant('limit' as const),
    price,
    timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const, 'fok' as const, 'post_only' as const),
  }),
  fc.record({ type: fc.constantFrom('stop_market' as const, 'take_profit_market' as const), trigger }),
  fc.record({ type: fc.constantFrom('stop_limit' as const, 'take_profit_limit' as const), trigger, price }),
  fc.record({
    type: fc.constant('trailing_stop' as const),
    distance: fc.constantFrom({ fraction: '0.01' }, { amount: '150' }),
    activation: fc.record({ price }),
  }),
);

describe('an order', () => {
  it('that OKX lists as it was sent is the same order to someone who did not place it', () => {
    fc.assert(
      fc.property(
        anyPricing,
        fc.constantFrom('buy' as const, 'sell' as const),
        fc.constantFrom('cross' as const, 'isolated' as const),
        fc.integer({ min: 1, max: 1_000_000 }),
        (pricing, side, marginMode, lots) => {
          const { instrument } = SWAP;
          const quantity = instrument.quantityOf(lots).toFixed();
          const isCondition = pricing.type !== 'market' && pricing.type !== 'limit';
          const effect = isCondition ? 'reduce_only' : 'open';
          const order = anOrder({ instrument, quantity, side, marginMode, pricing, effect, state: 'pending' });
          const request = placeRequest(order, SWAP, FUTURES);
          if (request.kind === 'impossible') throw new TypeError(request.message);
          const [found] =
            request.kind === 'order'
              ? [readOrder(orderRow.parse({ ...anOrderRow({ px: '' }), ...request.body }), aReading(), 'x')]
              : readAlgo(algoRow.parse({ ...anAlgoRow(BARE), ...request.body }), aReading(), 'x');
          expect(found && described(found)).toEqual(described(order));
        },
      ),
    );
  });
});

const BARE = { slTriggerPx: '', slTriggerPxType: '', slOrdPx: '' };

function described(order: Order): object {
  const { pricing, quantity, limitPrice, triggerPrice, side, effect, marginMode, clientOrderId } = order;
  const times = { timeInForce: pricing.type === 'limit' ? (pricing.timeInForce ?? 'gtc') : null };
  const watched = { by: 'trigger' in pricing ? (pricing.trigger.by ?? 'last') : null };
  const kept = { distance: pricing.type === 'trailing_stop' ? pricing.distance : null };
  const prices = [quantity, limitPrice, triggerPrice].map((value) => value?.toFixed() ?? null);
  return { type: order.type, prices, side, effect, marginMode, clientOrderId, ...times, ...watched, ...kept };
}

/** What is pushed of one order in the order in which it happened: executions, a change, an end. */
const history: fc.Arbitrary<readonly OrderPushRow[]> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
    rest: fc.integer({ min: 0, max: 40 }),
    changed: fc.boolean(),
    end: fc.constantFrom('canceled', 'open'),
  })
  .map(({ sizes, rest, changed, end }) => {
    const filled = sizes.reduce((sum, size) => sum + size, 0);
    const total = filled + rest;
    const text = (lots: number): string => sizeText(SWAP, lots);
    if (total === 0) return [];
    const first = changed ? total + 7 : total;
    const rows = [anOrderRow({ sz: text(first) })];
    let acc = 0;
    let at = 1000;
    let sz = text(first);
    sizes.forEach((size, index) => {
      acc += size;
      at += 10;
      if (changed && index === sizes.length - 1) sz = text(total);
      const px = { px: sz === text(total) && changed ? '50100' : '50000' };
      const isLast = acc === total && sz === text(total);
      const state = isLast ? 'filled' : 'partially_filled';
      rows.push(
        anExecution(`t${index}`, text(size), text(acc), { sz, state, uTime: `${at}`, fillTime: `${at}`, ...px }),
      );
    });
    if (changed && sizes.length === 0) {
      at += 10;
      sz = text(total);
      rows.push(anOrderRow({ sz, px: '50100', amendResult: '0', reqId: 'r1', uTime: `${at}` }));
    }
    if (rest > 0 && end === 'canceled') {
      const px = changed ? '50100' : '50000';
      rows.push(
        anOrderRow({ sz, px, state: 'canceled', cancelSource: '1', accFillSz: text(acc), uTime: `${at + 10}` }),
      );
    }
    return rows;
  });

/** The same rows with some of them twice, in any order. */
function disturbed(rows: readonly OrderPushRow[]): fc.Arbitrary<readonly OrderPushRow[]> {
  return fc.array(fc.nat({ max: Math.max(0, rows.length - 1) }), { maxLength: 6 }).chain((again) => {
    const all = [...rows, ...again.flatMap((index) => rows[index] ?? [])];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
}

function toldBy(rows: readonly OrderPushRow[], lots: number): object {
  const order = anOrder({
    instrument: SWAP.instrument,
    quantity: SWAP.instrument.quantityOf(lots),
    state: 'submitted',
  });
  const pushes = new OrderPushes(aReading([order]));
  const events = rows.flatMap((row) =>
    pushes.order(row).events.flatMap((event) => (event.type === 'order' ? [event.event] : [])),
  );
  const { state, progress } = events.reduce(applyOrderEvent, order);
  const { firstFillAt: _depends, ...rest } = progress;
  return { ...rest, state };
}

describe('the pushes of an order', () => {
  it('lead to the same order however often and in whatever order they come', () => {
    const disorder = history.chain((rows) => disturbed(rows).map((mixed) => ({ rows, mixed })));
    fc.assert(
      fc.property(disorder, ({ rows, mixed }) => {
        const size = rows[0] === undefined ? 1 : lotsOf(SWAP, rows[0].sz, 'x', 'sz');
        expect(toldBy(mixed, size)).toEqual(toldBy(rows, size));
      }),
    );
  });
});

describe('the pushes of a stop and target in one, over two connections', () => {
  const legs = ['stop_market', 'take_profit_market'].map((type) =>
    anOrder({
      instrument: SWAP.instrument,
      clientOrderId: type === 'stop_market' ? 'order1S' : 'order1T',
      side: 'sell',
      effect: 'reduce_only',
      pricing: {
        type: type as 'stop_market',
        trigger: { price: type === 'stop_market' ? '49000' : '52000' },
      },
      state: 'submitted',
    }),
  );
  const oco = { algoClOrdId: 'order1P', ordType: 'oco', tpTriggerPx: '52000', tpOrdPx: '-1' };
  const child = {
    ordId: '1002',
    clOrdId: '',
    algoId: '9001',
    algoClOrdId: 'order1P',
    side: 'sell',
    ordType: 'market',
    px: '',
    source: '7',
  };
  const told = ['sl', 'tp'].map((actualSide) => [
    { algo: anAlgoRow(oco) },
    { algo: anAlgoRow({ ...oco, state: 'effective', actualSide, triggerTime: '3000', uTime: '3000' }) },
    { order: anOrderRow({ ...child, cTime: '3000', uTime: '3000' }) },
    { order: anExecution('1', '0.4', '0.4', { ...child, uTime: '3010' }) },
    { order: anExecution('2', '0.6', '1', { ...child, state: 'filled', uTime: '3020' }) },
  ]);
  type News = (typeof told)[number][number];

  function endOf(news: readonly News[]): object[] {
    const pushes = new OrderPushes(aReading(legs));
    const events = news.flatMap((one) => {
      const { events } = 'algo' in one ? pushes.algo(one.algo) : pushes.order(one.order);
      return events.flatMap((event) => (event.type === 'order' ? [event.event] : []));
    });
    return legs.map((leg) => {
      const end = events.filter((event) => event.clientOrderId === leg.clientOrderId).reduce(applyOrderEvent, leg);
      const { state, venueOrderId, filledLots, filledCost, feeMoney, cancelReason } = end.progress;
      return { state, venueOrderId, filledLots, filledCost, feeMoney, cancelReason };
    });
  }

  it('fill the one that was set off and end the other, however they come', () => {
    const mixed = fc.constantFrom(...told).chain((rows) =>
      fc
        .array(fc.constantFrom(...rows), { maxLength: 5 })
        .chain((again) => {
          const all = [...rows, ...again];
          return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
        })
        .map((news) => ({ rows, news })),
    );
    fc.assert(
      fc.property(mixed, ({ rows, news }) => {
        expect(endOf(news)).toEqual(endOf(rows));
        expect(endOf(rows)).toMatchObject(
          rows === told[0]
            ? [{ state: 'filled' }, { state: 'canceled' }]
            : [{ state: 'canceled' }, { state: 'filled' }],
        );
      }),
    );
  });
});

describe('a client order id', () => {
  const role = fc.constantFrom(...(Object.keys(ID_ROLES) as IdRole[]));

  it('says what it was made of, in 32 letters and digits at most', () => {
    fc.assert(
      fc.property(fc.uuid(), role, fc.integer({ min: 1, max: 999_999_999 }), (uuid, part, attempt) => {
        const id = clientOrderIdOf({ uuid, role: part, attempt });
        expect(id).toMatch(/^[0-9A-Za-z]{23,32}$/);
        expect(readClientOrderId(id)).toEqual({ uuid, role: part, attempt });
      }),
    );
  });

  it('of a leg is as short, whatever the entry’s', () => {
    const entry = fc.stringMatching(/^[0-9A-Za-z]{1,32}$/);
    fc.assert(
      fc.property(entry, role, fc.integer({ min: 1, max: 99 }), (parent, part, attempt) => {
        expect(legId(parent, part, attempt)).toMatch(/^[0-9A-Za-z]{2,32}$/);
      }),
    );
  });
});
