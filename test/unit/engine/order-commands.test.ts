import { describe, expect, it } from 'vitest';
import { decisionIdOf } from '../../../src/domain/client-order-id.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, lost, ScriptedVenue } from './support.ts';

const KEY = { instrument: 'BTC-USDT-SWAP', marginMode: 'cross' } as const;
const RESTING = anIntent({ clientOrderId: 'resting', pricing: { type: 'limit', price: '49000' } });
const REF = { clientOrderId: 'resting' };

async function withRestingOrder(venue = new ScriptedVenue()) {
  const context = await connected({}, venue);
  await context.broker.placeOrder(RESTING);
  return context;
}

describe('canceling an order', () => {
  it('answers with the canceled order', async () => {
    const { broker } = await withRestingOrder();
    expect((await broker.cancelOrder(REF)).state).toBe('canceled');
  });

  it('keeps a fill that crosses the cancel', async () => {
    const { broker, venue } = await withRestingOrder();
    const fill = venue.fill('resting', { quantity: '0.004' });
    await broker.cancelOrder(REF);
    venue.tell(fill);
    const order = await broker.getOrder(REF);
    expect([order.state, order.filledQuantity.toFixed()]).toEqual(['canceled', '0.004']);
  });

  it('takes a late acknowledgement for old news', async () => {
    const { broker, venue } = await withRestingOrder();
    await broker.cancelOrder(REF);
    venue.tell([{ type: 'order.acknowledged', clientOrderId: 'resting', at: 0, venueOrderId: 'V1' }]);
    expect((await broker.getOrder(REF)).state).toBe('canceled');
  });

  it('counts a fill that is told twice once', async () => {
    const { broker, venue } = await withRestingOrder();
    const fill = venue.fill('resting', { quantity: '0.004' });
    venue.tell([...fill, ...fill]);
    expect((await broker.getOrder(REF)).filledQuantity.toFixed()).toBe('0.004');
    expect((await broker.getFills()).length).toBe(1);
  });

  it('leaves an order that has ended as it is, and tells of the refusal', async () => {
    const { broker, events } = await withRestingOrder();
    await broker.cancelOrder(REF);
    const order = await broker.cancelOrder(REF);
    expect(order.state).toBe('canceled');
    expect(events.at(-1)).toMatchObject({ type: 'order.updated', cause: { type: 'order.cancel_rejected' } });
  });

  it('is sent again when it was not executed', async () => {
    const { broker, venue } = await withRestingOrder();
    venue.cancelScript.push('not_executed');
    const canceling = broker.cancelOrder(REF);
    await venue.clock.advanceAsync(1_000);
    expect((await canceling).state).toBe('canceled');
  });

  it('is found to have worked when its answer is lost', async () => {
    const { broker, venue } = await withRestingOrder();
    venue.cancelScript.push('lost_after');
    expect((await broker.cancelOrder(REF)).state).toBe('canceled');
    expect(venue.canceled.length).toBe(1);
  });

  it('is sent again when it never arrived', async () => {
    const { broker, venue } = await withRestingOrder();
    venue.cancelScript.push('lost_before');
    const canceling = broker.cancelOrder(REF);
    await venue.clock.advanceAsync(250);
    expect((await canceling).state).toBe('canceled');
  });

  it('learns what became of an order that the venue does not know any more', async () => {
    const { broker, venue } = await withRestingOrder();
    venue.fill('resting');
    venue.cancelScript.push({ outcome: 'refused', reason: 'order_not_found', venueCode: '51400', venueMessage: '' });
    expect((await broker.cancelOrder(REF)).state).toBe('filled');
  });

  it('stops an order that has not left yet', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = { name: 'slow', place: (_order: unknown, next: () => Promise<undefined>) => gate.then(next) };
    const { broker, venue } = await connected({ interceptors: [slow] });
    const placing = broker.placeOrder(RESTING);
    await broker.cancelOrder(REF);
    release();
    expect([(await placing).state, venue.sent.length]).toEqual(['canceled', 0]);
  });

  it('throws for an order that nobody knows', async () => {
    const { broker } = await connected();
    await expect(broker.cancelOrder({ venueOrderId: 'V9' })).rejects.toMatchObject({ code: 'order/unknown_order' });
  });

  it('cancels all orders of an instrument and no other', async () => {
    const { broker } = await withRestingOrder();
    const spot = { instrument: 'BTC-USDT', pricing: { type: 'limit', price: '49000' } } as const;
    await broker.placeOrder(anIntent(spot));
    const canceled = await broker.cancelAllOrders('BTC/USDT:USDT');
    expect(canceled.map(({ clientOrderId }) => clientOrderId)).toEqual(['resting']);
    expect((await broker.getOpenOrders()).length).toBe(1);
  });
});

