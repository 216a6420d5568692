import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARKET_STYLES } from '../../src/testing/index.ts';
import { ACCOUNT, ExchangeWorld } from './exchange-world.ts';
import { script } from './script.ts';

const anyStyle = fc.constantFrom(...MARKET_STYLES);

/** Signed lots by position, after each fill in the order in which they happened. */
function* positionsByFill(world: ExchangeWorld) {
  const lots = new Map<string, number>();
  for (const { facts } of world.fills()) {
    if (facts.instrument.type !== 'swap') continue;
    const key = `${facts.instrument.id}|${facts.marginMode}`;
    const before = lots.get(key) ?? 0;
    const after = before + (facts.side === 'buy' ? facts.lots : -facts.lots);
    lots.set(key, after);
    yield { facts, before, after };
  }
}

describe('law: reduce-only never opens', () => {
  it('only ever brings a position nearer to zero, and never past it', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        for (const { facts, before, after } of positionsByFill(world)) {
          const order = world.exchange.order(ACCOUNT, { clientOrderId: facts.clientOrderId });
          if (order?.effect !== 'reduce_only') continue;
          expect(Math.abs(after)).toBeLessThan(Math.abs(before));
          expect(after === 0 || Math.sign(after) === Math.sign(before)).toBe(true);
        }
      }),
    );
  });

  it('holds for stops, targets and liquidations as well: none of them opens', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        for (const { facts, before, after } of positionsByFill(world)) {
          const role = world.exchange.order(ACCOUNT, { clientOrderId: facts.clientOrderId })?.role;
          if (role === 'entry' || role === 'exit' || role === undefined) continue;
          expect(Math.abs(after)).toBeLessThan(Math.abs(before));
        }
      }),
    );
  });
});

describe('law: stop and target never fill beyond the position', () => {
  it('fills no more by protection than its entry bought', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const exits = new Map<string, number>();
        for (const { facts } of world.fills()) {
          const parent = world.exchange.order(ACCOUNT, { clientOrderId: facts.clientOrderId })?.parentClientOrderId;
          if (parent != null) exits.set(parent, (exits.get(parent) ?? 0) + facts.lots);
        }
        for (const [clientOrderId, lots] of exits) {
          const entry = world.exchange.order(ACCOUNT, { clientOrderId });
          expect(lots).toBeLessThanOrEqual(entry?.progress.filledLots ?? 0);
        }
      }),
    );
  });
});

describe('law: protection never outlives its position', () => {
  it('has no protective order where there is no position', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style);
        world.onStep = () => {
          const { exchange } = world;
          for (const order of exchange.openOrders(ACCOUNT)) {
            if (order.role !== 'stop_loss' && order.role !== 'take_profit') continue;
            const state = exchange.account(ACCOUNT).position(order.identity.instrument, order.marginMode);
            expect(state.lots, `${order.role} of ${order.instrument} ${order.marginMode}`).not.toBe(0);
            expect(state.lots > 0 ? 'sell' : 'buy').toBe(order.side);
            expect(order.progress.lots - order.progress.filledLots).toBeLessThanOrEqual(Math.abs(state.lots));
          }
        };
        world.play(actions);
      }),
    );
  });
});

describe('law: the account shadows its fills', () => {
  it('holds in every position exactly what its fills bought and sold', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const lots = new Map<string, number>();
        for (const { facts, after } of positionsByFill(world)) {
          lots.set(`${facts.instrument.id}|${facts.marginMode}`, after);
        }
        for (const state of world.exchange.account(ACCOUNT).positions()) {
          const key = `${state.instrument.id}|${state.isolated ? 'isolated' : 'cross'}`;
          expect(state.lots).toBe(lots.get(key) ?? 0);
        }
      }),
    );
  });

  it('has paid in fees exactly the sum of what its fills say', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        const told = world.fills().reduce((sum, { facts }) => {
          return facts.instrument.type === 'swap' ? sum + facts.feeMoney : sum;
        }, 0n);
        let booked = 0n;
        for (const state of world.exchange.account(ACCOUNT).positions()) booked += state.fees();
        expect(booked).toBe(told);
      }),
    );
  });

  it('has received in funding exactly the sum of its ledger', () => {
    fc.assert(
      fc.property(anyStyle, script(), (style, actions) => {
        const world = new ExchangeWorld(style).play(actions);
        let told = 0n;
        for (const event of world.heard) {
          if (event.type === 'ledger' && event.entry.type === 'funding') told += event.entry.amount;
        }
        let booked = 0n;
        for (const state of world.exchange.account(ACCOUNT).positions()) booked += state.funding;
        expect(booked).toBe(told);
      }),
    );
  });
});
