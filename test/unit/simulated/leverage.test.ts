import { describe, expect, it } from 'vitest';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { aBroker, SWAP_ID } from './support.ts';

const ISOLATED = { instrument: SWAP_ID, marginMode: 'isolated' } as const;

/** A tenth of a bitcoin, isolated, at five times leverage: its margin is 1,000. */
async function anIsolatedPosition(config: Parameters<typeof aBroker>[0] = {}) {
  const context = await aBroker(config);
  await context.broker.setLeverage(ISOLATED, '5');
  await context.broker.placeOrder(anIntent({ quantity: '0.1', marginMode: 'isolated' }));
  return context;
}

describe('the leverage of an open isolated position', () => {
  it('moves its margin in the ledger as at the venue', async () => {
    const { broker } = await anIsolatedPosition();
    await broker.setLeverage(ISOLATED, '2');
    const [position] = await broker.getPositions();
    const balance = await broker.getBalance();
    expect([position?.isolatedMargin.toFixed(), position?.leverage.toFixed()]).toEqual(['2500', '2']);
    expect(balance.equity.toFixed()).toBe('10000');
    expect(await broker.reconcile()).toEqual([]);
    await broker.close();
  });

  it('is refused with the figures, and everything stays, when too little is free', async () => {
    const { broker } = await anIsolatedPosition({ balances: { USDT: '3000' } });
    await expect(broker.setLeverage(ISOLATED, '1')).rejects.toMatchObject({
      code: 'order/refused',
      details: { reason: 'insufficient_margin', needed: '4000', available: '2000' },
    });
    const [position] = await broker.getPositions();
    expect([position?.isolatedMargin.toFixed(), position?.leverage.toFixed()]).toEqual(['1000', '5']);
    expect(await broker.reconcile()).toEqual([]);
    await broker.close();
  });

  it('counts from when the change has arrived, not from when it was sent', async () => {
    const { broker, market } = await aBroker({ latency: { type: 'fixed', ms: 1_000 } });
    await broker.placeOrder(anIntent({ quantity: '0.1', marginMode: 'isolated' }));
    market.advance(60_000);
    await broker.setLeverage(ISOLATED, '2');
    const before = (await broker.getPositions())[0];
    expect(await broker.reconcile()).toEqual([]);
    market.advance(60_000);
    const after = (await broker.getPositions())[0];
    expect([before?.leverage.toFixed(), after?.leverage.toFixed(), after?.isolatedMargin.toFixed()]).toEqual([
      '3',
      '2',
      '2500',
    ]);
    expect(await broker.reconcile()).toEqual([]);
    await broker.close();
  });
});
