import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, ZERO } from '../../src/domain/decimal.ts';
import { fromMoney } from '../../src/domain/money.ts';
import { LIFECYCLE, type OrderState } from '../../src/domain/order-lifecycle.ts';
import { pauseSwitch } from '../../src/interceptors/index.ts';
import { memoryStateStore } from '../../src/persistence/memory-state-store.ts';
import { countingIds, MARKET_STYLES } from '../../src/testing/index.ts';
import { BrokerWorld, settled } from './broker-world.ts';
import { script } from './script.ts';

const anyStyle = fc.constantFrom(...MARKET_STYLES);
const total = (amounts: Iterable<Decimal>) => [...amounts].reduce((sum, amount) => sum.add(amount), ZERO);

describe('law: ours equals theirs', () => {
  it('finds no drift after any day of trading', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker, events } = await (await BrokerWorld.open(style)).play(actions);
        expect(await broker.reconcile()).toEqual([]);
        expect(events.filter(({ type }) => type === 'position.drifted')).toEqual([]);
      }),
    );
  });

  it('finds none either while commands are under way', async () => {
    const latency = { type: 'jitter', minMs: 0, maxMs: 90_000 } as const;
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const world = await BrokerWorld.open(style, { config: { latency } });
        world.onStep = async () => expect(await world.broker.reconcile()).toEqual([]);
        await world.play(actions);
      }),
    );
  });

  it('knows every open order that the venue has, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const world = await (await BrokerWorld.open(style)).play(actions);
        const { broker, venue } = await world.arrive();
        const ours = (await broker.getOpenOrders()).map(({ clientOrderId }) => clientOrderId).sort();
        const theirs = (await venue?.fetchAccount())?.orders.rows.map(({ clientOrderId }) => clientOrderId).sort();
        expect(ours).toEqual(theirs);
      }),
    );
  });
});

describe('law: what is free is what the venue says is free', () => {
  it('holds in every currency after every step', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const world = await BrokerWorld.open(style);
        world.onStep = async () => {
          const theirs = await world.venue?.fetchAccount();
          // What waits for liquidity binds nothing at the venue, and here as if it rested.
          const isWaiting = theirs?.orders.rows.some(
            ({ state, limitPrice }) => state !== 'armed' && limitPrice === null,
          );
          const isUnderWay = (await world.broker.getOpenOrders()).some(({ state }) => state === 'submitted');
          if (isWaiting || isUnderWay) return;
          const ours = new Map((await world.broker.getBalance()).currencies.map((row) => [row.currency, row]));
          for (const { currency, free } of theirs?.balances.rows ?? []) {
            expect(ours.get(currency)?.free.toFixed() ?? '0').toBe(fromMoney(free > 0n ? free : 0n).toFixed());
          }
        };
        await world.play(actions);
      }),
    );
  });
});

describe('law: same seed, same bytes', () => {
  it('tells the same events for the same day, whatever slippage and latency draw', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(30), fc.nat(1000), async (style, actions, seed) => {
        const config = {
          seed,
          slippage: { type: 'fraction', fraction: '0.0005' },
          latency: { type: 'jitter', minMs: 0, maxMs: 90_000 },
        } as const;
        const run = async () => (await (await BrokerWorld.open(style, { config })).play(actions)).printed();
        expect(await run()).toBe(await run());
      }),
    );
  });
});

