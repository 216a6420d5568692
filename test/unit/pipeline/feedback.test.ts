import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { calibrationOf, clusterAlarm } from '../../../src/pipeline/feedback/calibration.ts';
import type { DecidedTrade } from '../../../src/pipeline/feedback/decided-trade.ts';
import { learnLessons } from '../../../src/pipeline/feedback/learn-lessons.ts';
import { statedLosses } from '../../../src/pipeline/feedback/stated-losses.ts';

const NOW = Date.UTC(2026, 0, 2);
let made = 0;

function aTrade(facts: { netPnl: string; confidence?: string } & Partial<Omit<DecidedTrade, 'netPnl' | 'confidence'>>) {
  made += 1;
  const { netPnl, confidence, ...rest } = facts;
  return {
    closedPositionId: `closed-${made}`,
    decisionId: `decision-${made}`,
    instrument: 'BTC-USDT-SWAP',
    side: 'long',
    openedAt: made,
    closedAt: made + 1,
    setup: null,
    thesis: null,
    statedLoss: { valueAtRisk: null, maxLoss: null },
    ...rest,
    netPnl: new Decimal(netPnl),
    confidence: confidence === undefined ? null : new Decimal(confidence),
  } as const;
}

function trades(results: readonly string[], facts: Partial<Omit<DecidedTrade, 'netPnl' | 'confidence'>> = {}) {
  return results.map((netPnl) => aTrade({ ...facts, netPnl }));
}

const LOSING = ['-10', '-12', '-8', '3', '-11', '-9', '-10', '-12'];
const MIXED = ['-10', '12', '-8', '9', '-11', '9', '-10', '11'];

describe('calibration', () => {
  it('gives the Brier score of stated confidence against results', () => {
    const { brierScore, trades: counted } = calibrationOf([
      aTrade({ netPnl: '5', confidence: '0.8' }),
      aTrade({ netPnl: '-5', confidence: '0.6' }),
      aTrade({ netPnl: '5' }),
    ]);
    expect(counted).toBe(2);
    expect(brierScore).toBeCloseTo((0.2 ** 2 + 0.6 ** 2) / 2, 12);
  });

  it('counts a trade that came out at nothing as lost', () => {
    expect(calibrationOf([aTrade({ netPnl: '0', confidence: '1' })]).brierScore).toBe(1);
  });

  it('puts each confidence in its bin, the edge in the higher one', () => {
    const { bins } = calibrationOf([
      aTrade({ netPnl: '5', confidence: '0.7' }),
      aTrade({ netPnl: '-2', confidence: '0.79' }),
      aTrade({ netPnl: '1', confidence: '1' }),
    ]);
    expect(bins[7]).toMatchObject({ from: 0.7, trades: 2, winRate: 0.5 });
    expect(bins[7]?.netPnl.toFixed()).toBe('3');
    expect(bins[9]).toMatchObject({ trades: 1, winRate: 1 });
    expect(bins[0]).toMatchObject({ trades: 0, meanConfidence: null, winRate: null });
  });

  it('says by how much the model trusts itself too much', () => {
    const { overconfidence } = calibrationOf([
      aTrade({ netPnl: '5', confidence: '0.9' }),
      aTrade({ netPnl: '-5', confidence: '0.9' }),
    ]);
    expect(overconfidence).toBeCloseTo(0.4, 12);
  });

  it('defines nothing without trades', () => {
    expect(calibrationOf([])).toMatchObject({ trades: 0, brierScore: null, overconfidence: null });
  });
});

describe('losses that were stated', () => {
  const promising = (valueAtRisk: string | null, maxLoss: string | null) => ({
    statedLoss: {
      valueAtRisk: valueAtRisk === null ? null : new Decimal(valueAtRisk),
      maxLoss: maxLoss === null ? null : new Decimal(maxLoss),
    },
  });

  it('are held against what came, each figure by itself', () => {
    const within = aTrade({ netPnl: '-40', ...promising('50', '100') });
    const beyond = aTrade({ netPnl: '-120', ...promising('50', '100') });
    const unstated = aTrade({ netPnl: '-500', ...promising(null, null) });
    const gain = aTrade({ netPnl: '500', ...promising('50', null) });
    const { valueAtRisk, maxLoss, broken } = statedLosses([within, beyond, unstated, gain]);
    expect(valueAtRisk).toEqual({ trades: 3, exceeded: 1, exceededRate: 1 / 3 });
    expect(maxLoss).toEqual({ trades: 2, exceeded: 1, exceededRate: 0.5 });
    const { decisionId } = beyond;
    expect(broken.map((promise) => [promise.decisionId, promise.figure, promise.stated, promise.loss])).toEqual([
      [decisionId, 'valueAtRisk', new Decimal(50), new Decimal(120)],
      [decisionId, 'maxLoss', new Decimal(100), new Decimal(120)],
    ]);
  });

  it('hold at exactly what was stated, and with either sign', () => {
    expect(statedLosses([aTrade({ netPnl: '-50', ...promising('-50', '50') })]).broken).toEqual([]);
  });

  it('say nothing without trades', () => {
    expect(statedLosses([]).valueAtRisk).toEqual({ trades: 0, exceeded: 0, exceededRate: null });
  });
});

