import { describe, expectTypeOf, it } from 'vitest';
import type { Decimal, DecimalInput } from '../../src/domain/decimal.ts';
import type { CancelReason, Denial, Rejection } from '../../src/domain/denial.ts';
import type { Order } from '../../src/domain/order.ts';
import type { OrderIntent, OrderPricing } from '../../src/domain/order-intent.ts';

declare const order: Order;

describe('an order', () => {
  it('has its denial once its state says denied', () => {
    if (order.state === 'denied') expectTypeOf(order.denial).toEqualTypeOf<Denial>();
    else expectTypeOf<null>().toExtend<typeof order.denial>();
  });

  it('has its rejection once its state says rejected', () => {
    if (order.state === 'rejected') expectTypeOf(order.rejection).toEqualTypeOf<Rejection>();
  });

  it('has the reason of its cancel once its state says canceled', () => {
    if (order.state === 'canceled') expectTypeOf(order.cancelReason).toEqualTypeOf<CancelReason>();
  });

  it('has an average price once it is filled, and perhaps none before', () => {
    if (order.state === 'filled') expectTypeOf(order.averagePrice).toEqualTypeOf<Decimal>();
    expectTypeOf<null>().toExtend<Order['averagePrice']>();
  });

  it('cannot be changed', () => {
    // @ts-expect-error quantity is only read
    order.quantity = order.filledQuantity;
  });

  it('is never in a state outside the list', () => {
    // @ts-expect-error the field spells it with one l
    expectTypeOf(order.state === 'cancelled').toBeBoolean();
  });
});

describe('an order intent', () => {
  it('takes exact numbers only', () => {
    expectTypeOf<OrderIntent['quantity']>().toEqualTypeOf<DecimalInput>();
    expectTypeOf<number>().not.toExtend<DecimalInput>();
  });

  it('has a price with a limit and none with a market order', () => {
    expectTypeOf<{ type: 'limit'; price: string }>().toExtend<OrderPricing>();
    expectTypeOf<{ type: 'limit' }>().not.toExtend<OrderPricing>();
    // @ts-expect-error a market order has no price
    const market: OrderPricing = { type: 'market', price: '1' };
    expectTypeOf(market).toExtend<OrderPricing>();
  });

  it('needs a trigger for a stop', () => {
    expectTypeOf<{ type: 'stop_market' }>().not.toExtend<OrderPricing>();
    expectTypeOf<{ type: 'stop_market'; trigger: { price: string } }>().toExtend<OrderPricing>();
  });
});
