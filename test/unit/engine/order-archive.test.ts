import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Order } from '../../../src/domain/order.ts';
import { OrderArchive } from '../../../src/engine/order-archive.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';

const stop = { trigger: { price: '49000' } };
const ENDED: Readonly<Record<string, OrderDescription>> = {
  'a filled market order': { pricing: { type: 'market' }, state: 'filled', fee: '1.5' },
  'a filled sell of spot': {
    instrument: anInstrument({ id: 'BTC-USDT', type: 'spot' }),
    side: 'sell',
    state: 'filled',
  },
  'a canceled limit order': {
    pricing: { type: 'limit', price: '50000' },
    state: 'canceled',
    cancelReason: 'self_trade',
  },
  'a limit order with a time in force': {
    pricing: { type: 'limit', price: '50000', timeInForce: 'ioc' },
    state: 'canceled',
    filledQuantity: '0.004',
  },
  'a price given as a decimal on the tick': {
    pricing: { type: 'limit', price: new Decimal('50000.1') },
    state: 'canceled',
  },
  'a price given as a decimal between ticks': {
    pricing: { type: 'limit', price: new Decimal('50000.123456') },
    state: 'canceled',
  },
  'a quantity given as a decimal between lots': { quantity: new Decimal('0.012345'), state: 'canceled' },
  'a stop that was triggered by the mark': {
    side: 'sell',
    effect: 'reduce_only',
    marginMode: 'isolated',
    role: 'stop_loss',
    pricing: { type: 'stop_market', trigger: { price: new Decimal('49000'), by: 'mark' } },
    state: 'filled',
  },
  'a target with a parent': {
    side: 'sell',
    effect: 'reduce_only',
    role: 'take_profit',
    parentClientOrderId: 'entry1',
    pricing: { type: 'take_profit_market', trigger: { price: '51000' } },
    state: 'canceled',
  },
  'a stop with a limit': {
    side: 'sell',
    pricing: { type: 'stop_limit', trigger: { price: '49000' }, price: '48900' },
    state: 'canceled',
  },
  'a trailing stop': {
    side: 'sell',
    pricing: { type: 'trailing_stop', distance: { fraction: '0.01' } },
    state: 'canceled',
  },
  'an entry with protection, a decision, a tag and ends': {
    clientOrderId: 'mine1',
    protection: { stopLoss: stop },
    decisionId: 'd7',
    tag: 'trend',
    expiresAt: 9_000,
    validUntil: 8_000,
    selfTradePrevention: 'cancel_both',
    state: 'expired',
  },
  'a denied order': { state: 'denied', denial: { code: 'daily_loss_limit', message: 'Enough.' } },
  'a rejected order': { state: 'rejected', rejection: { reason: 'insufficient_margin' } },
};

/** Everything that an order says, its numbers as text. */
function told({ identity, progress }: Order) {
  const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
  return JSON.parse(JSON.stringify({ ...identity, instrument: identity.instrument.id, progress }, asText));
}

describe('an archived order', () => {
  it.each(Object.entries(ENDED))('is read as it was put in: %s', (_, description) => {
    const order = anOrder(description);
    const archive = new OrderArchive();
    archive.put(0, order);
    expect(told(archive.at(0))).toEqual(told(order));
  });

  it('keeps its price type, too', () => {
    const order = anOrder({ pricing: { type: 'limit', price: new Decimal('50000') }, state: 'canceled' });
    const archive = new OrderArchive();
    archive.put(0, order);
    expect(archive.at(0).pricing).toEqual(order.pricing);
  });

  it('gives way to the next one at its place', () => {
    const archive = new OrderArchive();
    archive.put(
      0,
      anOrder({
        clientOrderId: 'first',
        pricing: { type: 'trailing_stop', distance: { amount: '5' } },
        state: 'canceled',
      }),
    );
    archive.put(0, anOrder({ clientOrderId: 'second', state: 'canceled' }));
    expect(archive.at(0).clientOrderId).toBe('second');
  });

  it('is found among hundreds', () => {
    const archive = new OrderArchive();
    for (let place = 0; place < 600; place++)
      archive.put(place, anOrder({ clientOrderId: `order${place}`, state: 'canceled' }));
    expect(archive.at(512).clientOrderId).toBe('order512');
  });

  it('is kept where there are more kinds of order than columns can tell apart', () => {
    const archive = new OrderArchive();
    for (let place = 0; place < 300; place++) {
      archive.put(place, anOrder({ instrument: anInstrument({ id: `COIN${place}-USDT-SWAP` }), state: 'canceled' }));
    }
    expect(archive.at(299).instrument).toBe('COIN299-USDT-SWAP');
  });
});
