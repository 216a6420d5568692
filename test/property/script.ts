import fc from 'fast-check';
import { Decimal, toDecimal } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderIntent, OrderPricing, Protection } from '../../src/domain/order-intent.ts';
import { anInstrument } from '../../src/testing/index.ts';

/** Prices start here, in quote currency. */
export const START_PRICE = '1000';
export const DEPOSIT = '100000';

/** Coarse on purpose, so that small numbers already round. */
export const SWAP = anInstrument({
  id: 'AAA-USDT-SWAP',
  baseCurrency: 'AAA',
  lotSize: '0.01',
  minQuantity: '0.01',
  tickSize: '0.1',
  maxMarketQuantity: '100000',
});
export const OTHER = anInstrument({
  id: 'BBB-USDT-SWAP',
  baseCurrency: 'BBB',
  lotSize: '0.001',
  minQuantity: '0.003',
  tickSize: '0.05',
  maxMarketQuantity: '100000',
});
export const SPOT = anInstrument({
  id: 'AAA-USDT',
  type: 'spot',
  baseCurrency: 'AAA',
  lotSize: '0.0001',
  minQuantity: '0.001',
  tickSize: '0.01',
});
export const TRADED: readonly Instrument[] = [SWAP, OTHER, SPOT];

type Kind = OrderPricing['type'];

/** One step of a random day of trading; prices are in thousandths of the present one. */
export type Action =
  | {
      readonly do: 'place';
      readonly on: number;
      readonly buys: boolean;
      readonly kind: Kind;
      readonly timeInForce: 'gtc' | 'ioc' | 'fok' | 'post_only';
      readonly hundredths: number;
      readonly price: number;
      readonly trigger: number;
      readonly byMark: boolean;
      readonly reduces: boolean;
      readonly isolated: boolean;
      readonly stop: number | null;
      readonly target: number | null;
      readonly restingTarget: boolean;
      readonly expiresInMs: number | null;
    }
  | { readonly do: 'cancel'; readonly pick: number }
  | { readonly do: 'amend'; readonly pick: number; readonly price: number; readonly hundredths: number }
  | { readonly do: 'cancelAll' }
  | { readonly do: 'leverage'; readonly on: number; readonly times: number; readonly isolated: boolean }
  | { readonly do: 'move'; readonly on: number; readonly price: number; readonly volume: number }
  | { readonly do: 'gap'; readonly on: number; readonly price: number }
  | { readonly do: 'mark'; readonly on: number; readonly price: number }
  | { readonly do: 'fund'; readonly on: number; readonly millionths: number }
  | { readonly do: 'pass'; readonly ms: number };

const on = fc.integer({ min: 0, max: TRADED.length - 1 });
const near = fc.integer({ min: 900, max: 1100 });

const place: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('place' as const),
  on,
  buys: fc.boolean(),
  kind: fc.constantFrom<Kind>(
    'market',
    'market',
    'limit',
    'limit',
    'stop_market',
    'stop_limit',
    'take_profit_market',
    'take_profit_limit',
    'trailing_stop',
  ),
  timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const, 'post_only' as const),
  hundredths: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1000, max: 30_000 })),
  price: near,
  trigger: near,
  byMark: fc.boolean(),
  reduces: fc.boolean(),
  isolated: fc.boolean(),
  stop: fc.option(fc.integer({ min: 5, max: 90 }), { nil: null }),
  target: fc.option(fc.integer({ min: 5, max: 90 }), { nil: null }),
  restingTarget: fc.boolean(),
  expiresInMs: fc.option(fc.integer({ min: 1, max: 600_000 }), { nil: null }),
});

const move: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('move' as const),
  on,
  price: fc.oneof(near, near, fc.integer({ min: 700, max: 1300 })),
  volume: fc.constantFrom(0, 1, 50, 1000, 100_000),
});

