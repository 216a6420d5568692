import { describe, expect, it } from 'vitest';
import { OrderError } from '../../../src/errors/index.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { aBuy, BTC, type CycleBench, cycleBench, reply } from './builders/cycles.ts';

const KEY = { instrument: BTC, marginMode: 'cross' } as const;

/** A broker of which `setLeverage` is another. */
function withLeverage(broker: BaseBroker, setLeverage: BaseBroker['setLeverage']): BaseBroker {
  return new Proxy(broker, {
    get(target, key) {
      if (key === 'setLeverage') return setLeverage;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Holds a little of BTC at twice its margin. */
async function holdAtTwo({ broker }: CycleBench): Promise<void> {
  await broker.setLeverage(KEY, '2');
  await broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.02', pricing: { type: 'market' } });
}

async function leverageOf({ broker }: CycleBench): Promise<string | undefined> {
  return (await broker.getPositions())[0]?.leverage.toFixed();
}

describe('an entry that asks for another leverage than the position has', () => {
  it('changes it with its order', async () => {
    const bench = await cycleBench({ script: [reply(aBuy({ leverage: 10, size: 0.02 }))] });
    await holdAtTwo(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect([decisions[0]?.outcome, await leverageOf(bench)]).toEqual(['executed', '10']);
  });

  it.each([
    ['before it is set', 2],
    ['while it is set', 3],
  ])('leaves it as it was when opening is paused %s', async (_name, blockedFrom) => {
    let asked = 0;
    const bench: CycleBench = await cycleBench({
      script: [reply(aBuy({ leverage: 10 }))],
      options: {
        opensBlockedBy: () =>
          bench.model.requests.length > 0 && ++asked >= blockedFrom ? 'the lock on the account was lost' : null,
      },
    });
    await holdAtTwo(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'trading_paused' }]);
    expect(await leverageOf(bench)).toBe('2');
  });

  it('leaves it as it was when the broker would deny the order', async () => {
    const calls: string[] = [];
    const bench: CycleBench = await cycleBench({
      script: [reply(aBuy({ leverage: 10, size: 0.02 }))],
      options: {
        // The price falls below the stop after the judge has looked.
        opensBlockedBy: () => {
          bench.market.setPrice(BTC, '48000');
          bench.market.advance(60_000);
          return null;
        },
      },
      broker: (broker) =>
        withLeverage(broker, async (key, leverage) => {
          calls.push(`${leverage}`);
          await broker.setLeverage(key, leverage);
        }),
    });
    await holdAtTwo(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect([decisions[0]?.outcome, calls]).toEqual(['denied', ['2']]);
  });

  it('gives it back when the order is denied after all', async () => {
    const bench: CycleBench = await cycleBench({
      script: [reply(aBuy({ leverage: 10, size: 0.02 }))],
      broker: (broker) =>
        withLeverage(broker, async (key, leverage) => {
          await broker.setLeverage(key, leverage);
          if (`${leverage}` !== '10') return;
          bench.market.setPrice(BTC, '48000');
          bench.market.advance(60_000);
        }),
    });
    await holdAtTwo(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect([decisions[0]?.outcome, await leverageOf(bench)]).toEqual(['denied', '2']);
  });

  it('says so when it cannot be given back', async () => {
    let asked = 0;
    const bench: CycleBench = await cycleBench({
      script: [reply(aBuy({ leverage: 10 }))],
      options: {
        opensBlockedBy: () =>
          bench.model.requests.length > 0 && ++asked >= 3 ? 'the lock on the account was lost' : null,
      },
      broker: (broker) =>
        withLeverage(broker, async (key, leverage) => {
          if (asked >= 3) throw new OrderError('Too much margin is in use.', { code: 'order/refused' });
          await broker.setLeverage(key, leverage);
        }),
    });
    await holdAtTwo(bench);
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions[0]?.message).toBe(
      'Opening is paused: the lock on the account was lost. The leverage of the position is 10 now; 2 could not be set again: Too much margin is in use.',
    );
  });
});
