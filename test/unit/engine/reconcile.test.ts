import { describe, expect, it } from 'vitest';
import { MONEY_ONE } from '../../../src/domain/money.ts';
import { makeOrder } from '../../../src/domain/order.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { connected, ScriptedVenue } from './support.ts';

const RESTING = anIntent({ clientOrderId: 'resting', pricing: { type: 'limit', price: '49000' } });

describe('connecting to an account that has lived before', () => {
  async function restored() {
    const venue = new ScriptedVenue();
    venue.account.position(venue.swap, 'cross').fill(300, 500_000);
    const former = await connected({}, venue);
    await former.broker.placeOrder(RESTING);
    await former.broker.close();
    return connected({}, venue);
  }

  it('takes over its positions', async () => {
    const { broker } = await restored();
    const [position] = await broker.getPositions();
    expect([position?.quantity.toFixed(), position?.entryPrice.toFixed()]).toEqual(['0.03', '50000']);
  });

  it('takes over its open orders', async () => {
    const { broker } = await restored();
    expect((await broker.getOpenOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual(['resting']);
  });

  it('takes over its cash', async () => {
    const { broker } = await restored();
    expect((await broker.getBalance()).equity.toFixed()).toBe('10000');
  });

  it('remembers its fills, for whoever had no time to write them', async () => {
    const venue = new ScriptedVenue();
    const former = await connected({}, venue);
    await former.broker.placeOrder(anIntent({ clientOrderId: 'filled' }));
    await former.broker.close();
    venue.clock.advance(600_000);
    const { broker } = await connected({}, venue);
    expect((await broker.getFills()).map(({ clientOrderId }) => clientOrderId)).toEqual(['filled']);
    expect(await broker.reconcile()).toEqual([]);
  });

  it('finds no drift', async () => {
    const { broker } = await restored();
    expect(await broker.reconcile()).toEqual([]);
  });
});

describe('reconciling', () => {
  it('finds nothing after trading that was told', async () => {
    const { broker } = await connected();
    await broker.placeOrder(anIntent());
    await broker.placeOrder(RESTING);
    expect(await broker.reconcile()).toEqual([]);
  });

  it('books a fill that nobody told', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(RESTING);
    venue.fill('resting');
    const drifts = await broker.reconcile();
    expect(drifts.map(({ classification }) => classification)).toEqual(['unknown_fill']);
    expect((await broker.getOrder({ clientOrderId: 'resting' })).state).toBe('filled');
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.01');
  });

  it.each([
    ['a millionth part', MONEY_ONE / 10_000n, []],
    ['more than that', MONEY_ONE / 1_000n, ['position', 'cash']],
  ] as const)('compares an isolated margin as venues round it: off by %s', async (_what, off, expected) => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent({ marginMode: 'isolated' }));
    venue.account.position(venue.swap, 'isolated').margin += off;
    const drifts = await broker.reconcile();
    expect(drifts.map(({ classification }) => classification)).toEqual(expected);
  });

  it('gets to know an order of another hand', async () => {
    const { broker, venue } = await connected();
    const order = await broker.placeOrder(RESTING);
    const stranger = makeOrder(
      { ...order.identity, clientOrderId: 'stranger' },
      { ...order.progress, venueOrderId: 'S1' },
    );
    venue.orders.set('stranger', stranger);
    const drifts = await broker.reconcile();
    expect(drifts).toMatchObject([{ classification: 'unknown_order', subject: 'stranger', ours: 'none' }]);
    expect((await broker.getOpenOrders()).length).toBe(2);
  });

  it('ends an order that is not there any more', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(RESTING);
    venue.happen({ type: 'order.canceled', clientOrderId: 'resting', at: 0, reason: 'venue' });
    const drifts = await broker.reconcile();
    expect(drifts.map(({ classification }) => classification)).toEqual(['missing_order']);
    expect((await broker.getOrder({ clientOrderId: 'resting' })).state).toBe('canceled');
  });

  it('adopts cash that went without a word', async () => {
    const { broker, venue } = await connected();
    venue.account.transfer('USDT', -5n * MONEY_ONE);
    const drifts = await broker.reconcile();
    expect(drifts).toEqual([{ classification: 'cash', subject: 'USDT', ours: '10000', theirs: '9995' }]);
    expect((await broker.getBalance()).equity.toFixed()).toBe('9995');
  });

  it('adopts a position that is another than ours', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    venue.account.position(venue.swap, 'cross').fill(100, 500_000);
    const drifts = await broker.reconcile();
    expect(drifts.map(({ classification }) => classification)).toEqual(['position']);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.02');
  });

  it('adopts another leverage', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    venue.account.position(venue.swap, 'cross').leverage = 700;
    expect((await broker.reconcile()).map(({ classification }) => classification)).toEqual(['leverage']);
    expect((await broker.getPositions())[0]?.leverage.toFixed()).toBe('7');
  });

  it('books a missed funding payment as what it is, without drift', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(anIntent());
    const amount = -2n * MONEY_ONE;
    venue.account.position(venue.swap, 'cross').funding += amount;
    venue.entries.push({
      entryId: 'funding1',
      type: 'funding',
      currency: 'USDT',
      amount,
      instrument: 'BTC-USDT-SWAP',
      marginMode: 'cross',
      at: venue.clock.now(),
    });
    expect(await broker.reconcile()).toEqual([]);
    expect((await broker.getSnapshot()).funding.toFixed()).toBe('-2');
  });

  it('tells each drift in an event', async () => {
    const { broker, venue, events } = await connected();
    venue.account.transfer('USDT', MONEY_ONE);
    await broker.reconcile();
    expect(events.filter(({ type }) => type === 'position.drifted').length).toBe(1);
  });

  it('finds nothing the second time', async () => {
    const { broker, venue } = await connected();
    venue.account.transfer('USDT', MONEY_ONE);
    await broker.reconcile();
    expect(await broker.reconcile()).toEqual([]);
  });

  it('throws when the venue cannot be read', async () => {
    const { broker, venue } = await connected();
    venue.fetchAccount = () => Promise.reject(new Error('down'));
    await expect(broker.reconcile()).rejects.toThrow('down');
  });

  it('happens by itself when a connection is restored', async () => {
    const { broker, venue } = await connected();
    await broker.placeOrder(RESTING);
    venue.push({ type: 'connection', state: 'lost', at: venue.clock.now() });
    venue.fill('resting');
    venue.push({ type: 'connection', state: 'restored', at: venue.clock.now() });
    await turns();
    expect((await broker.getOrder({ clientOrderId: 'resting' })).state).toBe('filled');
  });
});
