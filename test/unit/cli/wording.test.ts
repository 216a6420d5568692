import { describe, expect, it } from 'vitest';
import { count, figure, moment, money, oneLine, percent, ratio } from '../../../src/cli/wording.ts';
import { Decimal } from '../../../src/domain/decimal.ts';

describe('the words for numbers', () => {
  it.each([
    ['thousands apart', '1234567.891', 'plain', '1,234,567.89'],
    ['a loss', '-0.5', 'signed', '−0.50'],
    ['a gain', '12', 'signed', '+12.00'],
    ['less than a cent lost, without a sign for nothing', '-0.001', 'plain', '0.00'],
  ] as const)('show money with %s', (_name, amount, sign, text) => {
    expect(money(new Decimal(amount), sign)).toBe(text);
  });

  it.each([
    ['65120.3', '65,120.3'],
    ['0.0412', '0.0412'],
    ['120', '120'],
  ])('show the price %s whole', (value, text) => {
    expect(figure(new Decimal(value))).toBe(text);
  });

  it('show fractions as percent, and a dash where there is none', () => {
    expect([percent(0.1234), percent(-0.05, 0), percent(null)]).toEqual(['12.3 %', '−5 %', '–']);
  });

  it('show ratios with two digits, and a dash where there is none', () => {
    expect([ratio(1.239), ratio(-2), ratio(null)]).toEqual(['1.24', '−2.00', '–']);
  });

  it('show instants to the minute, in UTC', () => {
    expect(moment(Date.UTC(2022, 10, 9, 13, 30))).toBe('2022-11-09 13:30');
  });

  it('show counts with thousands apart', () => {
    expect(count(70499)).toBe('70,499');
  });
});

describe('a text of someone else', () => {
  it('stands on one line and moves no cursor', () => {
    expect(oneLine('All  clear\u001b[2J\u202e\n\tnow')).toBe('All clear [2J now');
  });

  it('is cut where it is long', () => {
    expect(oneLine('a'.repeat(30), 10)).toBe('aaaaaaaaa…');
  });
});
