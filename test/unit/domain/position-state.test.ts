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

/** Around what a double can hold: 2^51 for a running total, 2^52 for what is divided, 2^53 for an integer. */
describe('a position at the edge of exact doubles', () => {
  const cross = (): PositionState => new PositionState(SWAP, { isolated: false, leverage: 300 });
  const MAX = Number.MAX_SAFE_INTEGER;

  it.each([
    ['as large as is divided', 2 ** 52, 0],
    ['one beyond', 2 ** 52, 1],
    ['the largest integer', MAX, 0],
    ['beyond every integer', MAX, 1],
    ['far beyond', MAX, MAX],
  ])('has the cost of its fills when it is %s', (_what, first, second) => {
    const position = cross();
    position.fill(1, first);
    if (second > 0) position.fill(1, second);
    expect(BigInt(position.cost)).toBe(BigInt(first) + BigInt(second));
    expect(position.costEstimate()).toBe(first + second);
  });

  it.each([
    ['a number', 1, 'number'],
    ['a bigint', MAX, 'bigint'],
  ])('keeps a cost as %s where that is exact', (_what, added, kind) => {
    const position = cross();
    position.fill(1, 2 ** 52);
    position.fill(1, added);
    expect(typeof position.cost).toBe(kind);
  });

  it('is a number again when a reduced cost fits one', () => {
    const position = cross();
    position.fill(4, MAX);
    position.fill(-3, 1);
    expect([position.lots, position.cost]).toEqual([1, MAX]);
  });

  it('releases the floor of a share whose product is beyond 2^52', () => {
    const position = cross();
    position.fill(3_000_001, 1_000_000_007);
    position.fill(-2_000_000, 1);
    const [cost, open] = [3_000_001n * 1_000_000_007n, 3_000_001n];
    const released = (cost * 2_000_000n) / open;
    expect([BigInt(position.cost), position.realized]).toEqual([cost - released, 2_000_000n - released]);
  });

  it.each([
    ['profit of a long', 1],
    ['profit of a short', -1],
  ])('adds up a realized %s beyond 2^51', (_what, side) => {
    const position = cross();
    const [low, high] = side > 0 ? [1, 2 ** 51] : [2 ** 51, 1];
    for (let round = 0; round < 5; round++) {
      position.fill(side, low);
      position.fill(-side, high);
    }
    expect(position.realized).toBe(5n * (2n ** 51n - 1n));
    expect(printed(position.realizedMoney())).toBe('112589990684.26235');
    expect(position.cashFlowEstimate()).toBeCloseTo(112_589_990_684.262, 2);
  });

  it('adds up a realized loss beyond 2^51', () => {
    const position = cross();
    for (let round = 0; round < 5; round++) {
      position.fill(1, 2 ** 51);
      position.fill(-1, 1);
    }
    expect(position.realized).toBe(-5n * (2n ** 51n - 1n));
    expect(position.cashFlowEstimate()).toBeCloseTo(-112_589_990_684.262, 2);
  });

  it.each([
    ['fees', 1000],
    ['rebates', -1000],
  ])('adds up %s beyond 2^51', (_what, ppm) => {
    const position = cross();
    for (let round = 0; round < 5; round++) position.chargeFee(-1_000_000, 2_000_000, ppm);
    for (let round = 0; round < 5; round++) position.chargeFee(1, 3, ppm);
    expect(position.feeParts).toBe((5n * 2_000_000_000_000n + 15n) * BigInt(ppm));
    expect(position.cashFlowEstimate()).toBeCloseTo((-Math.sign(ppm) * 10_000_000_000_015) / 1e8, 6);
  });

  it('charges a fee on more than a double can count', () => {
    const position = cross();
    position.chargeFee(MAX, MAX, 3);
    expect(position.feeParts).toBe(BigInt(MAX) * BigInt(MAX) * 3n);
  });

  it.each([
    ['a small number', 7],
    ['a number beyond 2^51', 2 ** 52],
    ['a bigint beyond every integer', 10n ** 30n],
  ])('takes over a state with %s and goes on from it', (_what, amount) => {
    const position = cross();
    position.fill(2, 5);
    position.fill(-1, 9);
    position.chargeFee(1, 9, 100);
    position.lots = 2;
    position.cost = amount;
    position.realized = BigInt(amount);
    position.feeParts = -BigInt(amount);
    position.fill(1, 11);
    position.chargeFee(1, 11, 100);
    expect([BigInt(position.cost), position.realized, position.feeParts]).toEqual([
      BigInt(amount) + 11n,
      BigInt(amount),
      1100n - BigInt(amount),
    ]);
  });

  it('estimates what is not realized of a cost beyond every integer', () => {
    const position = cross();
    position.fill(4, MAX);
    expect(position.unrealizedEstimate(0)).toBeCloseTo(-4 * MAX * SWAP.costNumber, 0);
  });
});

describe('the estimates of a position', () => {
  it.each([
    ['long', '2', '110', 20],
    ['short', '-2', '110', -20],
    ['short and gains', '-2', '95.5', 9],
  ])('have the unrealized profit of one that is %s', (_what, quantity, mark, expected) => {
    const position = aPositionState({ quantity, entryPrice: '100' });
    expect(position.unrealizedEstimate(SWAP.marks(mark))).toBeCloseTo(expected, 9);
  });

  it('have no unrealized profit of a flat one', () => {
    const position = booked(['1', '100'], ['-1', '110']);
    expect([position.unrealizedEstimate(SWAP.marks('90')), position.unrealized(SWAP.marks('90'))]).toEqual([0, 0n]);
  });

  it.each<[string, (position: PositionState) => void, number]>([
    ['margin', (position) => (position.margin = toMoney(toDecimal('2'))), 8],
    ['a fee in money', (position) => (position.feeMoney = toMoney(toDecimal('3'))), 7],
    ['funding', (position) => (position.funding = toMoney(toDecimal('4'))), 14],
  ])('follow %s that comes after they were first asked for', (_what, change, expected) => {
    const position = booked(['1', '100'], ['-1', '110']);
    expect(position.cashFlowEstimate()).toBeCloseTo(10, 9);
    change(position);
    expect(position.cashFlowEstimate()).toBeCloseTo(expected, 9);
    expect(Number(printed(position.cashFlow()))).toBeCloseTo(expected, 9);
  });
});

describe('funding', () => {
  it.each([
    ['a cross position', false, '-0.5', ['-0.5', '0', '-0.5']],
    ['an isolated position', true, '-0.5', ['-0.5', '-0.5', '0']],
    ['an isolated position that receives', true, '0.5', ['0.5', '0.5', '0']],
  ])('is booked in the cash or the margin of %s', (_what, isolated, amount, expected) => {
    const position = new PositionState(SWAP, { isolated, leverage: 300 });
    position.settleFunding(toMoney(toDecimal(amount)));
    expect([position.funding, position.margin, position.cashFlow()].map(printed)).toEqual(expected);
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
