import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';
import { PositionState } from '../../../src/domain/position-state.ts';
import { aPositionState } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const SWAP = anInstrument();
const printed = (money: Money): string => fromMoney(money).toFixed();

/** Books `[signed quantity, price]` pairs one after the other. */
function booked(...fills: readonly (readonly [quantity: string, price: string])[]): PositionState {
  const position = new PositionState(SWAP, { isolated: false, leverage: 300 });
  for (const [quantity, price] of fills) book(position, quantity, price);
  return position;
}

function book(position: PositionState, quantity: string, price: string): void {
  const signed = toDecimal(quantity);
  const lots = SWAP.lots(signed.abs(), 'down');
  position.fill(signed.isNegative() ? -lots : lots, SWAP.ticks(price, 'down'));
}

interface Outcome {
  readonly quantity: string;
  readonly entryPrice: string | null;
  readonly realized: string;
}

function outcomeOf(position: PositionState): Outcome {
  const open = Math.abs(position.lots);
  return {
    quantity: SWAP.quantityOf(position.lots).toFixed(),
    entryPrice: open === 0 ? null : SWAP.averagePrice(position.cost, open).toFixed(),
    realized: printed(position.realizedMoney()),
  };
}

describe('a position', () => {
  it.each<[string, readonly (readonly [string, string])[], Outcome]>([
    ['that opens long', [['1', '100']], { quantity: '1', entryPrice: '100', realized: '0' }],
    ['that opens short', [['-1', '100']], { quantity: '-1', entryPrice: '100', realized: '0' }],
    [
      'that grows at another price averages by quantity',
      [
        ['1', '100'],
        ['3', '120'],
      ],
      { quantity: '4', entryPrice: '115', realized: '0' },
    ],
    [
      'that is reduced keeps its entry price',
      [
        ['4', '100'],
        ['-1', '110'],
      ],
      { quantity: '3', entryPrice: '100', realized: '10' },
    ],
    [
      'that is closed at a loss is flat',
      [
        ['2', '100'],
        ['-2', '95'],
      ],
      { quantity: '0', entryPrice: null, realized: '-10' },
    ],
    [
      'that is short gains when the price falls',
      [
        ['-2', '100'],
        ['2', '95'],
      ],
      { quantity: '0', entryPrice: null, realized: '10' },
    ],
    [
      'that is sold through zero is short at the price of that fill',
      [
        ['1', '100'],
        ['-3', '90'],
      ],
      { quantity: '-2', entryPrice: '90', realized: '-10' },
    ],
    [
      'that is bought through zero is long at the price of that fill',
      [
        ['-1', '100'],
        ['3', '90'],
      ],
      { quantity: '2', entryPrice: '90', realized: '10' },
    ],
    [
      'that was flat begins anew',
      [
        ['1', '100'],
        ['-1', '110'],
        ['1', '50'],
      ],
      { quantity: '1', entryPrice: '50', realized: '10' },
    ],
  ])('%s', (_what, fills, expected) => {
    expect(outcomeOf(booked(...fills))).toEqual(expected);
  });

  it.each([
    ['long and above', '1', '110', '10'],
    ['long and below', '1', '95.5', '-4.5'],
    ['short and above', '-1', '110', '-10'],
    ['short and below', '-1', '95.5', '4.5'],
    ['between two ticks of the mark', '1', '100.00000001', '0.00000001'],
  ])('has an unrealized profit when it is %s', (_what, quantity, mark, expected) => {
    const position = aPositionState({ quantity, entryPrice: '100' });
    expect(printed(position.unrealized(SWAP.marks(mark)))).toBe(expected);
  });

  it('is worth its quantity at the mark, on either side', () => {
    const values = ['2', '-2'].map((quantity) =>
      aPositionState({ quantity, entryPrice: '100' }).value(SWAP.marks('90')),
    );
    expect(values.map(printed)).toEqual(['180', '180']);
  });

  it('charges a fee as a part of the value traded', () => {
    const position = new PositionState(SWAP, { isolated: false, leverage: 100 });
    position.chargeFee(-10_000, 1000, 500);
    expect([printed(position.fees()), printed(position.cashFlow())]).toEqual(['0.05', '-0.05']);
  });

  it('pays a rebate as a negative fee', () => {
    const position = new PositionState(SWAP, { isolated: false, leverage: 100 });
    position.chargeFee(10_000, 1000, -50);
    expect(printed(position.cashFlow())).toBe('0.005');
  });

  it('adds profit, fees and funding up to its cash flow', () => {
    const position = booked(['1', '100'], ['-1', '110']);
    position.feeMoney += toMoney(toDecimal('0.3'));
    position.funding += toMoney(toDecimal('-0.1'));
    expect(printed(position.cashFlow())).toBe('9.6');
  });
});

