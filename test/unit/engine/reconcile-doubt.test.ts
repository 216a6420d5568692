import { describe, expect, it } from 'vitest';
import { MONEY_ONE } from '../../../src/domain/money.ts';
import { VenueBroker } from '../../../src/engine/venue-broker.ts';
import type { VenueAccount } from '../../../src/ports/venue.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, lost, ScriptedVenue } from './support.ts';

const RESTING = anIntent({ clientOrderId: 'resting', pricing: { type: 'limit', price: '49000' } });
const KEY = { instrument: 'BTC-USDT-SWAP', marginMode: 'cross' } as const;

/** A broker with an order that the venue has silently dropped. */
async function withMissingOrder() {
  const bench = await connected();
  await bench.broker.placeOrder(RESTING);
  bench.venue.orders.delete('resting');
  return { ...bench, state: async () => (await bench.broker.getOrder({ clientOrderId: 'resting' })).state };
}

/** A broker with an order of which not even the acknowledgement was told. */
async function withUnansweredOrder(isLate = true) {
  const bench = await connected();
  bench.venue.submit = async (order) => {
    bench.venue.accept(order);
    return { outcome: 'acknowledged', events: [] };
  };
  const placing = bench.broker.placeOrder(RESTING, { settleTimeoutMs: 10 });
  await bench.venue.clock.advanceAsync(10);
  await placing;
  // As long as a command may be under way, news of it may come by itself.
  if (isLate) bench.venue.clock.advance(5_000);
  return { ...bench, state: async () => (await bench.broker.getOrder({ clientOrderId: 'resting' })).state };
}

describe('an order that is not among the open ones', () => {
  it('stays as it is when it cannot be looked up', async () => {
    const { broker, venue, state } = await withMissingOrder();
    venue.lookupScript.push({ found: 'unknown', cause: lost });
    await broker.reconcile();
    expect(await state()).toBe('working');
  });

  it('has gone when the venue had it and has it no more', async () => {
    const { broker, state } = await withMissingOrder();
    await broker.reconcile();
    expect(await state()).toBe('canceled');
  });

  it('may still come when it was never seen there', async () => {
    const { broker, venue, state } = await withUnansweredOrder();
    venue.orders.delete('resting');
    await broker.reconcile();
    expect(await state()).toBe('submitted');
  });

  it('is none to wonder about while its answer may be on its way', async () => {
    const { broker, venue } = await withUnansweredOrder(false);
    venue.orders.delete('resting');
    expect([await broker.reconcile(), venue.lookups]).toEqual([[], 0]);
  });

  it('is not placed when it was never seen there and cannot come any more', async () => {
    const { broker, venue, state } = await withUnansweredOrder();
    venue.orders.delete('resting');
    venue.lookupScript.push({ found: 'no', conclusive: true });
    await broker.reconcile();
    expect(await state()).toBe('not_placed');
  });
});

describe('an order that stands otherwise than we believe', () => {
  it('is adopted when its acknowledgement was lost', async () => {
    const { broker, state } = await withUnansweredOrder();
    const drifts = await broker.reconcile();
    expect([drifts.map(({ classification }) => classification), await state()]).toEqual([['changed_order'], 'working']);
  });

  it('is a change and no unknown order when another hand amended it', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(RESTING);
    venue.happen({
      type: 'order.amended',
      clientOrderId: 'resting',
      at: 0,
      lots: 100,
      limitTicks: 480_000,
      triggerTicks: null,
    });
    const drifts = await broker.reconcile();
    expect(drifts).toMatchObject([{ classification: 'changed_order', subject: 'resting' }]);
    expect((await broker.getOrder({ clientOrderId: 'resting' })).limitPrice?.toFixed()).toBe('48000');
  });
});

describe('an account that is no picture of now', () => {
  it('is not compared when it is older than a fill that we have heard of', async () => {
    const { broker, venue } = await connected();
    const former = await venue.fetchAccount();
    venue.clock.advance(1_000);
    await broker.placeOrder(anIntent());
    venue.fetchAccount = async () => former;
    await expect(broker.reconcile()).rejects.toMatchObject({ code: 'venue/stale' });
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.01');
  });

  it('is read again when something was heard while it was read', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(RESTING);
    const read = venue.fetchAccount.bind(venue);
    let reads = 0;
    venue.fetchAccount = async (): Promise<VenueAccount> => {
      const account = await read();
      reads += 1;
      if (reads === 1) venue.tell(venue.fill('resting', { quantity: '0.005' }));
      return account;
    };
    expect([await broker.reconcile(), reads]).toEqual([[], 2]);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.005');
  });
});

