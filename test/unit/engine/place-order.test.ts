import { describe, expect, it } from 'vitest';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, lost, ScriptedVenue } from './support.ts';

const LIMIT = anIntent({ pricing: { type: 'limit', price: '49000' } });

describe('placing an order', () => {
  it('resolves a market order when it has filled', async () => {
    const { broker } = await connected();
    const order = await broker.placeOrder(anIntent());
    expect(order.state).toBe('filled');
  });

  it('resolves a limit order when it is acknowledged', async () => {
    const { broker } = await connected();
    const order = await broker.placeOrder(LIMIT);
    expect(order.state).toBe('working');
  });

  it('waits for the fill of a market order that comes later', async () => {
    const { broker, venue } = await connected();
    venue.fillsMarkets = false;
    const placing = broker.placeOrder(anIntent({ clientOrderId: 'a' }));
    await turns();
    venue.tell(venue.fill('a'));
    expect((await placing).state).toBe('filled');
  });

  it('returns a market order as it stands when the time is over', async () => {
    const { broker, venue } = await connected();
    venue.fillsMarkets = false;
    const placing = broker.placeOrder(anIntent(), { settleTimeoutMs: 700 });
    await venue.clock.advanceAsync(700);
    expect((await placing).state).toBe('working');
  });

  it('does not wait where a venue settles at once', async () => {
    const venue = new ScriptedVenue();
    venue.capabilities = { ...venue.capabilities, settlement: 'instant' };
    venue.fillsMarkets = false;
    const { broker } = await connected({}, venue);
    expect((await broker.placeOrder(anIntent())).state).toBe('working');
  });

  it('accepts a unified symbol and answers with the instrument id', async () => {
    const { broker } = await connected();
    const order = await broker.placeOrder(anIntent({ instrument: 'BTC/USDT:USDT' }));
    expect(order.instrument).toBe('BTC-USDT-SWAP');
  });

  it('returns a refusal of the venue as a rejected order', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('refuse');
    const order = await broker.placeOrder(anIntent());
    expect(order.rejection).toMatchObject({ reason: 'other', venueCode: '51000', venueMessage: 'No.' });
  });

  it('returns a broken rule as a denied order that never left', async () => {
    const { broker, venue } = await connected();
    const order = await broker.placeOrder(anIntent({ quantity: '0.00001' }));
    expect([order.state, order.denial?.code, venue.sent.length]).toEqual(['denied', 'below_min_quantity', 0]);
  });

  it('keeps a denied order in the history', async () => {
    const { broker } = await connected();
    const order = await broker.placeOrder(anIntent({ quantity: '0.00001' }));
    expect(await broker.getOrderHistory()).toEqual([order]);
  });

  it('tells of a denial in an event', async () => {
    const { broker, events } = await connected();
    await broker.placeOrder(anIntent({ quantity: '0.00001' }));
    expect(events.filter((event) => event.type === 'order.updated').map(({ cause }) => cause.type)).toEqual([
      'order.denied',
    ]);
  });

  const senseless = [
    ['a client order id that was used', anIntent({ clientOrderId: 'used' }), 'order/duplicate_id'],
    ['an instrument that is not listed', anIntent({ instrument: 'DOGE-USDT' }), 'venue/unknown_instrument'],
    ['a quantity that is no number', anIntent({ quantity: '1e3' }), 'order/invalid_number'],
    [
      'a stop that is no number',
      anIntent({ protection: { stopLoss: { trigger: { price: 'low' } } } }),
      'order/invalid_number',
    ],
    ['a side that does not exist', { ...anIntent(), side: 'hold' as 'buy' }, 'order/invalid_intent'],
  ] as const;
  it.each(senseless)('throws for %s', async (_name, intent, code) => {
    const { broker } = await connected();
    await broker.placeOrder(anIntent({ clientOrderId: 'used' }));
    await expect(broker.placeOrder(intent)).rejects.toMatchObject({ code });
  });

  it('gives twenty orders placed at once their own lives', async () => {
    const { broker, venue } = await connected();
    const orders = await Promise.all(Array.from({ length: 20 }, () => broker.placeOrder(anIntent())));
    expect(new Set(orders.map(({ venueOrderId }) => venueOrderId)).size).toBe(20);
    expect(venue.account.position(venue.swap, 'cross').lots).toBe(20 * 100);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.2');
  });
});