describe('an isolated position', () => {
  const isolated = (leverage: number): PositionState => new PositionState(SWAP, { isolated: true, leverage });

  it('takes its margin out of cash', () => {
    const position = isolated(500);
    book(position, '1', '100');
    expect([printed(position.margin), printed(position.cashFlow())]).toEqual(['20', '-20']);
  });

  it('rounds its margin up to a unit of cost', () => {
    const position = isolated(300);
    book(position, '1', '100');
    expect(printed(position.margin)).toBe('33.33334');
  });

  it('gives back the closed part of its margin', () => {
    const position = isolated(500);
    book(position, '4', '100');
    book(position, '-1', '100');
    expect(printed(position.margin)).toBe('60');
  });

  it('gives back all of it when it is flat', () => {
    const position = isolated(300);
    book(position, '1', '100');
    book(position, '-1', '100');
    expect(position.margin).toBe(0n);
  });

  it('sets new margin aside when it turns around', () => {
    const position = isolated(500);
    book(position, '1', '100');
    book(position, '-3', '90');
    expect(printed(position.margin)).toBe('36');
  });
});

const fills = fc.array(
  fc.record({
    lots: fc
      .oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }))
      .filter((n) => n !== 0),
    ticks: fc.oneof(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 2 ** 40 })),
    ppm: fc.integer({ min: -100, max: 1000 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('any sequence of fills', () => {
  it('equals the same rule in bigints, digit by digit', () => {
    fc.assert(
      fc.property(fills, (list) => {
        const position = new PositionState(SWAP, { isolated: false, leverage: 300 });
        let [lots, cost, realized, fees] = [0n, 0n, 0n, 0n];
        for (const fill of list) {
          position.fill(fill.lots, fill.ticks);
          position.chargeFee(fill.lots, fill.ticks, fill.ppm);
          const [change, price] = [BigInt(fill.lots), BigInt(fill.ticks)];
          const size = change < 0n ? -change : change;
          fees += size * price * BigInt(fill.ppm);
          const open = lots < 0n ? -lots : lots;
          const closed = lots * change < 0n ? (size < open ? size : open) : 0n;
          if (closed > 0n) {
            const released = (cost * closed) / open;
            realized += lots > 0n ? closed * price - released : released - closed * price;
            cost -= released;
          }
          cost += (size - closed) * price;
          lots += change;
        }
        expect([BigInt(position.lots), BigInt(position.cost), position.realized, position.feeParts]).toEqual([
          lots,
          cost,
          realized,
          fees,
        ]);
      }),
    );
  });

  it('conserves money: realized and unrealized equal what was paid and what is held', () => {
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 2 ** 30 }), (list, mark) => {
        const position = new PositionState(SWAP, { isolated: false, leverage: 300 });
        let paid = 0n;
        for (const { lots, ticks } of list) {
          position.fill(lots, ticks);
          paid += BigInt(lots) * BigInt(ticks);
        }
        const held = BigInt(position.lots) * BigInt(mark);
        const profit = position.realizedMoney() + position.unrealized(mark * SWAP.marksPerTick);
        expect(profit).toBe((held - paid) * SWAP.costMoney);
      }),
    );
  });

  it('leaves nothing behind when it ends flat', () => {
    fc.assert(
      fc.property(fills, fc.boolean(), (list, isIsolated) => {
        const position = new PositionState(SWAP, { isolated: isIsolated, leverage: 700 });
        for (const { lots, ticks } of list) position.fill(lots, ticks);
        if (position.lots !== 0) position.fill(-position.lots, 12_345);
        expect([position.lots, BigInt(position.cost), position.margin]).toEqual([0, 0n, 0n]);
      }),
    );
  });

  it('never has a negative cost or margin', () => {
    fc.assert(
      fc.property(fills, (list) => {
        const position = new PositionState(SWAP, { isolated: true, leverage: 700 });
        for (const { lots, ticks } of list) {
          position.fill(lots, ticks);
          expect(position.cost >= 0 && position.margin >= 0n).toBe(true);
        }
      }),
    );
  });

  it('is estimated within a billionth of what it moved', () => {
    fc.assert(
      fc.property(fills, (list) => {
        const position = new PositionState(SWAP, { isolated: false, leverage: 300 });
        let moved = 1;
        for (const { lots, ticks, ppm } of list) {
          position.fill(lots, ticks);
          position.chargeFee(lots, ticks, ppm);
          moved += Math.abs(lots) * ticks * SWAP.costNumber;
        }
        const exact = Number(fromMoney(position.cashFlow()).toFixed());
        expect(Math.abs(position.cashFlowEstimate() - exact)).toBeLessThanOrEqual(moved * 1e-9);
      }),
    );
  });
});
