import { describe, expect, it } from 'vitest';
import { makeOrder } from '../../../src/domain/order.ts';
import { ModelError, PersistenceError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { TradingCycle } from '../../../src/pipeline/cycle/trading-cycle.ts';
import type { DecisionLog } from '../../../src/ports/decision-log.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { aBuy, BTC, type CycleBench, cycleBench, ETH, reply } from './builders/cycles.ts';

const CLOSE = { action: 'close', symbol: BTC, confidence: 0.1 };

/** Stores of which the decision log fails while it is told to. */
function failingLog(): { stores: Stores; fail: (fails: boolean) => void; log: string[] } {
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const log: string[] = [];
  let fails = false;
  const guard = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (fails) throw new PersistenceError('The database is away.', { code: 'store/unavailable' });
    log.push(name);
    return work();
  };
  const { decisions } = stores;
  const guarded: DecisionLog = {
    ...decisions,
    append: (evaluation) => guard('append', () => decisions.append(evaluation)),
    judged: (verdicts) => guard('judged', () => decisions.judged(verdicts)),
    settled: (outcomes) => guard('settled', () => decisions.settled(outcomes)),
    decision: (id) => decisions.decision(id),
    evaluation: (id) => decisions.evaluation(id),
    list: (query) => decisions.list(query),
  };
  const guardedStores: Stores = {
    ...stores,
    decisions: guarded,
    close: () => stores.close(),
    [Symbol.asyncDispose]: () => stores.close(),
  };
  const fail = (now: boolean): void => {
    fails = now;
  };
  return { stores: guardedStores, fail, log };
}

