import { describe, expect, it } from 'vitest';
import { AccountState } from '../../../src/domain/account-state.ts';
import { toDecimal } from '../../../src/domain/decimal.ts';
import { fromMoney, type Money, toMoney } from '../../../src/domain/money.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

const BTC = anInstrument();
const ETH = anInstrument({ id: 'ETH-USDT-SWAP', baseCurrency: 'ETH' });
const USDC = anInstrument({ id: 'BTC-USDC-SWAP', quoteCurrency: 'USDC', settleCurrency: 'USDC' });
const SPOT = anInstrument({ type: 'spot' });
const money = (amount: string): Money => toMoney(toDecimal(amount));
const printed = (amount: Money): string => fromMoney(amount).toFixed();
const anAccount = (defaultLeverage = 300): AccountState => new AccountState({ defaultLeverage });

describe('the positions of an account', () => {
  it('are made once and found again', () => {
    const account = anAccount();
    expect(account.position(BTC, 'cross')).toBe(account.position(BTC, 'cross'));
    expect([...account.positions()]).toHaveLength(1);
  });

  it('are one for each instrument and margin mode', () => {
    const account = anAccount();
    const made = [account.position(BTC, 'cross'), account.position(BTC, 'isolated'), account.position(ETH, 'cross')];
    expect([...account.positions()]).toEqual(made);
    expect(new Set(made).size).toBe(3);
  });

  it.each([
    ['cross', false],
    ['isolated', true],
  ] as const)('know whether they are %s', (mode, isIsolated) => {
    expect(anAccount().position(BTC, mode).isolated).toBe(isIsolated);
  });

  it.each([
    ['the default', 300, 300],
    ['what the instrument allows where the default is more', 30_000, 10_000],
  ])('begin with the leverage of %s', (_what, byDefault, expected) => {
    expect(anAccount(byDefault).position(BTC, 'isolated').leverage).toBe(expected);
  });

  it('are listed by the currency they settle in', () => {
    const account = anAccount();
    const [btc, eth, usdc] = [BTC, ETH, USDC].map((instrument) => account.position(instrument, 'cross'));
    expect(account.settlingIn('USDT')).toEqual([btc, eth]);
    expect(account.settlingIn('USDC')).toEqual([usdc]);
    expect(account.settlingIn('EUR')).toEqual([]);
  });
});

describe('the holdings of an account', () => {
  it('are made once and found again', () => {
    const account = anAccount();
    const holding = account.holding(SPOT);
    expect(account.holding(SPOT)).toBe(holding);
    expect([...account.holdings()]).toEqual([holding]);
    expect(holding.instrument).toBe(SPOT);
  });

  it('gain by a buy and shrink by a sell', () => {
    const account = anAccount();
    const trade = { instrument: SPOT, marginMode: 'cash', ticks: 1000 } as const;
    account.applyExecution({ ...trade, side: 'buy', lots: 100_000_000, feeMoney: money('0.001') });
    account.applyExecution({ ...trade, side: 'sell', lots: 50_000_000, feeMoney: money('0.05') });
    const { quantity, baseFees, quoteFees } = account.holding(SPOT);
    expect([quantity, baseFees, quoteFees].map(printed)).toEqual(['0.499', '0.001', '0.05']);
  });
});

describe('the currencies of an account', () => {
  it('are none at first', () => {
    expect(anAccount().currencies()).toEqual([]);
  });

  it('grow with every deposit and every position', () => {
    const account = anAccount();
    const seen: string[][] = [];
    const look = () => seen.push([...account.currencies()]);
    account.transfer('USDT', 1n);
    look();
    account.transfer('EUR', 1n);
    look();
    account.position(USDC, 'cross');
    look();
    account.position(BTC, 'cross');
    look();
    expect(seen).toEqual([['USDT'], ['USDT', 'EUR'], ['USDT', 'EUR', 'USDC'], ['USDT', 'EUR', 'USDC']]);
  });

  it('are the same list while nothing joins', () => {
    const account = anAccount();
    account.transfer('USDT', 1n);
    account.position(BTC, 'cross');
    const before = account.currencies();
    account.transfer('USDT', 1n);
    account.position(ETH, 'cross');
    expect(account.currencies()).toBe(before);
  });
});

describe('the cash of an account', () => {
  it('is the sum of what came in and went out', () => {
    const account = anAccount();
    account.transfer('USDT', 70n);
    account.transfer('USDT', -30n);
    expect([account.transferred('USDT'), account.cash('USDT')]).toEqual([40n, 40n]);
  });

  it('is zero where nothing was ever moved', () => {
    const account = anAccount();
    expect([account.transferred('EUR'), account.cash('EUR'), account.cashEstimate('EUR')]).toEqual([0n, 0n, 0]);
  });

  it('adds up every position of its currency, without what was transferred', () => {
    const account = anAccount();
    account.transfer('USDT', money('1000'));
    account.position(BTC, 'cross').funding = money('3');
    account.position(ETH, 'cross').funding = money('-5');
    account.position(USDC, 'cross').funding = money('100');
    expect(printed(account.cash('USDT'))).toBe('998');
    expect(printed(account.transferred('USDT'))).toBe('1000');
    expect(account.cashEstimate('USDT')).toBeCloseTo(998, 9);
  });

  it('pays the fee of a swap as money, whatever the side', () => {
    const account = anAccount();
    const trade = { instrument: BTC, marginMode: 'cross', lots: 10, ticks: 1000, feeMoney: money('0.25') } as const;
    account.applyExecution({ ...trade, side: 'buy' });
    account.applyExecution({ ...trade, side: 'sell' });
    expect([account.position(BTC, 'cross').lots, printed(account.cash('USDT'))]).toEqual([0, '-0.5']);
  });

  it('moves on spot from quote to base and back', () => {
    const account = anAccount();
    const trade = { instrument: SPOT, marginMode: 'cash', ticks: 1000, feeMoney: 0n } as const;
    account.applyExecution({ ...trade, side: 'buy', lots: 100_000_000 });
    expect([account.cash('BTC'), account.cash('USDT')].map(printed)).toEqual(['1', '-100']);
    account.applyExecution({ ...trade, side: 'sell', lots: 25_000_000 });
    expect([account.cash('BTC'), account.cash('USDT')].map(printed)).toEqual(['0.75', '-75']);
  });
});