describe('fills that are booked already', () => {
  it('end the order of another hand that is found after them', async () => {
    const { broker, venue } = await connected();
    const other = await connected({}, new ScriptedVenue());
    const order = await other.broker.placeOrder({ ...RESTING, clientOrderId: 'stranger' });
    venue.orders.set('stranger', order);
    venue.tell(venue.fill('stranger', { quantity: '0.004' }));
    venue.fill('stranger');
    await broker.reconcile();
    const found = await broker.getOrder({ clientOrderId: 'stranger' });
    expect([found.state, found.filledQuantity.toFixed()]).toEqual(['filled', '0.01']);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.01');
  });

  it('are not booked again for an order that was adopted with them', async () => {
    const venue = new ScriptedVenue();
    const former = await connected({}, venue);
    await former.broker.placeOrder(RESTING);
    venue.fill('resting', { quantity: '0.004' });
    venue.clock.advance(120_000);
    const { broker } = await connected({}, venue);
    venue.clock.advance(1_000);
    venue.fill('resting', { quantity: '0.001' });
    const drifts = await broker.reconcile();
    const order = await broker.getOrder({ clientOrderId: 'resting' });
    expect(drifts.map(({ classification }) => classification)).toEqual(['unknown_fill']);
    expect([order.filledQuantity.toFixed(), (await broker.getPositions())[0]?.quantity.toFixed()]).toEqual([
      '0.005',
      '0.005',
    ]);
  });

  it('are not booked again when there were more than are remembered', async () => {
    const { broker, venue } = await connected({ historyLimit: 2 });
    for (let count = 0; count < 4; count++) {
      venue.clock.advance(1);
      await broker.placeOrder(anIntent());
    }
    venue.account.transfer('USDT', -MONEY_ONE);
    const drifts = await broker.reconcile();
    expect(drifts.map(({ classification }) => classification)).toEqual(['cash']);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.04');
  });
});

describe('reconciling at its time', () => {
  async function withLostFill(reconcileEveryMs?: number) {
    const bench = await connected(reconcileEveryMs === undefined ? {} : { reconcileEveryMs });
    await bench.broker.placeOrder(RESTING);
    bench.venue.fill('resting');
    return bench;
  }

  it('finds what was never told, once a minute', async () => {
    const { broker, venue } = await withLostFill();
    await venue.clock.advanceAsync(59_999);
    expect(await broker.getPositions()).toEqual([]);
    await venue.clock.advanceAsync(1);
    expect((await broker.getPositions()).length).toBe(1);
  });

  it('goes on after a read that failed', async () => {
    const { broker, venue } = await withLostFill(1_000);
    const read = venue.fetchAccount.bind(venue);
    venue.fetchAccount = () => Promise.reject(lost);
    await venue.clock.advanceAsync(1_000);
    venue.fetchAccount = read;
    await venue.clock.advanceAsync(1_000);
    expect((await broker.getPositions()).length).toBe(1);
  });

  it('is left out when it is switched off', async () => {
    const { venue } = await withLostFill(0);
    const before = venue.accountReads;
    await venue.clock.advanceAsync(600_000);
    expect(venue.accountReads).toBe(before);
  });

  it('is left out where nothing happens by itself', async () => {
    const venue = new ScriptedVenue();
    venue.capabilities = { ...venue.capabilities, settlement: 'instant' };
    await connected({}, venue);
    const before = venue.accountReads;
    await venue.clock.advanceAsync(600_000);
    expect(venue.accountReads).toBe(before);
  });

  it('ends with the broker, which waits for a comparison under way', async () => {
    const { broker, venue } = await withLostFill(1_000);
    const read = venue.fetchAccount.bind(venue);
    let answer: () => void = () => {};
    venue.fetchAccount = async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return read();
    };
    await venue.clock.advanceAsync(1_000);
    const closing = broker.close();
    await turns();
    expect(venue.isClosed).toBe(false);
    for (let count = 0; count < 4; count++) {
      answer();
      await turns();
    }
    await closing;
    await venue.clock.advanceAsync(10_000);
    expect(venue.isClosed).toBe(true);
  });
});

describe('the numbering of events', () => {
  it('does not depend on who listens', async () => {
    const numbers: number[] = [];
    for (const isHeard of [true, false]) {
      const { broker, venue } = isHeard ? await connected() : await connectedDeaf();
      broker.on('connection.changed', ({ sequence, state }) => void (state === 'closed' && numbers.push(sequence)));
      await broker.placeOrder(anIntent({ protection: { stopLoss: { trigger: { price: '49000' } } } }));
      const funding = { type: 'funding', currency: 'USDT', amount: -1n, ...KEY, at: venue.clock.now() } as const;
      venue.push({ type: 'ledger', entry: { entryId: 'f1', ...funding } });
      await broker.closePosition(KEY);
      venue.push({ type: 'ledger', entry: { entryId: 'f2', ...funding } });
      await venue.clock.advanceAsync(4_000);
      await broker.close();
    }
    expect(numbers[0]).toBe(numbers[1]);
  });
});

async function connectedDeaf() {
  const venue = new ScriptedVenue();
  const broker = new VenueBroker({ kind: 'simulated', venue, ids: countingIds() });
  await broker.connect();
  return { broker, venue };
}