describe('a trading cycle', () => {
  it('turns a reply into an order with its stop and target, and tells what came of it', async () => {
    const { cycle, broker } = await cycleBench({ script: [reply(aBuy())] });
    const report = await cycle.run('manual');
    expect(report).toMatchObject({ status: 'completed', problem: null, trigger: 'manual' });
    expect(report.decisions).toMatchObject([{ instrument: BTC, action: 'buy', outcome: 'executed' }]);
    const [position] = await broker.getPositions();
    // 10 % of 10,000 at 3x is 3,000, at 50,000 that is 0.06.
    expect(position?.quantity.toFixed()).toBe('0.06');
    expect(position?.protection).toMatchObject({ status: 'verified' });
    expect(position?.decisionIds).toEqual([report.decisions[0]?.decisionId]);
  });

  it('notices a size that was copied from another symbol’s line of the prompt', async () => {
    const { cycle, stores } = await cycleBench({
      script: ({ messages }) => {
        const shown = messages.map(({ content }) => content).join('\n');
        const most = new RegExp(`^${ETH}: minimum .*at most 1x ([\\d.]+)`, 'm').exec(shown)?.[1];
        return reply(aBuy({ size: undefined, quantity: Number(most) }));
      },
    });
    const [decision] = (await cycle.run('manual')).decisions;
    expect(decision).toMatchObject({ outcome: 'denied', rule: 'other_symbols_size', figures: { other: ETH } });
    const { items } = await stores.decisions.list();
    const evaluation = await stores.decisions.evaluation(items[0]?.evaluationId ?? '');
    expect(JSON.stringify(evaluation?.judgeView)).toContain('shownMaxima');
  });

  it('names the decision on the orders and fills of a close, as on those of an entry', async () => {
    const { cycle, broker, stores } = await cycleBench({ script: [reply(aBuy()), reply(CLOSE)] });
    await cycle.run('manual');
    const [closed] = (await cycle.run('manual')).decisions;
    const exit = (await broker.getOrderHistory()).find(({ role }) => role === 'exit');
    expect(exit?.decisionId).toBe(closed?.decisionId);
    const { items } = await stores.executions.listFills({ limit: 1 });
    expect(items).toMatchObject([{ decisionId: closed?.decisionId }]);
  });

  it('has written prompt, reply and decision before the order leaves', async () => {
    const { stores, log } = failingLog();
    const { cycle, broker } = await cycleBench({ script: [reply(aBuy())], stores });
    broker.on('order.updated', ({ cause }) => log.push(cause.type));
    await cycle.run('manual');
    expect(log.slice(0, 3)).toEqual(['append', 'judged', 'order.submitted']);
    expect(log.at(-1)).toBe('settled');
  });

  it('keeps everything that it saw, said and did', async () => {
    const { cycle, stores } = await cycleBench({
      script: [reply(aBuy(), { action: 'hold', symbol: ETH, confidence: 0.5 })],
    });
    const { evaluationId, decisions } = await cycle.run('interval');
    const evaluation = await stores.decisions.evaluation(evaluationId);
    expect(evaluation).toMatchObject({
      trigger: 'interval',
      provider: 'scripted',
      templateVersion: 'v1',
      abstained: null,
    });
    expect(JSON.stringify(evaluation?.messages)).toContain('# Account');
    const rows = await Promise.all(decisions.map(({ decisionId }) => stores.decisions.decision(decisionId)));
    expect(rows.map((row) => [row?.action, row?.verdict?.outcome, row?.outcome?.outcome])).toEqual([
      ['buy', 'accept', 'executed'],
      ['hold', 'accept', 'executed'],
    ]);
    expect(rows[0]?.outcome?.clientOrderIds).toHaveLength(1);
    expect((await stores.executions.listFills()).items.map(({ decisionId }) => decisionId)).toEqual([
      decisions[0]?.decisionId,
    ]);
    expect((await stores.portfolio.latest())?.positions).toHaveLength(1);
  });

  it('carries out closes first, and a bad decision keeps no good one from being carried out', async () => {
    const { cycle, broker } = await cycleBench({
      script: [reply(aBuy()), reply(aBuy({ symbol: ETH, stop: 9_999, target: 3_300 }), CLOSE)],
    });
    await cycle.run('manual');
    const report = await cycle.run('manual');
    expect(report.decisions.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['close', 'executed'],
      ['buy', 'denied'],
    ]);
    expect(await broker.getPositions()).toEqual([]);
  });

  it('tells the next prompt what was refused, and with which figures', async () => {
    const { cycle, model, pass } = await cycleBench({ script: [reply(aBuy({ stop: 51_000 })), reply()] });
    const { decisions } = await cycle.run('manual');
    await pass(1);
    await cycle.run('manual');
    const prompt = JSON.stringify(model.requests[1]?.messages);
    expect(decisions[0]?.outcome).toBe('denied');
    expect(prompt).toContain(`buy ${BTC}: denied. ${JSON.stringify(decisions[0]?.message).slice(1, -1)}`);
  });

  it('keeps items that are no decisions, and tells the next prompt of them', async () => {
    const { cycle, model, pass } = await cycleBench({
      script: [
        reply(aBuy(), { action: 'close', symbol: ETH }, aBuy({ symbol: ETH, stop: 2_900, target: 3_300 })),
        reply(),
      ],
    });
    const { decisions } = await cycle.run('manual');
    expect(decisions.map(({ instrument, outcome, rule }) => [instrument, outcome, rule])).toEqual([
      [BTC, 'executed', null],
      [ETH, 'denied', 'contradicted'],
      [ETH, 'denied', 'contradicted'],
    ]);
    await pass(1);
    await cycle.run('manual');
    expect(JSON.stringify(model.requests[1]?.messages)).toContain(`close ${ETH}: denied.`);
  });

  it('refuses what is proposed again just as it was refused', async () => {
    const again = reply(aBuy({ stop: 51_000 }));
    const { cycle } = await cycleBench({ script: [again, again] });
    await cycle.run('manual');
    const { decisions } = await cycle.run('manual');
    expect(decisions[0]).toMatchObject({ outcome: 'denied', rule: 'repeated_refusal' });
  });

  it('tells in the outcome that a decision was cut down, and to what', async () => {
    const { cycle, broker } = await cycleBench({ script: [reply(aBuy({ size: 0.9, leverage: 3 }))] });
    const { decisions } = await cycle.run('manual');
    expect(decisions[0]).toMatchObject({ outcome: 'clamped', rule: 'position_margin_limit' });
    const [position] = await broker.getPositions();
    expect(position?.initialMargin.lte('5000')).toBe(true);
  });

  it('hands on for how many cycles the model wants to be left alone', async () => {
    const { cycle } = await cycleBench({ script: [JSON.stringify({ decisions: [], pauseCycles: 2 })] });
    expect(await cycle.run('interval')).toMatchObject({ status: 'completed', pauseCycles: 2 });
  });
});