describe('an order that was proven not to have been executed', () => {
  it('goes again under the same client order id', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('not_executed');
    const placing = broker.placeOrder(anIntent({ clientOrderId: 'again' }));
    await venue.clock.advanceAsync(1_000);
    expect((await placing).state).toBe('filled');
    expect(venue.sent.map(({ clientOrderId }) => clientOrderId)).toEqual(['again', 'again']);
  });

  it('is not sent again after the intent has lost its validity', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('not_executed');
    const order = await broker.placeOrder(anIntent({ validUntil: venue.clock.now() + 500 }));
    expect([order.state, venue.sent.length]).toEqual(['not_placed', 1]);
  });

  it('passes the ring again, and is not placed when a step has changed its mind', async () => {
    let isOpen = true;
    const gate = {
      name: 'gate',
      place: async (_order: unknown, next: () => Promise<undefined>) =>
        isOpen ? next() : { code: 'trading_paused', message: 'Paused.', figures: {}, nearest: null },
    };
    const { broker, venue } = await connected({ interceptors: [gate as never] });
    venue.submitScript.push('not_executed');
    const placing = broker.placeOrder(anIntent());
    await turns();
    isOpen = false;
    await venue.clock.advanceAsync(1_000);
    expect([(await placing).state, venue.sent.length]).toEqual(['not_placed', 1]);
  });
});

describe('an order whose sending had no answer', () => {
  it('is unresolved until it is found', async () => {
    const { broker, venue, events } = await connected();
    venue.submitScript.push('lost_after');
    await broker.placeOrder(anIntent());
    const causes = events.filter((event) => event.type === 'order.updated').map(({ cause }) => cause.type);
    expect(causes).toContain('order.unresolved');
  });

  it('is found with its fill, and is not sent twice', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('lost_after');
    const order = await broker.placeOrder(anIntent());
    expect([order.state, order.filledQuantity.toFixed(), venue.sent.length]).toEqual(['filled', '0.01', 1]);
  });

  it('is not placed once its absence is conclusive', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('lost_before');
    venue.lookupScript.push({ found: 'no', conclusive: false }, { found: 'no', conclusive: true });
    const placing = broker.placeOrder(anIntent());
    await venue.clock.advanceAsync(250);
    expect((await placing).state).toBe('not_placed');
  });

  it('stays unresolved while nothing is conclusive, asked for at growing distance', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('lost_before');
    const placing = broker.placeOrder(anIntent());
    await venue.clock.advanceAsync(250 + 500 + 1_000 + 2_000 + 4_000);
    expect([(await placing).state, venue.lookups, venue.sent.length]).toEqual(['unresolved', 6, 1]);
  });

  it('is asked for again when the look-up itself has no answer', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('lost_after');
    venue.lookupScript.push({ found: 'unknown', cause: lost });
    const placing = broker.placeOrder(anIntent());
    await venue.clock.advanceAsync(250);
    expect((await placing).state).toBe('filled');
  });

  it('is settled by the stream as well as by a look-up', async () => {
    const { broker, venue } = await connected();
    venue.submitScript.push('lost_after');
    venue.lookupScript.push({ found: 'no', conclusive: false });
    const placing = broker.placeOrder(anIntent({ clientOrderId: 'a' }));
    await turns();
    venue.tell([{ type: 'order.filled', clientOrderId: 'a', at: 0, fill: venue.fills[0]! }]);
    expect((await placing).state).toBe('filled');
  });
});