/** Days of trading: all order types, changes, moves, jumps, marks, funding and time. */
export function script(maxLength = 40): fc.Arbitrary<readonly Action[]> {
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 8, arbitrary: place },
    { weight: 6, arbitrary: move },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(20) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('amend' as const),
        pick: fc.nat(20),
        price: near,
        hundredths: fc.integer({ min: 1, max: 2000 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'cancelAll' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('leverage' as const),
        on: fc.integer({ min: 0, max: 1 }),
        times: fc.constantFrom(1, 2, 5, 10, 20),
        isolated: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('gap' as const), on, price: near }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('mark' as const), on: fc.integer({ min: 0, max: 1 }), price: near }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('fund' as const),
        on: fc.integer({ min: 0, max: 1 }),
        millionths: fc.integer({ min: -3000, max: 3000 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 300_000 }) }) },
  );
  return fc.array(action, { minLength: 5, maxLength });
}

/** `thousandths` of a price, on no particular tick. */
export function priced(price: Decimal, thousandths: number): string {
  return price.mul(thousandths).div(1000).toFixed(4);
}

export function quantityOf(instrument: Instrument, hundredths: number): string {
  const asked = new Decimal(hundredths).div(100);
  return (asked.lt(instrument.minQuantity) ? instrument.minQuantity : asked).toFixed();
}

/** The order that an action asks for while the price is `price`. */
export function intentOf(action: Extract<Action, { do: 'place' }>, price: Decimal, now: number): OrderIntent {
  const instrument = TRADED[action.on] ?? SWAP;
  const spot = instrument.type === 'spot';
  const side = action.buys ? 'buy' : 'sell';
  const protection = action.reduces || spot ? null : protectionOf(action, price);
  return {
    instrument: instrument.id,
    side,
    quantity: quantityOf(instrument, spot ? Math.ceil(action.hundredths / 10) : action.hundredths),
    pricing: pricingOf(action, price),
    effect: action.reduces && !spot ? 'reduce_only' : 'open',
    marginMode: spot ? 'cash' : action.isolated ? 'isolated' : 'cross',
    ...(protection === null ? {} : { protection }),
    ...(action.expiresInMs === null ? {} : { expiresAt: now + action.expiresInMs }),
  };
}

function pricingOf(action: Extract<Action, { do: 'place' }>, price: Decimal): OrderPricing {
  const { kind, byMark, buys } = action;
  const limit = priced(price, action.price);
  // On the side on which the trigger waits, so that most orders are armed and not refused.
  const distance = Math.abs(action.trigger - 1000) + 1;
  const rises = kind.startsWith('stop') === buys;
  const trigger = {
    price: priced(price, rises ? 1000 + distance : 1000 - distance),
    by: byMark ? 'mark' : 'last',
  } as const;
  switch (kind) {
    case 'market':
      return { type: kind };
    case 'limit':
      return { type: kind, price: limit, timeInForce: action.timeInForce };
    case 'stop_market':
    case 'take_profit_market':
      return { type: kind, trigger };
    case 'stop_limit':
    case 'take_profit_limit':
      return { type: kind, trigger, price: limit };
    case 'trailing_stop':
      return { type: kind, distance: { fraction: new Decimal(distance).div(1000).toFixed() } };
  }
}

function protectionOf(action: Extract<Action, { do: 'place' }>, price: Decimal): Protection | null {
  const { stop, target, buys, restingTarget } = action;
  if (stop === null && target === null) return null;
  // Beyond the limits that an entry can have, so that stop and target lie on the right sides of it.
  const far = (distance: number, up: boolean) => toDecimal(priced(price, up ? 1110 + distance : 890 - distance));
  return {
    ...(stop === null ? {} : { stopLoss: { trigger: { price: far(stop, !buys) } } }),
    ...(target === null
      ? {}
      : { takeProfit: restingTarget ? { resting: far(target, buys) } : { trigger: { price: far(target, buys) } } }),
  };
}
