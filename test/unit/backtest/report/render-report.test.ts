import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../../src/backtest/report/render-report.ts';
import { aBusyRun } from '../builders/a-busy-run.ts';
import { aResult } from '../builders/a-run-record.ts';

describe('the report page', () => {
  const page = renderReport(aBusyRun({ bars: 2_000, reason: '<script>planted()</script>' }));

  it('names nothing outside of itself', () => {
    expect(page).not.toMatch(/(?:src|href)\s*=\s*["'](?!#)|@import|url\(|https?:\/\//);
  });

  it('has no script but its own two', () => {
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it('forbids the browser to load anything', () => {
    expect(page).toContain("default-src 'none'");
  });

  it.each([
    ['fees', '0.02 % maker, 0.05 % taker'],
    ['notes on the data', 'No funding was recorded in these files, so none was charged.'],
    ['the seed', 'Seed'],
  ])('tells %s', (_name, text) => {
    expect(page).toContain(text);
  });

  it('is the same for the same result', () => {
    expect(renderReport(aBusyRun({ bars: 2_000, reason: '<script>planted()</script>' }))).toBe(page);
  });

  it('shows a dash and never NaN or infinity for a run in which nothing happened', () => {
    const visible = renderReport(aResult()).replace(/<script[\s\S]*?<\/script>/g, '');
    expect(visible).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it('is called what the host calls the run', () => {
    expect(renderReport(aResult({ title: 'Demo trading' }))).toMatch(/<h1>Demo trading/);
  });

  it('of 70,000 bars of two instruments stays below 2 MB', () => {
    const long = renderReport(aBusyRun({ bars: 70_000 }));
    expect(Buffer.byteLength(long)).toBeLessThan(2_000_000);
  });
});
