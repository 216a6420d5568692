import fc from 'fast-check';
import type { Decimal } from '../../../src/domain/decimal.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { Order } from '../../../src/domain/order.ts';
import {
  ORDER_TYPES,
  type OrderIntent,
  type OrderPricing,
  type OrderType,
  type Protection,
  TIMES_IN_FORCE,
} from '../../../src/domain/order-intent.ts';
import { INSTRUMENTS } from './picture.ts';
import type { Twins } from './twins.ts';

/** One step of a day; distances in ten-thousandths of the present price. */
export type Step =
  | {
      readonly do: 'place';
      readonly on: (typeof INSTRUMENTS)[number];
      readonly buys: boolean;
      readonly type: OrderType;
      readonly timeInForce: (typeof TIMES_IN_FORCE)[number];
      readonly minimums: number;
      readonly trigger: number;
      readonly limit: number;
      readonly byMark: boolean;
      readonly isolated: boolean;
      readonly reduces: boolean;
      readonly stop: number | null;
      readonly target: { readonly distance: number; readonly rests: boolean } | null;
    }
  | { readonly do: 'amend' | 'cancel'; readonly pick: number; readonly minimums: number; readonly limit: number }
  | { readonly do: 'close'; readonly pick: number }
  | {
      readonly do: 'leverage';
      readonly on: 'BTC-USDT-SWAP' | 'ETH-USDT-SWAP';
      readonly times: number;
      readonly isolated: boolean;
    }
  | { readonly do: 'move' | 'mark'; readonly on: (typeof INSTRUMENTS)[number]; readonly by: number }
  | { readonly do: 'trade'; readonly on: (typeof INSTRUMENTS)[number]; readonly by: number; readonly minimums: number }
  | { readonly do: 'fund'; readonly on: 'BTC-USDT-SWAP' | 'ETH-USDT-SWAP'; readonly rate: number };

const on = fc.constantFrom(...INSTRUMENTS);
const swap = fc.constantFrom('BTC-USDT-SWAP' as const, 'ETH-USDT-SWAP' as const);
const near = fc.integer({ min: -150, max: 150 });
const away = fc.integer({ min: 10, max: 200 });
const minimums = fc.integer({ min: 1, max: 5_000 });

/** A day of trading: every type of order on spot and swap, cross and isolated, and a market that moves. */
export function day(): fc.Arbitrary<readonly Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        do: fc.constant('place' as const),
        on,
        buys: fc.boolean(),
        type: fc.constantFrom('market' as const, ...ORDER_TYPES),
        timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
        minimums,
        trigger: away,
        limit: near,
        byMark: fc.boolean(),
        isolated: fc.boolean(),
        reduces: fc.boolean(),
        stop: fc.option(away, { nil: null }),
        target: fc.option(fc.record({ distance: away, rests: fc.boolean() }), { nil: null }),
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('move' as const), on, by: near }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('mark' as const), on: swap, by: near }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('trade' as const), on, by: near, minimums }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('amend' as const, 'cancel' as const),
        pick: fc.nat(20),
        minimums,
        limit: near,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), pick: fc.nat(5) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('leverage' as const),
        on: swap,
        times: fc.constantFrom(1, 2, 5, 10),
        isolated: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('fund' as const),
        on: swap,
        rate: fc.integer({ min: -200, max: 200 }),
      }),
    },
  );
  return fc.array(step, { minLength: 20, maxLength: 30, size: 'max' });
}

/** Takes a step on both sides; what it is exactly follows from the simulator. */
export async function take(twins: Twins, step: Step): Promise<void> {
  const { simulated } = twins;
  switch (step.do) {
    case 'place': {
      const instrument = await simulated.getInstrument(step.on);
      const intent = { ...intentOf(step, instrument, await lastOf(twins, step.on)), clientOrderId: twins.name() };
      await twins.both((broker) => broker.placeOrder(intent));
      return;
    }
    case 'amend':
    case 'cancel': {
      const orders = await simulated.getOpenOrders();
      const order = orders[step.pick % Math.max(1, orders.length)];
      if (order === undefined || (step.do === 'amend' && !canAmend(order))) return;
      const { clientOrderId } = order;
      if (step.do === 'cancel') await twins.both((broker) => broker.cancelOrder({ clientOrderId }));
      else {
        const change = changeOf(step, order, await lastOf(twins, order.instrument));
        await twins.both((broker) => broker.amendOrder({ clientOrderId }, change));
      }
      return;
    }
    case 'close': {
      const positions = (await simulated.getPositions()).filter(({ marginMode }) => marginMode !== 'cash');
      const position = positions[step.pick % Math.max(1, positions.length)];
      if (position === undefined) return;
      const { instrument, marginMode } = position;
      await twins.both((broker) => broker.closePosition({ instrument, marginMode }));
      return;
    }
    case 'leverage': {
      const key = { instrument: step.on, marginMode: step.isolated ? 'isolated' : 'cross' } as const;
      // OKX changes nothing while orders of the position wait.
      if ((await simulated.getOpenOrders(step.on)).length > 0) return;
      // Both refuse where the margin in use stands against it.
      await twins.both((broker) => broker.setLeverage(key, `${step.times}`).catch(() => {}));
      return;
    }
    case 'fund':
      twins.move((market) => market.funding(step.on, (step.rate / 1_000_000).toFixed(6)));
      return;
    case 'trade': {
      const { instrument, price } = await aim(twins, step);
      const trade = {
        price,
        quantity: quantityOf(instrument, step.minimums),
        taker: step.by < 0 ? 'sell' : 'buy',
      } as const;
      twins.move((market) => market.trade(step.on, trade));
      return;
    }
    default: {
      const { price } = await aim(twins, step);
      if (step.do === 'move') twins.move((market) => market.setPrice(step.on, price));
      else twins.move((market) => market.mark(step.on, price));
    }
  }
}

