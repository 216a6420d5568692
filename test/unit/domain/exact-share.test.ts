import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum, exactShare } from '../../../src/domain/exact.ts';
import { Instrument } from '../../../src/domain/instrument.ts';
import { PositionState } from '../../../src/domain/position-state.ts';

const SWAP = new Instrument({
  id: 'BTC-USDT-SWAP',
  type: 'swap',
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  settleCurrency: 'USDT',
  contractValue: '0.01',
  lotSize: '0.0001',
  minQuantity: '0.0001',
  tickSize: '0.1',
  maxLimitQuantity: '1000000',
  maxMarketQuantity: '10000',
  maxLeverage: '100',
});

/** Integers of every magnitude up to the last exact one, those near powers of two among them. */
const integers = (max: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max }),
    fc
      .tuple(fc.integer({ min: 0, max: 53 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, off]) => Math.min(max, Math.max(0, 2 ** power + off))),
  );

describe('the share of a total', () => {
  it('is the floor of total × part ÷ whole at every magnitude', () => {
    const max = 2 ** 52;
    fc.assert(
      fc.property(integers(Number.MAX_SAFE_INTEGER), integers(max), integers(max), (total, a, b) => {
        const [part, whole] = a < b ? [a, b] : [b, Math.max(a, 1)];
        const expected = (BigInt(total) * BigInt(part)) / BigInt(whole);
        expect(BigInt(exactShare(total, part, whole))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a running total', () => {
  it('is the sum of numbers and bigints of every magnitude', () => {
    const amount = fc.oneof(
      integers(Number.MAX_SAFE_INTEGER),
      integers(Number.MAX_SAFE_INTEGER).map((value) => -value),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
    );
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const total = new ExactSum();
        for (const one of amounts) total.add(one);
        expect(total.value()).toBe(amounts.reduce<bigint>((sum, one) => sum + BigInt(one), 0n));
      }),
    );
  });
});

describe('a position', () => {
  it('is the same in doubles as in bigints, whatever the size of its fills', () => {
    const fill = fc.record({
      lots: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -(10 ** 9), max: 10 ** 9 })),
      ticks: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 10 ** 9 })),
      ppm: fc.integer({ min: -200, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(fill), (fills) => {
        const position = new PositionState(SWAP, { isolated: false, leverage: 1000 });
        const expected = { lots: 0n, cost: 0n, realized: 0n, fees: 0n };
        for (const { lots, ticks, ppm } of fills.filter((one) => one.lots !== 0)) {
          position.fill(lots, ticks);
          position.chargeFee(lots, ticks, ppm);
          bookInBigints(expected, BigInt(lots), BigInt(ticks), BigInt(ppm));
        }
        expect({
          lots: BigInt(position.lots),
          cost: BigInt(position.cost),
          realized: position.realized,
          fees: position.feeParts,
        }).toEqual(expected);
      }),
    );
  });
});

interface Booked {
  lots: bigint;
  cost: bigint;
  realized: bigint;
  fees: bigint;
}

function bookInBigints(booked: Booked, lots: bigint, ticks: bigint, ppm: bigint): void {
  const size = lots < 0n ? -lots : lots;
  const held = booked.lots < 0n ? -booked.lots : booked.lots;
  const closes = booked.lots * lots < 0n ? (size < held ? size : held) : 0n;
  if (closes > 0n) {
    const released = (booked.cost * closes) / held;
    const gained = closes * ticks - released;
    booked.realized += booked.lots > 0n ? gained : -gained;
    booked.cost -= released;
  }
  booked.cost += (size - closes) * ticks;
  booked.lots += lots;
  booked.fees += size * ticks * ppm;
}