describe('a model that gives no answer', () => {
  it('changes nothing, and is written down', async () => {
    const failure = new ModelError('The endpoint is busy.', { code: 'model/unavailable' });
    const { cycle, broker, stores } = await cycleBench({ script: [reply(aBuy()), failure] });
    await cycle.run('manual');
    const report = await cycle.run('manual');
    expect(report).toMatchObject({ status: 'model_failed', decisions: [], problem: expect.stringContaining('busy') });
    expect(await broker.getPositions()).toHaveLength(1);
    expect((await stores.decisions.evaluation(report.evaluationId))?.abstained?.message).toContain('busy');
  });

  it('is shown its error once, and may mend it', async () => {
    const { cycle, model } = await cycleBench({ script: ['I would buy.', reply(aBuy())] });
    const report = await cycle.run('manual');
    expect(report.decisions).toHaveLength(1);
    expect(model.requests[1]?.messages.slice(-2).map(({ role }) => role)).toEqual(['assistant', 'user']);
  });

  it('has failed when the mended reply is no better', async () => {
    const { cycle, model } = await cycleBench({ script: ['I would buy.', 'Really.'] });
    expect(await cycle.run('manual')).toMatchObject({ status: 'model_failed' });
    expect(model.requests).toHaveLength(2);
  });

  it('has failed when every item is refused, in the mended reply too', async () => {
    const script = [
      { decisions: [{ action: 'accumulate', symbol: ETH }], pauseCycles: 4 },
      { decisions: [{ action: 'monitor', symbol: BTC }], pauseCycles: 4 },
    ].map((said) => JSON.stringify(said));
    const { cycle, stores } = await cycleBench({ script });
    const report = await cycle.run('manual');
    expect(report).toMatchObject({ status: 'model_failed', decisions: [], pauseCycles: 0 });
    expect(report.problem).toContain('"monitor" is no action');
    const logged = await stores.decisions.evaluation(report.evaluationId);
    expect(logged).toMatchObject({
      abstained: { reason: 'no_decision' },
      repairs: {
        refused: [{ code: 'unknown_action', source: expect.stringContaining('monitor') }],
        corrected: [{ refused: [{ code: 'unknown_action', source: expect.stringContaining('accumulate') }] }],
      },
    });
  });

  it('is shown why every item is refused, and may mend it', async () => {
    const { cycle, model } = await cycleBench({ script: [reply(aBuy({ trailingStop: 2 })), reply(aBuy())] });
    expect(await cycle.run('manual')).toMatchObject({ status: 'completed', decisions: [{ outcome: 'executed' }] });
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('"trailingStop" is not understood');
  });

  it('is not asked to go on with a reply that was cut off', async () => {
    const { cycle, model } = await cycleBench({
      script: [{ text: '{"decisions":[{"action":"buy"', finishReason: 'length' }],
    });
    expect(await cycle.run('manual')).toMatchObject({ status: 'model_failed', decisions: [] });
    expect(model.requests).toHaveLength(1);
  });
});