async function aim(twins: Twins, { on: id, by }: { readonly on: string; readonly by: number }) {
  const instrument = await twins.simulated.getInstrument(id);
  return { instrument, price: at(instrument, await lastOf(twins, id), by) };
}

/**
 * The market trades a single lot where it stands. At OKX a trade of ours is the last one, whereas it does not move the
 * market of a simulation: after this, both have the same last price.
 */
export async function print(twins: Twins): Promise<void> {
  for (const id of INSTRUMENTS) {
    const { lotSize } = await twins.simulated.getInstrument(id);
    const price = await lastOf(twins, id);
    twins.move((market) => market.trade(id, { price, quantity: lotSize, taker: 'buy' }));
  }
}

async function lastOf({ simulated }: Twins, id: string): Promise<Decimal> {
  const { last } = await simulated.getQuote(id);
  if (last === null) throw new Error(`${id} has no price.`);
  return last;
}

function intentOf(step: Extract<Step, { do: 'place' }>, instrument: Instrument, last: Decimal): OrderIntent {
  const isSpot = instrument.type === 'spot';
  const reduces = step.reduces && !isSpot;
  const pricing = pricingOf(step, instrument, last);
  const protection =
    reduces || isSpot || pricing.type === 'trailing_stop' ? null : protectionOf(step, instrument, last);
  return {
    instrument: instrument.id,
    side: step.buys ? 'buy' : 'sell',
    quantity: quantityOf(instrument, step.minimums),
    pricing,
    effect: reduces ? 'reduce_only' : 'open',
    marginMode: isSpot ? 'cash' : step.isolated ? 'isolated' : 'cross',
    ...(protection === null ? {} : { protection }),
  };
}

function pricingOf(step: Extract<Step, { do: 'place' }>, instrument: Instrument, last: Decimal): OrderPricing {
  const { type, buys, byMark } = step;
  const rises = type.startsWith('stop') === buys;
  const trigger = {
    price: at(instrument, last, rises ? step.trigger : -step.trigger),
    by: byMark && instrument.type === 'swap' ? 'mark' : 'last',
  } as const;
  const price = at(instrument, last, step.limit);
  switch (type) {
    case 'market':
      return { type };
    case 'limit':
      return { type, price, timeInForce: step.timeInForce };
    case 'stop_market':
    case 'take_profit_market':
      return { type, trigger };
    case 'stop_limit':
    case 'take_profit_limit':
      return { type, trigger, price };
    case 'trailing_stop':
      return { type, distance: { fraction: (step.trigger / 10_000).toFixed(4) } };
  }
}

/** Beyond every limit that an entry can have, so that stop and target lie on the right sides of it. */
function protectionOf(step: Extract<Step, { do: 'place' }>, instrument: Instrument, last: Decimal): Protection | null {
  const { stop, target, buys } = step;
  if (stop === null && target === null) return null;
  const far = (distance: number, up: boolean) => at(instrument, last, up ? 210 + distance : -210 - distance);
  return {
    ...(stop === null ? {} : { stopLoss: { trigger: { price: far(stop, !buys) } } }),
    ...(target === null
      ? {}
      : {
          takeProfit: target.rests
            ? { resting: far(target.distance, buys) }
            : { trigger: { price: far(target.distance, buys) } },
        }),
  };
}

/**
 * OKX changes no trailing stops; a stop and target that were attached together have one size there; and a post-only order
 * that would take after a change stays as it was, where the simulator cancels it.
 */
function canAmend({ type, parentClientOrderId, pricing }: Order): boolean {
  const isPostOnly = pricing.type === 'limit' && pricing.timeInForce === 'post_only';
  return type !== 'trailing_stop' && parentClientOrderId === null && !isPostOnly;
}

function changeOf(step: { readonly minimums: number; readonly limit: number }, order: Order, last: Decimal) {
  const { instrument } = order.identity;
  const price = order.limitPrice === null ? {} : { price: at(instrument, last, step.limit) };
  return { quantity: quantityOf(instrument, step.minimums), ...price };
}

function quantityOf(instrument: Instrument, times: number): string {
  return instrument.minQuantity.mul(times).toFixed();
}

/** The price so many ten-thousandths away, on the tick. */
function at(instrument: Instrument, price: Decimal, tenThousandths: number): string {
  return instrument.priceOf(instrument.ticks(price.mul(10_000 + tenThousandths).div(10_000), 'down')).toFixed();
}
