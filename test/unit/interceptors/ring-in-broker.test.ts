import { describe, expect, it } from 'vitest';
import type { SimulatedBrokerConfig } from '../../../src/config.ts';
import { pauseSwitch } from '../../../src/interceptors/pause-switch.ts';
import { memoryOrderJournal } from '../../../src/persistence/memory-order-journal.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import { SimulatedBroker, type SimulatedBrokerDependencies } from '../../../src/simulated/simulated-broker.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { ManualMarket } from '../../../src/testing/manual-market.ts';

const MIDNIGHT = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const KEY = { instrument: 'BTC-USDT-SWAP', marginMode: 'cross' } as const;

async function aBroker(
  dependencies: Partial<SimulatedBrokerDependencies> = {},
  config: Partial<SimulatedBrokerConfig> = {},
  start: { readonly price?: string; readonly startsAt?: number } = {},
) {
  const { price = '50000', startsAt = MIDNIGHT } = start;
  const prices = { 'BTC-USDT-SWAP': price, 'ETH-USDT-SWAP': '3000', 'BTC-USDT': price, 'ETH-USDT': '3000' };
  const market = new ManualMarket({ prices, startsAt });
  const broker = new SimulatedBroker({ kind: 'simulated', ...config }, { market, ...dependencies });
  await broker.connect();
  return { broker, market };
}

// 10,000 USDT, leverage 3: 0.3 BTC at 50,000 is the largest position.
describe('a broker with its risk guard', () => {
  it('lets of twenty orders placed at once only as many pass as fit together', async () => {
    const { broker } = await aBroker();
    const orders = await Promise.all(
      Array.from({ length: 20 }, () => broker.placeOrder(anIntent({ quantity: '0.05' }))),
    );
    const [position] = await broker.getPositions();
    // Fees lower equity a little, so the sixth does not fit any more once others have filled.
    expect(Number(position?.quantity)).toBeLessThanOrEqual(0.3);
    expect(orders.filter(({ state }) => state === 'denied').length).toBeGreaterThanOrEqual(14);
    await broker.close();
  });

  it('says the largest order of the instrument before it says what the account can bear', async () => {
    const { broker } = await aBroker();
    const denied = await broker.placeOrder(anIntent({ quantity: '1000000' }));
    const preview = await broker.preview(anIntent({ quantity: '1000000' }));
    expect([denied.denial?.code, preview.denial?.code]).toEqual(['above_max_quantity', 'above_max_quantity']);
    expect(denied.denial?.nearest).toHaveProperty('quantity', denied.denial?.figures.maximum);
    await broker.close();
  });

  it('lets the nearest order of a denial pass', async () => {
    const { broker } = await aBroker();
    const denied = await broker.placeOrder(anIntent({ quantity: '1' }));
    const nearest = denied.denial?.nearest;
    const placed = await broker.placeOrder(anIntent({ ...nearest }));
    expect([denied.state, placed.state]).toEqual(['denied', 'filled']);
    await broker.close();
  });

  it('closes a position while opening is paused by the drawdown', async () => {
    const { broker, market } = await aBroker();
    const told: string[] = [];
    broker.on('trading.paused', ({ reason }) => told.push(reason));
    await broker.placeOrder(anIntent({ quantity: '0.25' }));
    market.setPrice(KEY.instrument, '47500');
    const opening = await broker.placeOrder(anIntent({ quantity: '0.01' }));
    const closing = await broker.closePosition(KEY);
    expect([opening.denial?.code, closing.remainder.toFixed(), told.length]).toEqual(['drawdown_limit', '0', 1]);
    await broker.close();
  });

  it('remembers the pause over a restart', async () => {
    const stateStore = memoryStateStore();
    const first = await aBroker({ stateStore });
    await first.broker.placeOrder(anIntent({ quantity: '0.25' }));
    first.market.setPrice(KEY.instrument, '47500');
    await first.broker.closePosition(KEY);
    await first.broker.close();
    const second = await aBroker({ stateStore }, {}, { price: '47500', startsAt: MIDNIGHT + HOUR });
    const order = await second.broker.placeOrder(anIntent({ quantity: '0.01' }));
    expect(order.denial?.code).toBe('drawdown_limit');
    await second.broker.close();
  });

  it('only observes when it is told so', async () => {
    const codes: string[] = [];
    const { broker } = await aBroker(
      { onRiskBreach: ({ denial }) => codes.push(denial.code) },
      { risk: { mode: 'observe' } },
    );
    const order = await broker.placeOrder(anIntent({ quantity: '0.4' }));
    expect([order.state, ...codes]).toEqual(['filled', 'position_margin_limit']);
    await broker.close();
  });

  it('refuses a leverage above the limit and takes one below', async () => {
    const { broker } = await aBroker();
    await expect(broker.setLeverage(KEY, '10.01')).rejects.toMatchObject({ code: 'order/refused' });
    await expect(broker.setLeverage(KEY, '10')).resolves.toBeUndefined();
    await broker.close();
  });
});

describe('a broker with a journal', () => {
  it('has written an order’s intent before anything that became of it', async () => {
    const journal = memoryOrderJournal();
    const { broker } = await aBroker({ journal });
    const order = await broker.placeOrder(anIntent());
    await broker.close();
    const ofOrder = journal.records.map((record) => (record.type === 'event' ? record.event.type : record.type));
    expect([order.state, ofOrder[0], ofOrder.at(-1)]).toEqual(['filled', 'intent', 'order.filled']);
  });

  it('opens nothing, and still closes, while the journal fails', async () => {
    let isBroken = false;
    const journal = {
      append: () => (isBroken ? Promise.reject(new Error('disk full')) : Promise.resolve()),
      unfinished: async () => [],
    };
    const { broker } = await aBroker({ journal });
    await broker.placeOrder(anIntent());
    isBroken = true;
    const opening = await broker.placeOrder(anIntent());
    const closing = await broker.closePosition(KEY);
    expect([opening.denial?.code, closing.remainder.toFixed()]).toEqual(['journal_unavailable', '0']);
    await expect(broker.close()).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});

describe('a broker with a pause switch', () => {
  it('opens nothing while it is on, and closes', async () => {
    const pause = pauseSwitch();
    const { broker } = await aBroker({ pause });
    await broker.placeOrder(anIntent());
    pause.pause('maintenance');
    const opening = await broker.placeOrder(anIntent());
    const closing = await broker.closePosition(KEY);
    expect([opening.denial?.code, closing.remainder.toFixed()]).toEqual(['trading_paused', '0']);
    await broker.close();
  });
});
