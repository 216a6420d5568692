import { describe, expect, it } from 'vitest';
import { BUILT_IN_INSTRUMENTS } from '../../../src/domain/built-in-instruments.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import { SimulatedBroker } from '../../../src/simulated/simulated-broker.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import { ManualMarket } from '../../../src/testing/manual-market.ts';
import { SPOT_ID, SWAP_ID } from './support.ts';

/** A store, and runs of a simulated broker over it. */
function aHost() {
  const stateStore = memoryStateStore();
  const run = async () => {
    const market = new ManualMarket({ prices: { [SWAP_ID]: '50000', [SPOT_ID]: '50000' } });
    const broker = new SimulatedBroker({ kind: 'simulated', portfolioId: 'paper' }, { market, stateStore });
    const drifts: string[] = [];
    broker.on('position.drifted', ({ drift }) => drifts.push(`${drift.classification} ${drift.subject}`));
    await broker.connect();
    return { broker, market, drifts };
  };
  return { stateStore, run };
}

async function trade({ broker }: { readonly broker: SimulatedBroker }): Promise<void> {
  await broker.placeOrder(anIntent({ instrument: SWAP_ID }));
  await broker.placeOrder(anIntent({ instrument: SWAP_ID, marginMode: 'isolated' }));
  await broker.placeOrder(anIntent({ instrument: SPOT_ID, marginMode: 'cash' }));
}

describe('a simulated broker over a store', () => {
  it('finds its account as it left it', async () => {
    const host = aHost();
    const first = await host.run();
    await trade(first);
    await first.broker.close();
    const second = await host.run();
    expect([(await second.broker.getPositions()).length, second.drifts]).toEqual([3, []]);
  });

  it('finds no drift after a crash: what the exchange saved is what counts', async () => {
    const host = aHost();
    await (await host.run()).broker.close();
    await trade(await host.run());
    expect((await host.run()).drifts).toEqual([]);
  });

  it('tells when the exchange that it left is gone', async () => {
    const host = aHost();
    const first = await host.run();
    await trade(first);
    await first.broker.close();
    await host.stateStore.save('paper.exchange', null);
    expect((await host.run()).drifts.sort()).toEqual([
      'cash BTC',
      'cash USDT',
      `position ${SWAP_ID}|cross`,
      `position ${SWAP_ID}|isolated`,
    ]);
  });

  it('does not take over an account whose ticks are others now', async () => {
    const stateStore = memoryStateStore();
    const run = async (tickSize: string) => {
      const instruments = BUILT_IN_INSTRUMENTS.filter(({ id }) => id === SWAP_ID).map((spec) => ({
        ...spec,
        tickSize,
      }));
      const market = new ManualMarket({ prices: { [SWAP_ID]: '50000' } });
      const broker = new SimulatedBroker({ kind: 'simulated', instruments }, { market, stateStore });
      await broker.connect();
      return broker;
    };
    await (await run('0.1')).close();
    await expect(run('0.01')).rejects.toMatchObject({
      code: 'store/corrupt',
      message: expect.stringContaining('tick 0.1'),
    });
  });
});
