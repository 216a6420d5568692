import { describe, expect, it } from 'vitest';
import { aBuy, BTC, type CycleBench, cycleBench, ETH, reply } from './builders/cycles.ts';

/** A buy below the market: it waits. */
const RESTING = reply(aBuy({ limit: 49_500 }));

async function restingOf({ broker }: CycleBench): Promise<number> {
  return (await broker.getOpenOrders()).filter(({ role }) => role === 'entry').length;
}

async function outcomeOf(bench: CycleBench, decisionId: string | undefined) {
  return (await bench.stores.decisions.decision(decisionId ?? ''))?.outcome;
}

describe('an entry that rests', () => {
  it('is not done, and the model is not told so', async () => {
    const bench = await cycleBench({ script: [RESTING, reply()] });
    const { decisions } = await bench.cycle.run('interval');
    await bench.pass(1);
    await bench.cycle.run('interval');
    expect(decisions).toMatchObject([{ outcome: 'unresolved', message: 'The order rests in the book.' }]);
    expect(JSON.stringify(bench.model.requests.at(-1)?.messages)).toContain(
      `buy ${BTC}: unresolved. The order rests in the book.`,
    );
  });

  it('is executed when it has filled', async () => {
    const bench = await cycleBench({ script: [RESTING, reply()] });
    const [decision] = (await bench.cycle.run('interval')).decisions;
    await bench.pass(1, { [BTC]: '49400' });
    await bench.cycle.run('interval');
    expect(await outcomeOf(bench, decision?.decisionId)).toMatchObject({
      outcome: 'executed',
      figures: { filledQuantity: '0.0606' },
    });
  });

  it('is told to have come to nothing when it was canceled', async () => {
    const bench = await cycleBench({ script: [RESTING, reply()] });
    const [decision] = (await bench.cycle.run('interval')).decisions;
    await bench.broker.cancelAllOrders();
    await bench.pass(1);
    await bench.cycle.run('interval');
    expect(await outcomeOf(bench, decision?.decisionId)).toMatchObject({ outcome: 'rejected', rule: 'requested' });
  });

  it('ends by itself after the time that it may wait', async () => {
    const bench = await cycleBench({ script: [RESTING, reply()], options: { restingEntryMs: 300_000 } });
    const [decision] = (await bench.cycle.run('interval')).decisions;
    await bench.pass(4);
    expect(await restingOf(bench)).toBe(1);
    await bench.pass(2);
    expect(await restingOf(bench)).toBe(0);
    await bench.cycle.run('interval');
    expect(await outcomeOf(bench, decision?.decisionId)).toMatchObject({ outcome: 'rejected', rule: 'expired' });
  });

  it.each(['close', 'no_entry'])('is taken back by %s', async (action) => {
    const bench = await cycleBench({ script: [RESTING, reply({ action, symbol: BTC })] });
    await bench.cycle.run('interval');
    await bench.pass(1);
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([
      { outcome: 'executed', rule: 'entries_taken_back', message: `Taken back, not filled: buy 0.0606 ${BTC}.` },
    ]);
    expect(await restingOf(bench)).toBe(0);
  });

  it.each([
    ['hold', BTC],
    ['no_entry', ETH],
  ])('is left by %s of %s', async (action, symbol) => {
    const bench = await cycleBench({ script: [RESTING, reply({ action, symbol })] });
    await bench.cycle.run('interval');
    await bench.pass(1);
    await bench.cycle.run('interval');
    expect(await restingOf(bench)).toBe(1);
  });

  it('is taken back with the position that is closed', async () => {
    const bench = await cycleBench({ script: [RESTING, reply({ action: 'close', symbol: BTC })] });
    await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.01', pricing: { type: 'market' } });
    await bench.cycle.run('interval');
    await bench.pass(1);
    const { decisions } = await bench.cycle.run('interval');
    expect([decisions[0]?.outcome, await restingOf(bench), await bench.broker.getPositions()]).toEqual([
      'executed',
      0,
      [],
    ]);
  });

  it('opens nothing any more where opening is held back', async () => {
    let reason: string | null = null;
    const bench = await cycleBench({
      script: [RESTING, reply()],
      options: { opensBlockedBy: () => reason },
    });
    await bench.cycle.run('interval');
    reason = 'safe mode';
    await bench.pass(1);
    const { notes } = await bench.cycle.run('interval');
    expect(notes).toContain(`Taken back, not filled: buy 0.0606 ${BTC}. Opening is paused: safe mode.`);
    expect(await restingOf(bench)).toBe(0);
  });

  it('is taken back in the cycle in which opening is held back', async () => {
    let reason: string | null = null;
    const bench: CycleBench = await cycleBench({
      script: [RESTING, reply({ action: 'hold', symbol: BTC })],
      options: { opensBlockedBy: () => (bench.model.requests.length > 1 ? reason : null) },
    });
    await bench.cycle.run('interval');
    reason = 'the lock was lost';
    await bench.pass(1);
    await bench.cycle.run('interval');
    expect(await restingOf(bench)).toBe(0);
  });
});

describe('a close that leaves something', () => {
  it('says how much', async () => {
    const bench = await cycleBench({
      script: [reply({ action: 'close', symbol: BTC })],
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            const value: unknown = Reflect.get(target, key, target);
            if (key !== 'closePosition') return typeof value === 'function' ? value.bind(target) : value;
            return async () => {
              const intent = { instrument: BTC, side: 'sell', quantity: '0.04', effect: 'reduce_only' } as const;
              const order = await target.placeOrder({ ...intent, pricing: { type: 'market' } });
              return { orders: [order], remainder: (await target.getPositions())[0]?.quantity };
            };
          },
        }),
    });
    await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    const { decisions } = await bench.cycle.run('interval');
    expect(decisions).toMatchObject([
      { outcome: 'clamped', rule: 'remainder', figures: { filledQuantity: '0.04', remainder: '0.06' } },
    ]);
    expect(decisions[0]?.message).toBe('The close filled in part: 0.06 of the position is left.');
  });
});