describe('law: equity adds up', () => {
  it('is cash, isolated margin and unrealized profit in every currency', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker } = await (await BrokerWorld.open(style)).play(actions);
        const swaps = (await broker.getPositions()).filter(({ marginMode }) => marginMode !== 'cash');
        for (const row of (await broker.getBalance()).currencies) {
          const mine = row.currency === 'USDT' ? swaps : [];
          const margin = total(mine.map(({ isolatedMargin }) => isolatedMargin));
          const unrealized = total(mine.map(({ unrealizedPnl }) => unrealizedPnl ?? ZERO));
          expect(row.unrealizedPnl.toFixed()).toBe(unrealized.toFixed());
          expect(row.equity.toFixed()).toBe(row.cash.add(margin).add(unrealized).toFixed());
        }
      }),
    );
  });

  it('is the same in balance and snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker } = await (await BrokerWorld.open(style)).play(actions);
        const [balance, snapshot] = [await broker.getBalance(), await broker.getSnapshot()];
        expect(snapshot.equity.toFixed()).toBe(balance.equity.toFixed());
        expect(snapshot.drawdownFraction.gte(0)).toBe(true);
      }),
    );
  });
});

describe("law: an order's figures are the sums of its fills", () => {
  it('holds for every order: filled quantity, fee and average price', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker } = await (await BrokerWorld.open(style)).play(actions);
        for (const order of [...(await broker.getOpenOrders()), ...(await broker.getOrderHistory())]) {
          const fills = await broker.getFills({ clientOrderId: order.clientOrderId });
          expect(total(fills.map(({ quantity }) => quantity)).toFixed()).toBe(order.filledQuantity.toFixed());
          expect(total(fills.map(({ fee }) => fee)).toFixed()).toBe(order.fee.toFixed());
          expect(order.filledQuantity.lte(order.quantity)).toBe(true);
        }
      }),
    );
  });

  it('sums up over the account: fees of open and closed positions are those of all fills', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker } = await (await BrokerWorld.open(style)).play(actions);
        const fills = (await broker.getFills()).filter(({ marginMode }) => marginMode !== 'cash');
        const open = (await broker.getPositions()).filter(({ marginMode }) => marginMode !== 'cash');
        const closed = (await broker.getClosedPositions()).filter(({ marginMode }) => marginMode !== 'cash');
        const booked = total([...open, ...closed].map(({ fees }) => fees));
        expect(
          booked
            .sub(total(fills.map(({ fee }) => fee)))
            .abs()
            .lt('1e-20'),
        ).toBe(true);
      }),
    );
  });

  it('closes every position at a net result of profit less fees plus funding', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker } = await (await BrokerWorld.open(style)).play(actions);
        for (const { netPnl, realizedPnl, fees, funding } of await broker.getClosedPositions()) {
          expect(netPnl.toFixed()).toBe(realizedPnl.sub(fees).add(funding).toFixed());
        }
      }),
    );
  });
});

describe('law: events tell everything, once and in order', () => {
  it('numbers them without a gap and never runs backwards in time', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { events } = await (await BrokerWorld.open(style)).play(actions);
        events.forEach(({ sequence, at }, index) => {
          expect(sequence).toBe((events[0]?.sequence ?? 0) + index);
          const before = events[index - 1];
          expect(at, `${before?.type} before`).toBeGreaterThanOrEqual(before?.at ?? 0);
        });
      }),
    );
  });

  it('tells only steps that the lifecycle applies, and the state that it shows in the end', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { broker, events } = await (await BrokerWorld.open(style)).play(actions);
        const states = new Map<string, OrderState>();
        for (const event of events) {
          if (event.type !== 'order.updated') continue;
          const before = states.get(event.order.clientOrderId);
          if (before !== undefined) expect(LIFECYCLE[before][event.cause.type]).toBe('apply');
          states.set(event.order.clientOrderId, event.order.state);
        }
        for (const [clientOrderId, state] of states) {
          expect((await broker.getOrder({ clientOrderId })).state).toBe(state);
        }
      }),
    );
  });

  it('opens and closes positions in turn', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const { events } = await (await BrokerWorld.open(style)).play(actions);
        const open = new Set<string>();
        for (const event of events) {
          if (event.type === 'position.opened') {
            const key = `${event.position.instrument}|${event.position.marginMode}`;
            expect(open.has(key)).toBe(false);
            open.add(key);
          } else if (event.type === 'position.closed') {
            expect(open.delete(`${event.closed.instrument}|${event.closed.marginMode}`)).toBe(true);
          }
        }
      }),
    );
  });
});

