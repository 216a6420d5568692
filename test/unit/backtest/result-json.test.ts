import { describe, expect, it } from 'vitest';
import { BACKTEST_SCHEMA } from '../../../src/backtest/result-json.ts';
import { aBusyRun } from './builders/a-busy-run.ts';
import { aResult } from './builders/a-run-record.ts';

describe('the JSON form of a result', () => {
  const result = aBusyRun({ bars: 6_000 });
  const json = result.toJSON();

  it('names its schema and version', () => {
    expect(json.schema).toBe(BACKTEST_SCHEMA);
  });

  it('survives being written and read', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(json);
  });

  it('writes amounts as decimal strings', () => {
    expect(json.statistics.netPnl).toMatch(/^-?\d+(?:\.\d+)?$/);
  });

  it('writes every trade', () => {
    expect(json.trades).toHaveLength(result.trades.length);
  });

  it('points from a trade to the decision that opened it', () => {
    const [first] = json.trades;
    expect(json.decisions.map(({ decisionId }) => decisionId)).toContain(first?.entryDecisionId);
  });

  it('thins a long curve and says how long it was', () => {
    expect([json.equity.at.length <= 4_000, json.equity.points]).toEqual([true, 6_000]);
  });

  it('has only null for what is not defined', () => {
    const { statistics } = aResult().toJSON();
    const { sharpe, sortino, calmar, cagr, maxDrawdown, buyAndHold } = statistics;
    expect([sharpe, sortino, calmar, cagr, maxDrawdown, buyAndHold]).toEqual([null, null, null, null, null, null]);
  });
});