describe('amending an order', () => {
  it('answers with the change', async () => {
    const { broker } = await withRestingOrder();
    const order = await broker.amendOrder(REF, { quantity: '0.02', price: '48000' });
    expect([order.quantity.toFixed(), order.limitPrice?.toFixed()]).toEqual(['0.02', '48000']);
  });

  const refused = [
    ['nothing changes', { quantity: '0.01' }, 'denied/amendment_empty'],
    ['it is below what is filled', { quantity: '0.001' }, 'denied/amendment_below_filled'],
    ['it is above the largest order', { quantity: '2000000' }, 'denied/above_max_quantity'],
    ['its price is not above zero', { price: '0' }, 'denied/invalid_price'],
    ['the order has no trigger', { triggerPrice: '48000' }, 'denied/invalid_price'],
  ] as const;
  it.each(refused)('leaves the order as it was when %s', async (_name, change, venueCode) => {
    const { broker, venue, events } = await withRestingOrder();
    venue.tell(venue.fill('resting', { quantity: '0.004' }));
    const order = await broker.amendOrder(REF, change);
    expect([order.quantity.toFixed(), venue.amended.length]).toEqual(['0.01', 0]);
    expect(events.at(-1)).toMatchObject({ cause: { type: 'order.amend_rejected', rejection: { venueCode } } });
  });

  it('tells the venue’s refusal', async () => {
    const { broker, venue, events } = await withRestingOrder();
    venue.amendScript.push('refuse');
    await broker.amendOrder(REF, { price: '48000' });
    expect(events.at(-1)).toMatchObject({ cause: { rejection: { venueCode: '51000' } } });
  });

  it('is read back when its answer is lost', async () => {
    const { broker, venue } = await withRestingOrder();
    venue.amendScript.push('lost_after');
    const order = await broker.amendOrder(REF, { price: '48000' });
    expect([order.limitPrice?.toFixed(), venue.amended.length]).toEqual(['48000', 1]);
  });
});

describe('closing a position', () => {
  it('sends one reduce-only market order of its size', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    const { orders, remainder } = await broker.closePosition(KEY);
    expect(orders.length).toBe(1);
    expect(venue.sent[1]).toMatchObject({ side: 'sell', type: 'market', effect: 'reduce_only', role: 'exit' });
    expect(remainder.toFixed()).toBe('0');
  });

  it('sends as many orders as the largest size needs', async () => {
    class Narrow extends ScriptedVenue {
      override readonly swap = anInstrument({ maxMarketQuantity: '0.004' });
    }
    const { broker } = await connected({}, new Narrow());
    for (let i = 0; i < 5; i++) await broker.placeOrder(anIntent({ quantity: '0.002' }));
    const { orders } = await broker.closePosition(KEY);
    expect(orders.map(({ quantity }) => quantity.toFixed())).toEqual(['0.004', '0.004', '0.002']);
  });

  it('carries the decision that it is made for, in the name of the order too', async () => {
    const decisionId = '00000000-0000-4000-8000-000000000007';
    const { broker } = await connected();
    await broker.placeOrder(anIntent());
    const { orders } = await broker.closePosition(KEY, { decisionId });
    expect(orders[0]?.decisionId).toBe(decisionId);
    expect(decisionIdOf(orders[0]?.clientOrderId ?? '')).toBe(decisionId);
  });

  it('says what remains when the venue refuses', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    venue.submitScript.push('refuse');
    expect((await broker.closePosition(KEY)).remainder.toFixed()).toBe('0.01');
  });

  it('throws where there is no position', async () => {
    const { broker } = await connected();
    await expect(broker.closePosition(KEY)).rejects.toMatchObject({ code: 'order/unknown_position' });
  });
});