describe('law: replaying a fill changes nothing', () => {
  it('hears every fill of the day again without a change', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(), async (style, actions) => {
        const world = await (await BrokerWorld.open(style)).play(actions);
        const read = async () => {
          const { at: _at, ...balance } = await world.broker.getBalance();
          return JSON.stringify([balance, await world.broker.getPositions(), await world.broker.getFills()]);
        };
        const before = await read();
        const told = world.events.length;
        for (const event of world.events.slice()) {
          if (event.type !== 'order.filled') continue;
          const { fill } = event;
          const { clientOrderId, at } = fill;
          world.venue?.push({ type: 'order', event: { type: 'order.filled', clientOrderId, at, fill } });
        }
        await settled();
        expect(await read()).toBe(before);
        expect(world.events.length).toBe(told);
      }),
    );
  });
});

describe('law: the way out stays open', () => {
  it('closes every position while trading is paused and every limit is broken', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(30), async (style, actions) => {
        let isPaused = false;
        const world = await BrokerWorld.open(style, {
          config: { risk: { mode: 'enforce', limits: { maxDailyLoss: '0.01', maxDrawdownFraction: '0.000001' } } },
          dependencies: { pause: pauseSwitch(() => isPaused) },
        });
        // What is under way may fill before a cancel reaches it.
        await (await world.play(actions)).arrive();
        isPaused = true;
        await world.broker.cancelAllOrders();
        expect(await world.broker.getOpenOrders()).toEqual([]);
        for (const position of await world.broker.getPositions()) {
          if (position.marginMode === 'cash') continue;
          const { orders } = await world.broker.closePosition(position);
          for (const order of orders) expect(order.denial).toBeNull();
        }
      }),
    );
  });
});

describe('law: what the preview lets pass is not denied', () => {
  it('denies an order exactly when its preview says so, for the same reason', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(30), async (style, actions) => {
        const world = await BrokerWorld.open(style, { config: { risk: { mode: 'enforce' } } });
        const place = world.broker.placeOrder.bind(world.broker);
        world.broker.placeOrder = async (intent, options) => {
          const seen = (await world.broker.preview(intent)).denial;
          const order = await place(intent, options);
          expect(order.denial?.code ?? null).toBe(seen?.code ?? null);
          return order;
        };
        await world.play(actions);
      }),
    );
  });
});

describe('law: snapshot and restore change nothing', () => {
  it('carries on after a restart with the same cash, swap positions and open orders', async () => {
    await fc.assert(
      fc.asyncProperty(anyStyle, script(25), async (style, actions) => {
        const stateStore = memoryStateStore();
        const dependencies = { stateStore, ids: countingIds('a') };
        const first = await (await (await BrokerWorld.open(style, { dependencies })).play(actions)).arrive();
        const read = async ({ broker }: BrokerWorld) => {
          const { currencies } = await broker.getBalance();
          // What spot coins cost is known to the ledger alone, which begins anew; the coins themselves are cash.
          const positions = (await broker.getPositions()).filter(({ marginMode }) => marginMode !== 'cash');
          const orders = await broker.getOpenOrders();
          return JSON.stringify([
            currencies.flatMap(({ currency, cash }) => (cash.isZero() ? [] : [[currency, cash]])).sort(),
            positions.map(({ instrument, side, quantity }) => [instrument, side, quantity]).sort(),
            orders.map(({ clientOrderId, state, quantity }) => [clientOrderId, state, quantity]).sort(),
          ]);
        };
        const before = await read(first);
        await first.broker.close();
        const second = await BrokerWorld.open(style, { dependencies: { stateStore, ids: countingIds('b') } });
        expect(second.events.filter(({ type }) => type === 'position.drifted')).toEqual([]);
        expect(await read(second)).toBe(before);
        expect(await second.broker.reconcile()).toEqual([]);
        await second.broker.close();
      }),
    );
  });
});
