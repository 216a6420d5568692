import { describe, expect, it } from 'vitest';
import { embedJson, escapeHtml } from '../../../../src/backtest/report/escape-html.ts';
import {
  amountText,
  countText,
  dayText,
  durationText,
  instantText,
  percentText,
  ratioText,
} from '../../../../src/backtest/report/wording.ts';
import { toDecimal } from '../../../../src/domain/decimal.ts';

describe('an amount in words', () => {
  it.each([
    ['1234567.891', '1,234,567.89'],
    ['-1234.5', '−1,234.50'],
    ['999', '999.00'],
    ['0', '0.00'],
    ['-0.001', '0.00'],
  ])('of %s is %s', (amount, text) => {
    expect(amountText(toDecimal(amount))).toBe(text);
  });

  it.each([
    ['5', '+5.00'],
    ['0', '0.00'],
    ['-5', '−5.00'],
  ])('of %s with a sign is %s', (amount, text) => {
    expect(amountText(toDecimal(amount), { signed: 'signed' })).toBe(text);
  });

  it('that is not defined is a dash', () => {
    expect(amountText(null)).toBe('–');
  });
});

describe('a fraction in words', () => {
  it.each([
    [0.191843, '19.18 %'],
    [-0.05, '−5.00 %'],
    [12.3456, '1,234.56 %'],
    [-0.000001, '0.00 %'],
    [null, '–'],
  ])('of %s is %s', (fraction, text) => {
    expect(percentText(fraction)).toBe(text);
  });
});

describe('other figures in words', () => {
  it.each([
    ['a ratio', ratioText(-1.005), '−1.00'],
    ['a ratio that is not defined', ratioText(null), '–'],
    ['a count', countText(38_412), '38,412'],
    ['an instant', instantText(Date.UTC(2022, 4, 1, 4, 10)), '2022-05-01 04:10'],
    ['a day', dayText(Date.UTC(2022, 11, 24)), '24 December 2022'],
  ])('%s reads well', (_name, text, expected) => {
    expect(text).toBe(expected);
  });

  it.each([
    [40_000, '40 s'],
    [5 * 60_000, '5 min'],
    [3_600_000, '1 h'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
    [22 * 86_400_000 + 14 * 3_600_000, '22 d 14 h'],
    [200 * 86_400_000 + 3_600_000, '200 d'],
    [null, '–'],
  ])('a duration of %s ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});

describe('foreign text in a page', () => {
  it('cannot open an element or leave an attribute', () => {
    expect(escapeHtml(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
  });

  it('cannot end the script element that its JSON stands in', () => {
    expect(embedJson({ text: '</script><!--' })).not.toMatch(/[<>]/);
  });

  it('comes back from that JSON as it was', () => {
    const text = '</script>&\u2028 "quoted"';
    expect(JSON.parse(embedJson({ text }))).toEqual({ text });
  });
});
