import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountState } from '../../src/domain/account-state.ts';
import { fromMoney, type Money } from '../../src/domain/money.ts';
import { PositionState } from '../../src/domain/position-state.ts';
import { anInstrument } from '../../src/testing/index.ts';
import { anySwap, type Trade, trades } from './arbitraries.ts';

function traded(instrument = anInstrument(), script: readonly Trade[] = [], isolated = false): PositionState {
  const position = new PositionState(instrument, { isolated, leverage: 300 });
  for (const { lots, ticks } of script) position.fill(lots, ticks);
  return position;
}

/** What a list of trades moved in quote currency: negative when bought. */
function cashFlow(script: readonly Trade[]): bigint {
  return script.reduce((sum, { lots, ticks }) => sum - BigInt(lots) * BigInt(ticks), 0n);
}

const anyMarks = fc.integer({ min: 1, max: 2_000_000 });

describe('law: realized + unrealized = cash flow + inventory × mark', () => {
  it('holds to the last digit after any trades', () => {
    fc.assert(
      fc.property(anySwap, trades, anyMarks, (instrument, script, ticks) => {
        const position = traded(instrument, script);
        const marks = ticks * instrument.marksPerTick;
        const inventory = BigInt(position.lots) * BigInt(marks) * instrument.markMoney;
        const flow = cashFlow(script) * instrument.costMoney;
        expect(position.realizedMoney() + position.unrealized(marks)).toBe(flow + inventory);
      }),
    );
  });

  it('leaves a flat position with no cost, no margin and no unrealized profit', () => {
    fc.assert(
      fc.property(anySwap, trades, anyMarks, fc.boolean(), (instrument, script, ticks, isolated) => {
        const position = traded(instrument, script, isolated);
        if (position.lots !== 0) position.fill(-position.lots, ticks);
        expect(BigInt(position.cost)).toBe(0n);
        expect(position.margin).toBe(0n);
        expect(position.unrealized(ticks * instrument.marksPerTick)).toBe(0n);
      }),
    );
  });

  it('is the same for a long as for its mirror image', () => {
    fc.assert(
      fc.property(anySwap, trades, anyMarks, (instrument, script, ticks) => {
        const marks = ticks * instrument.marksPerTick;
        const long = traded(instrument, script);
        const short = traded(
          instrument,
          script.map((one) => ({ ...one, lots: -one.lots })),
        );
        expect(short.lots + long.lots).toBe(0);
        expect(BigInt(short.cost)).toBe(BigInt(long.cost));
        expect(short.realizedMoney() + short.unrealized(marks)).toBe(-long.realizedMoney() - long.unrealized(marks));
      }),
    );
  });

  it('does not depend on whether a trade came in one fill or in many', () => {
    fc.assert(
      fc.property(anySwap, trades, fc.integer({ min: 2, max: 7 }), anyMarks, (instrument, script, parts, ticks) => {
        const whole = traded(instrument, script);
        const split = traded(
          instrument,
          script.flatMap((one) => inParts(one, parts)),
        );
        const marks = ticks * instrument.marksPerTick;
        expect(split.lots).toBe(whole.lots);
        expect(split.realizedMoney() + split.unrealized(marks)).toBe(whole.realizedMoney() + whole.unrealized(marks));
      }),
    );
  });
});

function inParts({ lots, ticks }: Trade, parts: number): readonly Trade[] {
  const part = Math.trunc(lots / parts);
  if (part === 0) return [{ lots, ticks }];
  const pieces = Array.from({ length: parts - 1 }, () => ({ lots: part, ticks }));
  return [...pieces, { lots: lots - part * (parts - 1), ticks }];
}

describe('law: a cost basis is kept, not an average', () => {
  it('keeps the cost of a position that only grows equal to what was paid', () => {
    fc.assert(
      fc.property(anySwap, trades, (instrument, script) => {
        const bought = script.map((one) => ({ ...one, lots: Math.abs(one.lots) }));
        const position = traded(instrument, bought);
        expect(BigInt(position.cost)).toBe(-cashFlow(bought));
        expect(position.realizedMoney()).toBe(0n);
      }),
    );
  });

  it('never lets the margin of an isolated position go below zero', () => {
    fc.assert(
      fc.property(anySwap, trades, (instrument, script) => {
        const position = new PositionState(instrument, { isolated: true, leverage: 300 });
        for (const { lots, ticks } of script) {
          position.fill(lots, ticks);
          expect(position.margin >= 0n).toBe(true);
        }
      }),
    );
  });
});

describe('law: money is conserved', () => {
  const spotTrades = fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      lots: fc.integer({ min: 1, max: 1_000_000_000 }),
      ticks: fc.integer({ min: 1, max: 2_000_000 }),
      feePpm: fc.integer({ min: -200, max: 2000 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('moves between base and quote on spot, less the fees', () => {
    fc.assert(
      fc.property(spotTrades, (script) => {
        const instrument = anInstrument({ type: 'spot' });
        const account = new AccountState({ defaultLeverage: 100 });
        let base: Money = 0n;
        let quote: Money = 0n;
        for (const { side, lots, ticks, feePpm } of script) {
          const bought = side === 'buy';
          const quantity = BigInt(lots) * instrument.lotMoney;
          const value = BigInt(lots) * BigInt(ticks) * instrument.costMoney;
          const feeMoney = ((bought ? quantity : value) * BigInt(feePpm)) / 1_000_000n;
          account.applyExecution({ instrument, marginMode: 'cash', side, lots, ticks, feeMoney });
          base += bought ? quantity - feeMoney : -quantity;
          quote += bought ? -value : value - feeMoney;
        }
        expect(fromMoney(account.cash('BTC')).toFixed()).toBe(fromMoney(base).toFixed());
        expect(fromMoney(account.cash('USDT')).toFixed()).toBe(fromMoney(quote).toFixed());
      }),
    );
  });

  it('adds up over positions: cash, margin and unrealized profit are what was deposited and traded', () => {
    fc.assert(
      fc.property(trades, trades, anyMarks, fc.boolean(), (cross, isolated, ticks, fees) => {
        const instrument = anInstrument();
        const account = new AccountState({ defaultLeverage: 300 });
        const feeMoney = fees ? instrument.costMoney * 7n : 0n;
        account.transfer('USDT', 5n * 10n ** 36n);
        for (const [marginMode, script] of [
          ['cross', cross],
          ['isolated', isolated],
        ] as const) {
          for (const { lots, ticks: at } of script) {
            const side = lots > 0 ? 'buy' : 'sell';
            account.applyExecution({ instrument, marginMode, side, lots: Math.abs(lots), ticks: at, feeMoney });
          }
        }
        const marks = ticks * instrument.marksPerTick;
        let equity = account.cash('USDT');
        let inventory = 0n;
        for (const position of account.positions()) {
          equity += position.margin + position.unrealized(marks);
          inventory += BigInt(position.lots) * BigInt(marks) * instrument.markMoney;
        }
        const flow = (cashFlow(cross) + cashFlow(isolated)) * instrument.costMoney;
        const paid = feeMoney * BigInt(cross.length + isolated.length);
        expect(equity).toBe(5n * 10n ** 36n + flow + inventory - paid);
      }),
    );
  });
});
