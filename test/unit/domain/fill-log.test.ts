import { describe, expect, it } from 'vitest';
import { FillLog } from '../../../src/domain/fill-log.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';

function logOf(count: number, limit?: number): FillLog {
  const log = new FillLog(limit);
  for (let number = 0; number < count; number++) log.push(aFill({ fillId: `f${number}` }));
  return log;
}

describe('a log of fills', () => {
  it('gives each fill as it was put in', () => {
    const fill = aFill({ side: 'sell', quantity: '3', price: '90.5', fee: '0.3' });
    const log = new FillLog();
    log.push(fill);
    expect(log.at(0)).toEqual(fill);
  });

  it('tells fills of different kinds apart', () => {
    const log = new FillLog();
    for (const side of ['buy', 'sell', 'buy'] as const) log.push(aFill({ side }));
    expect([0, 1, 2].map((index) => log.at(index).side)).toEqual(['buy', 'sell', 'buy']);
  });

  it('keeps the newest up to its limit', () => {
    const log = logOf(5, 3);
    expect([0, 1, 2].map((index) => log.at(index).fillId)).toEqual(['f2', 'f3', 'f4']);
  });

  it.each([
    ['is not full below its limit', 2, false],
    ['is full at its limit', 3, true],
    ['stays full beyond it', 4, true],
  ])('%s', (_, count, isFull) => {
    expect(logOf(count, 3).isFull).toBe(isFull);
  });

  it('knows the oldest, which it forgets next', () => {
    const { oldestId, oldestInstrument, oldestAt } = logOf(4, 3);
    expect([oldestId, oldestInstrument, oldestAt]).toEqual(['f1', aFill().facts.instrument, aFill().at]);
  });

  it('lists the newest first', () => {
    const found = logOf(5, 4).newest(2, ({ fillId }) => fillId !== 'f3');
    expect(found.map(({ fillId }) => fillId)).toEqual(['f4', 'f2']);
  });

  it('holds hundreds', () => {
    expect(logOf(600).at(599).fillId).toBe('f599');
  });
});
