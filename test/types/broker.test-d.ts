import { describe, expectTypeOf, it } from 'vitest';
import type { Decimal } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Order } from '../../src/domain/order.ts';
import type {
  AccountReader,
  BaseBroker,
  BrokerEventOf,
  BrokerEventType,
  OrderEntry,
  PriceReader,
} from '../../src/ports/broker.ts';

declare const broker: BaseBroker;

describe('a broker', () => {
  it('narrows an event to the type that was listened for', () => {
    broker.on('order.filled', (event) => {
      expectTypeOf(event.fill).toEqualTypeOf<Fill>();
      expectTypeOf(event.order).toEqualTypeOf<Order>();
    });
    expectTypeOf<BrokerEventOf<'order.updated'>>().not.toHaveProperty('fill');
  });

  it('knows only the events of the list', () => {
    // @ts-expect-error there is no such event
    broker.on('order.exploded', () => {});
    expectTypeOf<'order.filled'>().toExtend<BrokerEventType>();
  });

  it('can be disposed of by `await using`', () => {
    expectTypeOf(broker).toExtend<AsyncDisposable>();
  });

  it('answers prices exactly', () => {
    expectTypeOf(broker.getMarketPrice).returns.resolves.toEqualTypeOf<Decimal>();
  });

  it('does not take a floating point quantity', () => {
    const pricing = { type: 'market' } as const;
    // @ts-expect-error 0.1 is not exact: pass '0.1'
    void broker.placeOrder({ instrument: 'BTC-USDT-SWAP', side: 'buy', quantity: 0.1, pricing });
  });
});

describe('what builds a prompt', () => {
  it('cannot place an order', () => {
    expectTypeOf<AccountReader & PriceReader>().not.toExtend<OrderEntry>();
    expectTypeOf<AccountReader & PriceReader>().not.toHaveProperty('placeOrder');
  });

  it('accepts every broker', () => {
    expectTypeOf<BaseBroker>().toExtend<AccountReader & PriceReader>();
  });
});
