import { describe, expect, it } from 'vitest';
import type { PositionProtection } from '../../../src/domain/position.ts';
import type { VenueBroker } from '../../../src/engine/venue-broker.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, type Script, ScriptedVenue } from './support.ts';

const KEY = { instrument: 'BTC-USDT-SWAP', marginMode: 'cross' } as const;
const PROTECTED = anIntent({ clientOrderId: 'entry', protection: { stopLoss: { trigger: { price: '49000' } } } });

async function protectionOf(broker: VenueBroker): Promise<PositionProtection | undefined> {
  return (await broker.getPositions())[0]?.protection;
}

/** A position whose attached stop the venue has dropped. */
async function naked(scripts: readonly Script[] = []) {
  const venue = new ScriptedVenue();
  venue.attachesStops = false;
  const context = await connected({}, venue);
  await context.broker.placeOrder(PROTECTED);
  venue.submitScript.push(...scripts);
  return context;
}

describe('a stop that was attached to a position which has ended', () => {
  it('goes, though another position has begun meanwhile', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.closePosition(KEY);
    await broker.placeOrder(anIntent());
    await venue.clock.advanceAsync(3_000);
    expect((await broker.getOrder({ clientOrderId: 'entryS' })).state).toBe('canceled');
    expect(await protectionOf(broker)).toMatchObject({ status: 'none_requested' });
  });

  it('stays where the next position asked for one', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.closePosition(KEY);
    await broker.placeOrder({ ...PROTECTED, clientOrderId: 'next' });
    await venue.clock.advanceAsync(3_000);
    expect((await broker.getOrder({ clientOrderId: 'nextS' })).state).toBe('armed');
    expect(await protectionOf(broker)).toMatchObject({ status: 'verified' });
  });
});

describe('an entry that asks for a stop', () => {
  it('is verified when its stop is seen', async () => {
    const { broker } = await connected();
    await broker.placeOrder(PROTECTED);
    expect(await protectionOf(broker)).toMatchObject({ status: 'verified' });
  });

  it('says which price and which quantity the stop covers', async () => {
    const { broker } = await connected();
    await broker.placeOrder(PROTECTED);
    const protection = await protectionOf(broker);
    expect([protection?.stopPrice?.toFixed(), protection?.coveredQuantity.toFixed()]).toEqual(['49000', '0.01']);
  });

  it('is pending while its stop is waited for', async () => {
    const { broker } = await naked();
    expect(await protectionOf(broker)).toMatchObject({ status: 'pending' });
  });

  it('is partial where stops cover a part', async () => {
    const { broker } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.placeOrder(anIntent());
    expect(await protectionOf(broker)).toMatchObject({ status: 'partial' });
  });

  it('gets a reduce-only stop of its own when none is seen in time', async () => {
    const { broker, venue } = await naked();
    await venue.clock.advanceAsync(3_000);
    expect(await protectionOf(broker)).toMatchObject({ status: 'verified' });
    expect(venue.sent[1]).toMatchObject({ role: 'stop_loss', effect: 'reduce_only', parentClientOrderId: 'entry' });
  });

  it('is read back before a stop is placed again', async () => {
    const { venue } = await naked();
    const reads = venue.accountReads;
    await venue.clock.advanceAsync(3_000);
    expect(venue.accountReads).toBe(reads + 1);
  });

  it('adopts a stop that was there unheard of, and places none', async () => {
    const { broker, venue } = await naked();
    const entry = venue.orders.get('entry');
    if (entry !== undefined) venue.orders.set('entryS', venue.attachedStop(entry));
    await venue.clock.advanceAsync(3_000);
    expect(venue.sent.length).toBe(1);
    expect(await protectionOf(broker)).toMatchObject({ status: 'verified' });
  });

  it('is closed when its stop is refused', async () => {
    const { broker, venue } = await naked(['refuse']);
    await venue.clock.advanceAsync(3_000);
    expect(await broker.getPositions()).toEqual([]);
    expect(venue.sent.map(({ type }) => type)).toEqual(['market', 'stop_market', 'market']);
  });

  it('is tried again when even closing is refused', async () => {
    const { broker, venue } = await naked(['refuse', 'refuse']);
    await venue.clock.advanceAsync(3_000);
    expect(await protectionOf(broker)).toMatchObject({ status: 'pending' });
    await venue.clock.advanceAsync(3_000);
    expect(await protectionOf(broker)).toMatchObject({ status: 'verified' });
  });

  it('keeps one stop when the attached one comes late', async () => {
    const { venue } = await naked();
    await venue.clock.advanceAsync(3_000);
    const entry = venue.orders.get('entry');
    if (entry !== undefined) venue.push({ type: 'appeared', order: venue.attachedStop(entry) });
    await venue.clock.advanceAsync(0);
    expect(venue.canceled.map(({ clientOrderId }) => clientOrderId)).toEqual([venue.sent[1]?.clientOrderId]);
  });

  it('gets a new stop when the venue loses the one it had', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    venue.tell(
      venue.happen({ type: 'order.canceled', clientOrderId: 'entryS', at: venue.clock.now(), reason: 'venue' }),
    );
    await venue.clock.advanceAsync(3_000);
    expect(venue.sent[1]?.role).toBe('stop_loss');
  });

  it('gets no new stop when a person took it away', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.cancelOrder({ clientOrderId: 'entryS' });
    await venue.clock.advanceAsync(10_000);
    expect([venue.sent.length, (await protectionOf(broker))?.status]).toEqual([1, 'missing']);
  });
});