describe('setting leverage', () => {
  it('shows in the next position', async () => {
    const { broker } = await connected();
    await broker.setLeverage(KEY, '5');
    await broker.placeOrder(anIntent());
    expect((await broker.getPositions())[0]?.leverage.toFixed()).toBe('5');
  });

  it('refuses more than the instrument allows', async () => {
    const { broker } = await connected();
    await expect(broker.setLeverage(KEY, '101')).rejects.toMatchObject({
      code: 'order/refused',
      details: { denial: 'leverage_above_instrument', maximum: '100' },
    });
  });

  it('is read back where its answer was lost, and holds when the venue has it', async () => {
    const { broker, venue } = await connected();
    const carryOut = venue.setLeverage.bind(venue);
    venue.setLeverage = async (position, leverage) => {
      await carryOut(position, leverage);
      return { outcome: 'unknown', cause: lost };
    };
    await broker.setLeverage(KEY, '5');
    await broker.placeOrder(anIntent());
    expect((await broker.getPositions())[0]?.leverage.toFixed()).toBe('5');
  });

  it('holds when it comes into force while it is read back', async () => {
    const { broker, venue } = await connected();
    venue.setLeverage = async () => ({ outcome: 'unknown', cause: lost });
    const setting = broker.setLeverage(KEY, '5');
    await turns();
    venue.account.position(venue.swap, 'cross').leverage = 500;
    await venue.clock.advanceAsync(250);
    await expect(setting).resolves.toBeUndefined();
  });

  it('holds when the venue tells of it and cannot be read', async () => {
    const { broker, venue } = await connected();
    venue.setLeverage = async () => {
      venue.push({ type: 'leverage', position: KEY, leverage: 500 });
      return { outcome: 'unknown', cause: lost };
    };
    venue.fetchAccount = () => Promise.reject(lost);
    await expect(broker.setLeverage(KEY, '5')).resolves.toBeUndefined();
  });

  it('throws what the command met when it cannot be shown to hold', async () => {
    const { broker, venue } = await connected();
    venue.setLeverage = async () => ({ outcome: 'unknown', cause: lost });
    const setting = broker.setLeverage(KEY, '5').catch((error: unknown) => error);
    await venue.clock.advanceAsync(1_000);
    expect(await setting).toBe(lost);
  });

  it('goes again after the pause that the venue asked for', async () => {
    const { broker, venue } = await connected();
    const carryOut = venue.setLeverage.bind(venue);
    const asked = refusing(venue, 2, carryOut);
    const setting = broker.setLeverage(KEY, '5');
    await venue.clock.advanceAsync(1_999);
    expect(asked).toEqual([500]);
    await venue.clock.advanceAsync(2_001);
    await setting;
    expect(asked).toEqual([500, 500, 500]);
    await broker.placeOrder(anIntent());
    expect((await broker.getPositions())[0]?.leverage.toFixed()).toBe('5');
  });

  it('is given up when the venue goes on asking to wait', async () => {
    const { broker, venue } = await connected();
    const asked = refusing(venue, Number.POSITIVE_INFINITY);
    const setting = broker.setLeverage(KEY, '5').catch((error: unknown) => error);
    await venue.clock.advanceAsync(60_000);
    expect(await setting).toMatchObject({ code: 'net/rate_limited', advice: { retry: 'after', delayMs: 4_000 } });
    expect(asked.length).toBe(5);
  });

  it('does not go again when another leverage was asked for meanwhile', async () => {
    const { broker, venue } = await connected();
    const asked = refusing(venue, 1, venue.setLeverage.bind(venue));
    const first = broker.setLeverage(KEY, '5').catch((error: unknown) => error);
    await turns();
    await broker.setLeverage(KEY, '3');
    await venue.clock.advanceAsync(10_000);
    expect(await first).toMatchObject({ code: 'order/refused', details: { reason: 'overtaken' } });
    expect(asked).toEqual([500, 300]);
  });

  it('does not go again when the broker closes', async () => {
    const { broker, venue } = await connected();
    const asked = refusing(venue, 1, venue.setLeverage.bind(venue));
    const setting = broker.setLeverage(KEY, '5').catch((error: unknown) => error);
    await turns();
    const closing = broker.close();
    await venue.clock.advanceAsync(10_000);
    await closing;
    expect(await setting).toMatchObject({ code: 'net/rate_limited' });
    expect(asked).toEqual([500]);
  });

  it('takes no leverage for set that was there before the command', async () => {
    const { broker, venue } = await connected();
    venue.setLeverage = async () => ({ outcome: 'unknown', cause: lost });
    const setting = broker.setLeverage(KEY, '3').catch((error: unknown) => error);
    await venue.clock.advanceAsync(1_000);
    expect(await setting).toBe(lost);
  });
});

describe('a command given by a listener', () => {
  it('reaches the venue after the news that it answers', async () => {
    const { broker, venue } = await connected();
    const heard: string[] = [];
    broker.on('order.filled', ({ order }) => {
      if (order.clientOrderId === 'first') void broker.placeOrder(anIntent({ clientOrderId: 'second' }));
    });
    broker.on('position.opened', () => heard.push(`opened after ${venue.sent.length} order`));
    await broker.placeOrder(anIntent({ clientOrderId: 'first' }));
    await turns();
    expect(heard).toEqual(['opened after 1 order']);
    expect(venue.sent.length).toBe(2);
  });
});

/** Lets the venue answer so often that it did not carry a leverage out; what it was asked for. */
function refusing(venue: ScriptedVenue, times: number, then?: ScriptedVenue['setLeverage']): readonly number[] {
  const asked: number[] = [];
  venue.setLeverage = async (position, leverage) => {
    asked.push(leverage);
    if (asked.length <= times || then === undefined) return { outcome: 'not_executed', retryAfterMs: 2_000 };
    return then(position, leverage);
  };
  return asked;
}