describe('the alarm about crowded confidence', () => {
  const threshold = new Decimal('0.6');
  const of = (crowded: number, others: number): Decimal[] => [
    ...Array.from({ length: crowded }, () => new Decimal('0.61')),
    ...Array.from({ length: others }, () => new Decimal('0.8')),
  ];

  it('sounds when half of the entries lie just above the threshold', () => {
    expect(clusterAlarm(of(10, 10), threshold)).toMatchObject({ decisions: 20 });
  });

  it.each([
    ['fewer than half do', of(9, 11)],
    ['there are too few', of(19, 0)],
    ['they lie below it', Array.from({ length: 30 }, () => new Decimal('0.59'))],
  ])('stays silent when %s', (_name, confidences) => {
    expect(clusterAlarm(confidences, threshold)).toBeNull();
  });
});

describe('lessons', () => {
  it('are learned from a side of a symbol that loses beyond chance, with their evidence', () => {
    const losing = trades(LOSING, { side: 'short' });
    const { learned } = learnLessons(losing, [], NOW);
    expect(learned).toHaveLength(1);
    expect(learned[0]).toMatchObject({
      lessonId: 'symbol:BTC-USDT-SWAP:short',
      side: 'short',
      text: expect.stringContaining('1 of 8 won, net -69.00'),
      evidence: { trades: 8, won: 1, netPnl: '-69', decisionIds: losing.map(({ decisionId }) => decisionId) },
    });
  });

  it.each([
    ['results that chance explains', MIXED],
    ['seven trades, however bad', LOSING.slice(0, 7)],
  ])('are not learned from %s', (_name, results) => {
    expect(learnLessons(trades(results), [], NOW)).toEqual({ learned: [], retired: [] });
  });

  it('is retired when none of its trades is among the newest', () => {
    const [lesson] = learnLessons(trades(LOSING), [], NOW).learned;
    if (lesson === undefined) throw new Error('nothing was learned');
    expect(learnLessons([], [lesson], NOW).retired).toEqual([
      { lessonId: lesson.lessonId, reason: 'None of its trades is among the newest any more.' },
    ]);
  });

  it('are learned by setup and by confidence as well', () => {
    const losing = LOSING.map((netPnl) => aTrade({ netPnl, confidence: '0.65', setup: 'against the trend' }));
    expect(learnLessons(losing, [], NOW).learned.map(({ lessonId }) => lessonId)).toEqual([
      'symbol:BTC-USDT-SWAP:long',
      'setup:long:against the trend',
      'confidence:6',
    ]);
  });

  it('are retired when the newest trades show them no longer', () => {
    const losing = trades(LOSING);
    const { learned } = learnLessons(losing, [], NOW);
    const better = trades(['12', '10', '11', '9', '12', '10', '8', '11']);
    const { learned: kept, retired } = learnLessons([...losing, ...better], learned, NOW + 1);
    expect(kept).toEqual([]);
    expect(retired).toEqual([{ lessonId: 'symbol:BTC-USDT-SWAP:long', reason: expect.stringContaining('16 trades') }]);
  });

  it('keep the instant at which they were first learned', () => {
    const losing = trades(LOSING);
    const { learned } = learnLessons(losing, [], NOW);
    const again = learnLessons([...losing, ...trades(['-10'])], learned, NOW + 5);
    expect(again.learned[0]).toMatchObject({ createdAt: NOW, updatedAt: NOW + 5 });
  });

  it('look at the newest trades only', () => {
    const { learned } = learnLessons(
      [...trades(LOSING), ...trades(Array.from({ length: 5 }, () => MIXED).flat())],
      [],
      NOW,
    );
    expect(learned).toEqual([]);
  });
});
