import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountState } from '../../../src/domain/account-state.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';
import { SpotHolding, spotValue } from '../../../src/domain/spot-holding.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const SPOT = anInstrument({ type: 'spot' });
const printed = (money: Money): string => fromMoney(money).toFixed();
const lots = (quantity: string): number => SPOT.lots(quantity, 'down');
const ticks = (price: string): number => SPOT.ticks(price, 'down');
const money = (amount: string): Money => toMoney(toDecimal(amount));

function holding(): SpotHolding {
  return new SpotHolding(SPOT);
}

describe('a spot holding', () => {
  it('holds what was bought less the fee in base currency', () => {
    const held = holding();
    held.buy(lots('1'), ticks('100'), money('0.001'));
    expect([printed(held.quantity), printed(held.cost), printed(held.baseFees)]).toEqual(['0.999', '100', '0.001']);
  });

  it('realizes the difference to the cost of what is sold', () => {
    const held = holding();
    held.buy(lots('2'), ticks('100'), 0n);
    held.sell(lots('1'), ticks('130'), money('0.13'));
    expect([printed(held.realized), printed(held.cost), printed(held.quoteFees)]).toEqual(['30', '100', '0.13']);
  });

  it('keeps what is less than a lot, with its cost', () => {
    const held = holding();
    held.buy(lots('1'), ticks('100'), money('0.000000001'));
    held.sell(lots('0.99999999'), ticks('100'), 0n);
    expect([printed(held.quantity), held.cost > 0n]).toEqual(['0.000000009', true]);
  });

  it('realizes nothing on coins that were deposited', () => {
    const held = holding();
    held.sell(lots('1'), ticks('100'), 0n);
    expect([printed(held.realized), printed(held.quantity)]).toEqual(['0', '0']);
  });

  it('realizes its part when more is sold than it holds', () => {
    const held = holding();
    held.buy(lots('1'), ticks('100'), 0n);
    held.sell(lots('4'), ticks('110'), 0n);
    expect([printed(held.realized), printed(held.cost)]).toEqual(['10', '0']);
  });

  it('loses no unit of cost over any sequence of trades', () => {
    const trade = fc.record({
      isBuy: fc.boolean(),
      count: fc.integer({ min: 1, max: 10 ** 10 }),
      price: fc.integer({ min: 1, max: 10 ** 7 }),
    });
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 30 }), (trades) => {
        const held = holding();
        let [bought, proceeds] = [0n, 0n];
        for (const { isBuy, count, price } of trades) {
          const value = spotValue(SPOT, count, price);
          if (isBuy) {
            held.buy(count, price, 0n);
            bought += value;
          } else {
            const sold = BigInt(count) * SPOT.lotMoney;
            const own = sold < held.quantity ? sold : held.quantity;
            held.sell(count, price, 0n);
            proceeds += (value * own) / sold;
          }
        }
        expect(held.realized).toBe(proceeds - bought + held.cost);
      }),
    );
  });
});

describe('an account that trades spot', () => {
  it('pays in quote, receives in base, and is charged in what it receives', () => {
    const account = new AccountState({ defaultLeverage: 300 });
    account.transfer('USDT', money('1000'));
    const trade = { instrument: SPOT, marginMode: 'cash', lots: lots('1'), ticks: ticks('100') } as const;
    account.applyExecution({ ...trade, side: 'buy', feeMoney: money('0.001') });
    account.applyExecution({ ...trade, side: 'sell', lots: lots('0.5'), feeMoney: money('0.05') });
    expect([printed(account.cash('USDT')), printed(account.cash('BTC'))]).toEqual(['949.95', '0.499']);
  });
});

describe('an account that trades swaps', () => {
  const SWAP = anInstrument();

  it('adds what its positions realized and paid to the cash of their currency', () => {
    const account = new AccountState({ defaultLeverage: 300 });
    account.transfer('USDT', money('1000'));
    const trade = { instrument: SWAP, marginMode: 'cross', lots: 10_000 } as const;
    account.applyExecution({ ...trade, side: 'buy', ticks: 1000, feeMoney: money('0.05') });
    account.applyExecution({ ...trade, side: 'sell', ticks: 1100, feeMoney: money('0.05') });
    expect(printed(account.cash('USDT'))).toBe('1009.9');
    expect(account.cashEstimate('USDT')).toBeCloseTo(1009.9, 9);
  });

  it('keeps cross and isolated positions apart', () => {
    const account = new AccountState({ defaultLeverage: 300 });
    const trade = { instrument: SWAP, lots: 10, side: 'buy', ticks: 1000, feeMoney: 0n } as const;
    account.applyExecution({ ...trade, marginMode: 'cross' });
    account.applyExecution({ ...trade, marginMode: 'isolated', lots: 5 });
    expect([account.position(SWAP, 'cross').lots, account.position(SWAP, 'isolated').lots]).toEqual([10, 5]);
  });

  it('gives no position more leverage than the instrument allows', () => {
    const account = new AccountState({ defaultLeverage: 30_000 });
    expect(account.position(SWAP, 'cross').leverage).toBe(10_000);
  });

  it('knows every currency it has touched', () => {
    const account = new AccountState({ defaultLeverage: 300 });
    account.transfer('BTC', 1n);
    account.position(SWAP, 'cross');
    expect(account.currencies()).toEqual(['BTC', 'USDT']);
  });
});
