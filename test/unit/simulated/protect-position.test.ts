import { describe, expect, it } from 'vitest';
import type { MarginMode } from '../../../src/domain/order-intent.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { aBroker, SPOT_ID, SWAP_ID } from './support.ts';

const KEY = { instrument: SWAP_ID, marginMode: 'cross' } as const;
const BOTH = { stopLoss: { trigger: { price: '45000' } }, takeProfit: { resting: '55000' } } as const;

async function protectionOf(broker: BaseBroker, marginMode: MarginMode = 'cross') {
  const position = (await broker.getPositions()).find((one) => one.marginMode === marginMode);
  const protection = position?.protection;
  return [protection?.status, protection?.coveredQuantity.toFixed(), protection?.stopPrice?.toFixed()];
}

async function openRoles(broker: BaseBroker): Promise<readonly string[]> {
  return (await broker.getOpenOrders()).map(({ role, quantity }) => `${role} ${quantity.toFixed()}`);
}

describe('the protection of a whole position', () => {
  it('follows it up and down, and the position says so', async () => {
    const { broker } = await aBroker();
    await broker.placeOrder(anIntent({ quantity: '0.1' }));
    await broker.protectPosition(KEY, BOTH);
    await broker.placeOrder(anIntent({ quantity: '0.05' }));
    const grown = [await protectionOf(broker), await openRoles(broker)];
    await broker.placeOrder(anIntent({ side: 'sell', quantity: '0.12', effect: 'reduce_only' }));
    expect(grown).toEqual([
      ['verified', '0.15', '45000'],
      ['stop_loss 0.15', 'take_profit 0.15'],
    ]);
    expect([await protectionOf(broker), await openRoles(broker)]).toEqual([
      ['verified', '0.03', '45000'],
      ['stop_loss 0.03', 'take_profit 0.03'],
    ]);
    expect(await broker.reconcile()).toEqual([]);
    await broker.close();
  });

  it('goes with the position at the venue itself', async () => {
    const { broker, market } = await aBroker();
    await broker.placeOrder(anIntent({ quantity: '0.1' }));
    await broker.protectPosition(KEY, BOTH);
    market.setPrice(SWAP_ID, '56000');
    const history = await broker.getOrderHistory();
    const stop = history.find(({ role }) => role === 'stop_loss');
    expect([await broker.getPositions(), stop?.cancelReason]).toEqual([[], 'position_closed']);
    await broker.close();
  });

  it('is a pair on spot, where other coins are held too', async () => {
    const { broker, market } = await aBroker({ balances: { USDT: '10000', BTC: '5' } });
    await broker.placeOrder(anIntent({ instrument: SPOT_ID, marginMode: 'cash', quantity: '0.1' }));
    await broker.protectPosition({ instrument: SPOT_ID, marginMode: 'cash' }, BOTH);
    market.setPrice(SPOT_ID, '56000');
    market.setPrice(SPOT_ID, '40000');
    const history = await broker.getOrderHistory();
    expect(history.find(({ role }) => role === 'stop_loss')?.cancelReason).toBe('sibling_filled');
    const btc = (await broker.getBalance()).currencies.find(({ currency }) => currency === 'BTC');
    expect(btc?.cash.toFixed()).toBe('5');
    await broker.close();
  });
});

describe('protection that takes time to arrive', () => {
  const latency = { type: 'fixed', ms: 1_000 } as const;

  it('is pending until it is seen', async () => {
    const { broker, market } = await aBroker({ latency });
    await broker.placeOrder(anIntent({ quantity: '0.1' }));
    market.advance(60_000);
    const position = await broker.protectPosition(KEY, BOTH);
    expect(position.protection.status).toBe('pending');
    market.advance(60_000);
    expect(await protectionOf(broker)).toEqual(['verified', '0.1', '45000']);
    await broker.close();
  });

  it('leaves the old stop until the new one is seen', async () => {
    const { broker, market } = await aBroker({ latency });
    await broker.placeOrder(anIntent({ quantity: '0.1', protection: BOTH }));
    market.advance(60_000);
    await broker.protectPosition(KEY, { stopLoss: { trigger: { price: '48000' } } });
    const before = await protectionOf(broker);
    market.advance(60_000);
    for (let turn = 0; turn < 50; turn++) await undefined;
    market.advance(60_000);
    expect(before).toEqual(['verified', '0.1', '45000']);
    expect(await protectionOf(broker)).toEqual(['verified', '0.1', '48000']);
    expect((await openRoles(broker)).filter((role) => role.startsWith('stop_loss'))).toHaveLength(1);
    await broker.close();
  });
});
