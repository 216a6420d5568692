import { type BaseBroker, createBroker } from 'brokerkit';
import { MockOkx } from 'brokerkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buyOnce } from './bot.ts';

const SYMBOL = 'BTC-USDT-SWAP';
let mock: MockOkx;
let broker: BaseBroker;

beforeEach(async () => {
  mock = await MockOkx.start({ prices: { [SYMBOL]: '60000' }, balances: { USDT: '10000' } });
  broker = createBroker({
    kind: 'okx_demo',
    ...mock.credentials,
    endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
    instruments: [SYMBOL],
  });
  await broker.connect();
});
afterEach(async () => {
  await broker.close();
  await mock.close();
});

describe('the bot', () => {
  it('buys, and its stop stands at the exchange', async () => {
    const order = await buyOnce(broker, SYMBOL);
    expect(order?.state).toBe('filled');
    // It is verified when it was seen there, a moment later.
    await vi.waitFor(async () => expect((await broker.getPositions())[0]?.protection.status).toBe('verified'));
  });

  it('does not buy what it holds', async () => {
    await buyOnce(broker, SYMBOL);
    expect(await buyOnce(broker, SYMBOL)).toBeNull();
  });

  it('buys once where the answer to its order is lost', async () => {
    const fault = mock.faults.failNext('place', 'reset', { when: 'after_execution' });
    const order = await buyOnce(broker, SYMBOL);
    expect(fault.fired).toBe(1);
    expect(order?.state).toBe('filled');
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.01');
  });

  it('is told why the exchange refuses', async () => {
    mock.faults.failNext('place', 'insufficient_margin');
    const order = await buyOnce(broker, SYMBOL);
    expect([order?.state, order?.rejection?.reason]).toEqual(['rejected', 'insufficient_margin']);
  });
});
