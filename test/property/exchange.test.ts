import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../src/domain/apply-order-event.ts';
import { fromMoney } from '../../src/domain/money.ts';
import { isTerminal } from '../../src/domain/order-lifecycle.ts';
import { MARKET_STYLES } from '../../src/testing/index.ts';
import { ACCOUNT, ExchangeWorld } from './exchange-world.ts';
import { SPOT, script, TRADED } from './script.ts';

const anyStyle = fc.constantFrom(...MARKET_STYLES);

describe('law: money is conserved', () => {
  it('holds over any orders, funding and liquidation: equity is what was deposited, traded, paid and received', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const expected = fromMoney(world.expectedEquity()).toFixed();
        expect(fromMoney(world.exchange.equity(ACCOUNT, 'USDT')).toFixed()).toBe(expected);
      }),
    );
  });

  it('holds for the base currency of spot', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        let base = 10n * 10n ** 32n;
        for (const { facts } of world.fills()) {
          if (facts.instrument !== SPOT) continue;
          const quantity = BigInt(facts.lots) * SPOT.lotMoney;
          base += facts.side === 'buy' ? quantity - facts.feeMoney : -quantity;
        }
        expect(world.exchange.account(ACCOUNT).cash('AAA')).toBe(base);
        expect(base >= 0n).toBe(true);
      }),
    );
  });

  it('leaves cash alone and nothing bound once everything is closed', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        for (let round = 0; round < 60; round++) {
          world.flatten();
          for (const instrument of TRADED) world.market.setPrice(instrument.id, world.price(instrument).toFixed());
        }
        const { exchange } = world;
        const open = [...exchange.account(ACCOUNT).positions()].filter(({ lots }) => lots !== 0);
        // No order is small enough for a rest below the smallest one; docs/simulation.md says so.
        expect(open.filter(({ lots, instrument }) => Math.abs(lots) >= instrument.minLots)).toEqual([]);
        expect(exchange.openOrders(ACCOUNT)).toEqual([]);
        fc.pre(open.length === 0);
        expect(exchange.equity(ACCOUNT, 'USDT')).toBe(exchange.account(ACCOUNT).cash('USDT'));
        expect(exchange.free(ACCOUNT, 'USDT')).toBe(exchange.account(ACCOUNT).cash('USDT'));
      }),
    );
  });
});

describe('law: equity adds up', () => {
  it('is cash, isolated margin and unrealized profit after every step', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style);
        world.onStep = () => {
          const { exchange } = world;
          const account = exchange.account(ACCOUNT);
          let equity = account.cash('USDT');
          for (const state of account.positions()) {
            equity += state.margin + state.unrealized(exchange.marks(state.instrument) ?? 0);
          }
          expect(exchange.equity(ACCOUNT, 'USDT')).toBe(equity);
        };
        world.play(actions);
      }),
    );
  });

  it('never leaves more free than the account is worth', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style);
        world.onStep = () => {
          const free = world.exchange.free(ACCOUNT, 'USDT');
          const positions = [...world.exchange.account(ACCOUNT).positions()];
          const gainOf = (position: (typeof positions)[number]): bigint =>
            position.unrealized(world.exchange.marks(position.instrument) ?? 0);
          // An isolated position can lose no more than its margin, whatever it has lost until it is liquidated.
          const unpaid = positions.reduce((sum, position) => {
            const left = position.margin + gainOf(position);
            return position.isolated && left < 0n ? sum - left : sum;
          }, 0n);
          const worth = world.exchange.equity(ACCOUNT, 'USDT') + unpaid;
          expect(free <= (worth > 0n ? worth : 0n)).toBe(true);
          // Positions may bind more than the account is worth, but only by what they have lost, and by the margin of that:
          // it is reckoned at the mark price, which rises as a short loses.
          const lost = positions.reduce((sum, position) => (gainOf(position) < 0n ? sum - gainOf(position) : sum), 0n);
          expect(free >= -2n * lost).toBe(true);
        };
        world.play(actions);
      }),
    );
  });

  it('never goes on trading below zero: a liquidation leaves no debt', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const { exchange } = world;
        const open = [...exchange.account(ACCOUNT).positions()].some(({ lots }) => lots !== 0);
        if (!open) expect(exchange.account(ACCOUNT).cash('USDT') >= 0n).toBe(true);
      }),
    );
  });
});

describe('law: same seed, same bytes', () => {
  it('gives the same news for the same steps', () => {
    fc.assert(
      fc.property(anyStyle, script(), fc.nat(), (style, actions, seed) => {
        const latency = { type: 'jitter', minMs: 0, maxMs: 90_000 } as const;
        const run = () => new ExchangeWorld(style, { seed, latency }).play(actions).printed();
        expect(run()).toBe(run());
      }),
    );
  });
});