describe('a decision log that cannot be written', () => {
  it('stops opens, and lets exits go on', async () => {
    const { stores, fail } = failingLog();
    const { cycle, broker } = await cycleBench({
      script: [reply(aBuy()), reply(CLOSE, aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }))],
      stores,
    });
    await cycle.run('manual');
    fail(true);
    const report = await cycle.run('manual');
    expect(report.decisions.map(({ action, outcome, rule }) => [action, outcome, rule])).toEqual([
      ['close', 'executed', null],
      ['buy', 'denied', 'decision_log_unavailable'],
    ]);
    expect(await broker.getPositions()).toEqual([]);
  });

  it('gets what waited, in its order, when it can be written again', async () => {
    const { stores, fail, log } = failingLog();
    const { cycle } = await cycleBench({ script: [reply(aBuy()), reply(CLOSE), reply()], stores });
    await cycle.run('manual');
    fail(true);
    const { decisions } = await cycle.run('manual');
    fail(false);
    log.splice(0);
    await cycle.run('manual');
    expect(log).toEqual(['append', 'judged', 'settled', 'append']);
    const [closed] = decisions;
    expect((await stores.decisions.decision(closed?.decisionId ?? ''))?.outcome?.outcome).toBe('executed');
  });
});

describe('opens that are blocked', () => {
  it.each([
    ['by the scheduler', { opensBlockedBy: () => 'safe mode' }, 'trading_paused'],
    [
      'by the budget for the model',
      {
        costs: {
          charge: () => ({ costUsd: '1' }) as never,
          budget: () => ({ opens: 'paused', reason: 'spent', message: 'Spent.', figures: {} }) as const,
        },
      },
      'model_budget',
    ],
  ])('are denied %s, while closing goes on', async (_name, options, rule) => {
    const bench = await cycleBench({ script: [reply(aBuy())], options });
    await bench.broker.placeOrder({ instrument: ETH, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    expect((await bench.cycle.run('manual')).decisions).toMatchObject([{ outcome: 'denied', rule }]);
    const closing = await cycleBench({ script: [reply({ ...CLOSE, symbol: ETH })], options });
    await closing.broker.placeOrder({ instrument: ETH, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    expect((await closing.cycle.run('manual')).decisions).toMatchObject([{ outcome: 'executed' }]);
  });
});

describe('a model that takes its time', () => {
  it('is judged by the prices of the moment at which it has answered', async () => {
    const bench: CycleBench = await cycleBench({
      script: async () => {
        await bench.pass(2, { [BTC]: '48900' });
        return reply(aBuy());
      },
    });
    const { decisions } = await bench.cycle.run('manual');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'stop_side' }]);
    const row = await bench.stores.decisions.decision(decisions[0]?.decisionId ?? '');
    expect(row?.verdict?.findings).toMatchObject([{ figures: { price: '48900' } }]);
  });

  it('opens nothing and closes all the same when the account cannot be read again', async () => {
    let isAway = false;
    const bench: CycleBench = await cycleBench({
      script: async () => {
        await bench.pass(2);
        isAway = true;
        return reply(CLOSE, aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }));
      },
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            if (key === 'getSnapshot' && isAway) return () => Promise.reject(new Error('the account is away'));
            const value = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    await bench.broker.placeOrder({ instrument: BTC, side: 'buy', quantity: '0.1', pricing: { type: 'market' } });
    const { decisions } = await bench.cycle.run('manual');
    expect(decisions.map(({ action, outcome, rule }) => [action, outcome, rule])).toEqual([
      ['close', 'executed', null],
      ['buy', 'denied', 'stale_data'],
    ]);
  });
});

describe('a broker that fails', () => {
  it('ends one decision and not the next', async () => {
    const { cycle } = await cycleBench({
      script: [reply(aBuy(), aBuy({ symbol: ETH, stop: 2_900, target: 3_300 }))],
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            if (key === 'placeOrder') {
              return async (intent: Parameters<typeof target.placeOrder>[0]) => {
                if (intent.instrument === BTC) throw new Error('the line is down');
                return target.placeOrder(intent);
              };
            }
            const value = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    const { decisions } = await cycle.run('manual');
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['failed', 'executed']);
  });

  it('ends the cycle when the account cannot be read, with no question to the model', async () => {
    const { cycle, model } = await cycleBench({
      script: [reply()],
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            if (key === 'getBalance') return () => Promise.reject(new Error('the account is away'));
            const value = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    expect(await cycle.run('manual')).toMatchObject({
      status: 'failed',
      problem: 'the account is away',
      decisions: [],
    });
    expect(model.requests).toEqual([]);
  });
});

describe('a decision whose order was not known in time', () => {
  it('has its end written by the next cycle', async () => {
    const { cycle, stores } = await cycleBench({
      script: [reply(aBuy()), reply()],
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            if (key === 'placeOrder') {
              return async (intent: Parameters<typeof target.placeOrder>[0]) => {
                const { identity, progress } = await target.placeOrder(intent);
                return makeOrder(identity, { ...progress, state: 'unresolved' });
              };
            }
            const value: unknown = Reflect.get(target, key, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    });
    const [decision] = (await cycle.run('manual')).decisions;
    expect(decision?.outcome).toBe('unresolved');
    await cycle.run('manual');
    const row = await stores.decisions.decision(decision?.decisionId ?? '');
    expect(row?.outcome).toMatchObject({ outcome: 'executed', clientOrderIds: decision?.clientOrderIds });
  });
});

describe('a decision that broke off when its order had left', () => {
  it.each([
    ['an entry', [reply(aBuy()), reply()], 'placeOrder'],
    ['a close', [reply(aBuy()), reply(CLOSE), reply()], 'closePosition'],
  ] as const)('has the end of its order written by the next cycle: %s', async (_what, script, command) => {
    let breaks = false;
    const { cycle, stores } = await cycleBench({
      script,
      broker: (broker) =>
        new Proxy(broker, {
          get(target, key) {
            const value: unknown = Reflect.get(target, key, target);
            if (typeof value !== 'function') return value;
            if (key !== command) return value.bind(target);
            return async (...args: unknown[]) => {
              const done: unknown = await value.apply(target, args);
              if (breaks) throw new Error('the line broke behind the order');
              return done;
            };
          },
        }),
    });
    for (const _before of script.slice(2)) await cycle.run('manual');
    breaks = true;
    const [decision] = (await cycle.run('manual')).decisions;
    expect(decision).toMatchObject({ outcome: 'failed' });
    await cycle.run('manual');
    const { outcome } = (await stores.decisions.decision(decision?.decisionId ?? '')) ?? {};
    expect(outcome).toMatchObject({ outcome: 'executed', rule: null, clientOrderIds: [expect.any(String)] });
  });
});

describe('a restart', () => {
  it.each([
    ['an entry', [reply(aBuy())]],
    ['a close', [reply(aBuy()), reply(CLOSE)]],
  ])('settles %s of which the end was not written, and sends nothing', async (_name, script) => {
    const { stores } = failingLog();
    const { cycle, broker, clock, model } = await cycleBench({ script, stores });
    for (const _before of script.slice(1)) await cycle.run('manual');
    const settled = stores.decisions.settled;
    Object.assign(stores.decisions, { settled: async () => {} });
    const { decisions } = await cycle.run('manual');
    Object.assign(stores.decisions, { settled });
    const again = new TradingCycle({ broker, model, stores, symbols: [BTC], clock, uuid: () => 'f'.repeat(8) });
    const before = (await broker.getFills()).length;
    await again.start();
    expect(await stores.decisions.decision(decisions[0]?.decisionId ?? '')).toMatchObject({
      outcome: { outcome: 'executed', clientOrderIds: decisions[0]?.clientOrderIds },
    });
    expect(await broker.getFills()).toHaveLength(before);
  });
});