describe('moving protection', () => {
  it('shows the new stop before the old one goes', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    let newWasSeen = false;
    broker.on('order.updated', ({ order }) => {
      if (order.role === 'stop_loss' && order.state === 'armed') newWasSeen = true;
      if (order.clientOrderId === 'entryS' && order.state === 'canceled') expect(newWasSeen).toBe(true);
    });
    await broker.protectPosition(KEY, { stopLoss: { trigger: { price: '49500' } } });
    expect(venue.canceled.map(({ clientOrderId }) => clientOrderId)).toEqual(['entryS']);
  });

  it('answers with the position under its new stop', async () => {
    const { broker } = await connected();
    await broker.placeOrder(PROTECTED);
    const position = await broker.protectPosition(KEY, { stopLoss: { trigger: { price: '49500' } } });
    expect([position.protection.status, position.protection.stopPrice?.toFixed()]).toEqual(['verified', '49500']);
  });

  it('leaves the old stop where the new one is refused', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    venue.submitScript.push('refuse');
    const moving = broker.protectPosition(KEY, { stopLoss: { trigger: { price: '49500' } } });
    await expect(moving).rejects.toMatchObject({ code: 'order/refused' });
    expect((await protectionOf(broker))?.stopPrice?.toFixed()).toBe('49000');
  });

  it('adds a target and leaves the stop alone', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    const position = await broker.protectPosition(KEY, { takeProfit: { resting: '52000' } });
    expect([position.protection.stopPrice?.toFixed(), position.protection.targetPrice?.toFixed()]).toEqual([
      '49000',
      '52000',
    ]);
    expect(venue.canceled).toEqual([]);
  });

  it('refuses a stop on the wrong side', async () => {
    const { broker } = await connected();
    await broker.placeOrder(PROTECTED);
    const moving = broker.protectPosition(KEY, { stopLoss: { trigger: { price: '51000' } } });
    await expect(moving).rejects.toMatchObject({ code: 'order/refused', details: { denial: 'stop_on_wrong_side' } });
  });

  it('throws where there is no position', async () => {
    const { broker } = await connected();
    const moving = broker.protectPosition(KEY, { stopLoss: { trigger: { price: '49000' } } });
    await expect(moving).rejects.toMatchObject({ code: 'order/unknown_position' });
  });
});

describe('the protection of a position that has gone', () => {
  it('goes with it when it was placed by us', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    await broker.protectPosition(KEY, {
      stopLoss: { trigger: { price: '49000' } },
      takeProfit: { resting: '52000' },
    });
    await broker.closePosition(KEY);
    await venue.clock.advanceAsync(0);
    expect(await broker.getOpenOrders()).toEqual([]);
  });

  it('is taken away when the venue leaves its own behind', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.closePosition(KEY);
    await venue.clock.advanceAsync(3_000);
    expect(await broker.getOpenOrders()).toEqual([]);
  });
});

describe('closing the broker while a stop is on its way', () => {
  it('waits until the stop is seen', async () => {
    const { broker, venue } = await naked();
    let isClosed = false;
    const closing = broker.close().then(() => {
      isClosed = true;
    });
    await turns();
    expect(isClosed).toBe(false);
    const entry = venue.orders.get('entry');
    if (entry !== undefined) venue.push({ type: 'appeared', order: venue.attachedStop(entry) });
    await closing;
    expect([venue.sent.length, venue.isClosed]).toEqual([1, true]);
  });

  it('places one in its stead before it lets go of the venue', async () => {
    const { broker, venue } = await naked();
    const closing = broker.close();
    await venue.clock.advanceAsync(3_000);
    await closing;
    expect(venue.sent.map(({ role }) => role)).toEqual(['entry', 'stop_loss']);
  });

  it('waits no longer than a stop may take to be placed', async () => {
    const { broker, venue } = await naked();
    // The venue takes the stop, and never tells of it.
    venue.submit = async () => ({ outcome: 'acknowledged', events: [] });
    const closing = broker.close();
    await venue.clock.advanceAsync(20_000);
    await closing;
    expect(venue.isClosed).toBe(true);
  });

  it('does not wait where the stop was taken away on purpose', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(PROTECTED);
    await broker.cancelOrder({ clientOrderId: 'entryS' });
    await broker.close();
    expect(venue.isClosed).toBe(true);
  });
});