describe('law: snapshot and restore change nothing', () => {
  it('has the same future from any instant on', () => {
    fc.assert(
      fc.property(anyStyle, script(20), script(20), (style, before, after) => {
        const first = new ExchangeWorld(style).play(before);
        const saved: unknown = JSON.parse(JSON.stringify(first.exchange.snapshot()));
        const second = new ExchangeWorld(style).play(before);
        second.exchange.restore(saved);
        first.play(after);
        second.play(after);
        expect(second.printed()).toBe(first.printed());
        expect(second.exchange.snapshot()).toEqual(first.exchange.snapshot());
      }),
    );
  });

  it('saves what it restored', () => {
    fc.assert(
      fc.property(anyStyle, script(25), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const saved: unknown = JSON.parse(JSON.stringify(world.exchange.snapshot()));
        const empty = new ExchangeWorld(style);
        empty.exchange.restore(saved);
        expect(JSON.parse(JSON.stringify(empty.exchange.snapshot()))).toEqual(saved);
      }),
    );
  });
});

describe('law: the lifecycle never reaches an illegal state', () => {
  it('tells only what can happen to an order, and what it shows is what it told', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const orders = new Map<string, ReturnType<typeof applyOrderEvent>>();
        for (const event of world.heard) {
          if (event.type === 'appeared') orders.set(event.order.clientOrderId, event.order);
          if (event.type !== 'order') continue;
          const known = orders.get(event.event.clientOrderId);
          if (known === undefined) continue;
          orders.set(known.clientOrderId, applyOrderEvent(known, event.event));
        }
        for (const [clientOrderId, order] of orders) {
          const shown = world.exchange.order(ACCOUNT, { clientOrderId });
          expect(shown?.state).toBe(order.state);
          expect(shown?.progress.filledLots).toBe(order.progress.filledLots);
        }
      }),
    );
  });

  it('never fills more than was ordered, and no fill twice', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const filled = new Map<string, number>();
        const ids = new Set<string>();
        for (const { facts } of world.fills()) {
          filled.set(facts.clientOrderId, (filled.get(facts.clientOrderId) ?? 0) + facts.lots);
          expect(ids.has(`${facts.instrument.id}|${facts.fillId}`)).toBe(false);
          ids.add(`${facts.instrument.id}|${facts.fillId}`);
        }
        for (const [clientOrderId, lots] of filled) {
          const order = world.exchange.order(ACCOUNT, { clientOrderId });
          expect(order?.progress.filledLots).toBe(lots);
          expect(lots).toBeLessThanOrEqual(order?.progress.lots ?? 0);
        }
      }),
    );
  });

  it('keeps no ended order open and no open order ended', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        for (const order of world.exchange.openOrders(ACCOUNT)) {
          expect(isTerminal(order.state)).toBe(false);
          expect(order.progress.filledLots).toBeLessThan(order.progress.lots);
        }
      }),
    );
  });
});

describe('law: an order gets no worse a price than it allows', () => {
  it('fills limits at their price or better', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style);
        let seen = 0;
        world.onStep = () => {
          const fills = world.fills();
          for (const { facts } of fills.slice(seen)) {
            const limit = world.exchange.order(ACCOUNT, facts)?.progress.limitTicks ?? null;
            if (limit === null) continue;
            if (facts.side === 'buy') expect(facts.ticks).toBeLessThanOrEqual(limit);
            else expect(facts.ticks).toBeGreaterThanOrEqual(limit);
          }
          seen = fills.length;
        };
        world.play(actions);
      }),
    );
  });

  it('fills nothing before its order was sent', () => {
    const anyLatency = fc.constantFrom({ type: 'none' } as const, { type: 'jitter', minMs: 0, maxMs: 90_000 } as const);
    fc.assert(
      fc.property(anyStyle, script(), anyLatency, (style, actions, latency) => {
        const world = new ExchangeWorld(style, { latency });
        const sentAt = new Map<string, number>();
        const { exchange } = world;
        const submit = exchange.submit.bind(exchange);
        exchange.submit = (account, command) => {
          sentAt.set(command.clientOrderId, exchange.now);
          return submit(account, command);
        };
        for (const { at, clientOrderId } of world.play(actions).fills()) {
          expect(at).toBeGreaterThanOrEqual(sentAt.get(clientOrderId) ?? 0);
        }
      }),
    );
  });

  it('fills nothing at all in bars without volume', () => {
    fc.assert(
      fc.property(script(), (actions) => {
        const still = actions.map((action) => (action.do === 'move' ? { ...action, volume: 0 } : action));
        expect(new ExchangeWorld('candles', {}, '0').play(still).fills()).toEqual([]);
      }),
    );
  });
});
