import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { DecimalGrid } from '../../../src/market/decimal-grid.ts';

const gridOf = (step: string) => new DecimalGrid(new Decimal(step));

describe('a decimal text on a grid', () => {
  it.each([
    ['a whole number', '0.1', '37630', 376300],
    ['one digit', '0.1', '37630.5', 376305],
    ['zeros behind the step', '0.1', '61608.00', 616080],
    ['a step that is no power of ten', '0.5', '12.5', 25],
    ['a step above one', '10', '120', 12],
    ['a leading point', '0.1', '.5', 5],
    ['a trailing point', '0.1', '5.', 50],
    ['a sign', '0.1', '-0.3', -3],
    ['more digits than a double adds up', '0.00000001', '90071992.54740991', 9007199254740991],
    ['zero', '0.1', '0.00', 0],
  ])('counts steps of %s', (_name, step, text, steps) => {
    expect(gridOf(step).exact(text)).toBe(steps);
  });

  it.each([
    ['an exponent', '1e3', 'not_a_number'],
    ['nothing', '', 'not_a_number'],
    ['a point alone', '.', 'not_a_number'],
    ['two points', '1.2.3', 'not_a_number'],
    ['a space', ' 1', 'not_a_number'],
    ['a word', 'NaN', 'not_a_number'],
    ['a value between two steps', '1.05', 'off_step'],
    ['a value whose steps a double cannot count', '99999999999999999', 'too_large'],
  ])('refuses %s', (_name, text, why) => {
    expect(gridOf('0.1').exact(text)).toBe(why);
  });

  it('drops what is left of the last step where it rounds down', () => {
    expect(gridOf('0.1').down('1.99')).toBe(19);
  });

  it('rounds a tie to the even step where it rounds to the nearest', () => {
    expect([gridOf('0.1').nearest('0.25'), gridOf('0.1').nearest('0.35')]).toEqual([2, 4]);
  });

  it('agrees with decimal arithmetic for every count of a coarse sweep', () => {
    const grid = gridOf('0.01');
    const wrong = Array.from({ length: 5000 }, (_, i) => i * 7919).filter(
      (n) => grid.exact((n / 100).toFixed(2)) !== n,
    );
    expect(wrong).toEqual([]);
  });
});
