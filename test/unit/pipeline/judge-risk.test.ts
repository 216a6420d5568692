import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { isEntry } from '../../../src/domain/decision.ts';
import { toIntent } from '../../../src/domain/decision-sizing.ts';
import { extractDecisions } from '../../../src/pipeline/extract/extract-decisions.ts';
import { judge } from '../../../src/pipeline/judge/judge.ts';
import type { ActualRisk, Verdict } from '../../../src/pipeline/judge/verdict.ts';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { aPolicy, aProposal, aView, BTC, ETH, SPOT, sizeOfDecision, told, verdictOn } from './judging/a-view.ts';

const VOLATILITY = { 'BTC-USDT-SWAP': '0.03', 'ETH-USDT-SWAP': '0.04' };

function printed(risk: ActualRisk): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(risk).map(([name, figure]) => [name, figure?.toFixed() ?? null]));
}

describe('the actual risk', () => {
  it('of an entry is reckoned from what would be sent', () => {
    const verdict = verdictOn({ stop: '49000' }, { volatility: VOLATILITY });
    expect(printed(verdict.actualRisk)).toEqual({
      margin: '1000',
      notional: '3000',
      leverage: '3',
      // 0.06 × 1000 of price, and fees on 50,000 and 49,000.
      lossAtStop: '62.97',
      targetExposureFraction: '0.3',
      maxLoss: '62.97',
      valueAtRisk: '148.05',
      maxDrawdownFraction: '0.006297',
    });
  });

  it('of a smaller entry is that of the smaller one', () => {
    expect(verdictOn({ size: '0.6' }).actualRisk.notional?.toFixed()).toBe('15000');
  });

  it('of a short points down', () => {
    const { actualRisk } = verdictOn({ action: 'sell', stop: '51000' });
    expect(actualRisk.targetExposureFraction?.toFixed()).toBe('-0.3');
    expect(actualRisk.lossAtStop?.toFixed()).toBe('63.03');
  });

  it('without a stop is the whole value of a long', () => {
    expect(verdictOn({}).actualRisk).toMatchObject({ lossAtStop: null, maxLoss: new Decimal(3000) });
  });

  it('without a stop is all equity at most', () => {
    expect(verdictOn({ size: '0.4' }).actualRisk.maxLoss?.toFixed()).toBe('10000');
    expect(verdictOn({ action: 'sell' }).actualRisk.maxLoss?.toFixed()).toBe('10000');
  });

  it('counts what is held already', () => {
    const positions = [aPosition({ quantity: '0.02' })];
    expect(verdictOn({}, { positions }).actualRisk.targetExposureFraction?.toFixed()).toBe('0.4');
  });

  it('counts the drawdown from the highest equity of the day', () => {
    const { actualRisk } = verdictOn({ stop: '49000' }, { highWater: '10200' });
    expect(actualRisk.maxDrawdownFraction?.toFixed()).toBe('0.025781372549');
  });

  it('has no value at risk where no volatility is known', () => {
    expect(verdictOn({}).actualRisk.valueAtRisk).toBeNull();
  });

  it('of a refused entry is that of what it proposed', () => {
    const { actualRisk, outcome } = verdictOn({ confidence: '0.1', stop: '49000' });
    expect(outcome).toBe('refuse');
    expect(actualRisk.margin?.toFixed()).toBe('1000');
  });

  it('of an entry that cannot be reckoned is unknown', () => {
    const nothing = { margin: null, notional: null, leverage: null, lossAtStop: null };
    expect(verdictOn({}, { positions: null }).actualRisk).toMatchObject(nothing);
    expect(verdictOn({ size: null }).actualRisk).toMatchObject(nothing);
    expect(verdictOn({ leverage: '0' }).actualRisk).toMatchObject(nothing);
  });

  it('of a close is none', () => {
    const { actualRisk } = verdictOn({ action: 'close' }, { positions: [aPosition()] });
    expect(actualRisk).toMatchObject({ notional: new Decimal(0), maxLoss: new Decimal(0) });
  });

  it('of holding is that of what is held', () => {
    const positions = [aPosition({ quantity: '0.02' })];
    expect(
      printed(verdictOn({ action: 'hold' }, { positions, stopPrice: '49000', volatility: VOLATILITY }).actualRisk),
    ).toEqual({
      margin: '333.333333333333',
      notional: '1000',
      leverage: '3',
      lossAtStop: '20',
      targetExposureFraction: '0.1',
      maxLoss: '20',
      valueAtRisk: '49.35',
      maxDrawdownFraction: '0.002',
    });
  });

  it('of holding a short without a stop is all equity', () => {
    const { actualRisk } = verdictOn({ action: 'hold' }, { positions: [aPosition({ quantity: '-0.02' })] });
    expect(actualRisk.maxLoss?.toFixed()).toBe('10000');
    expect(actualRisk.targetExposureFraction?.toFixed()).toBe('-0.1');
  });

  it('of holding nothing is none', () => {
    expect(verdictOn({ action: 'hold' }).actualRisk.notional?.toFixed()).toBe('0');
  });

  it('of holding coins is their value', () => {
    const positions = [aPosition({ instrument: SPOT, quantity: '0.02' })];
    const { actualRisk } = verdictOn({ action: 'hold', instrument: SPOT }, { positions });
    expect(actualRisk).toMatchObject({ margin: new Decimal(1000), leverage: new Decimal(1) });
  });
});

describe('stated risk', () => {
  it('that is exceeded is told and stops nothing', () => {
    const verdict = verdictOn({ stop: '49000', statedRisk: { maxLoss: '50', targetExposureFraction: '0.3' } });
    expect(told(verdict)).toEqual(['flag stated_risk']);
    expect(verdict.outcome).toBe('accept');
    expect(verdict.findings[0]?.figures).toEqual({ figure: 'maxLoss', stated: '50', actual: '62.97' });
  });

  it('within the tolerance is told nothing', () => {
    expect(told(verdictOn({ stop: '49000', statedRisk: { maxLoss: '60' } }))).toEqual(['accept']);
  });

  it('is compared where both figures are known', () => {
    const verdict = verdictOn({ stop: '49000', statedRisk: { maxLoss: '60', valueAtRisk: '100' } });
    expect(verdict.statedAgainstActual).toEqual([
      { figure: 'maxLoss', stated: new Decimal(60), actual: new Decimal('62.97'), isExceeded: false },
    ]);
  });

  it('of an exposure is compared without its sign', () => {
    const verdict = verdictOn({ action: 'sell', statedRisk: { targetExposureFraction: '0.3' } });
    expect(verdict.statedAgainstActual[0]?.isExceeded).toBe(false);
  });

  it('has the tolerance of the policy', () => {
    const stated = { stop: '49000', statedRisk: { maxLoss: '60' } };
    expect(told(verdictOn(stated, {}, { statedRiskTolerance: '0' }))).toEqual(['flag stated_risk']);
  });
});

describe('in observe, where the model owns risk,', () => {
  const TIGHT = {
    mode: 'observe',
    limits: {
      maxPositionMarginFraction: '0.05',
      maxLeverage: '2',
      maxGrossNotionalMultiple: '0.1',
      maxDailyLoss: '10',
      maxDrawdownFraction: '0.01',
    },
  } as const;

  it('40 % of equity at 6× with a confidence of 0.78 is submitted unchanged', () => {
    const verdict = verdictOn({ size: '0.4', leverage: '6', confidence: '0.78' }, { dailyLoss: '50' }, TIGHT);
    expect(verdict.outcome).toBe('accept');
    expect(sizeOfDecision(verdict)).toBe('0.4 marginFraction');
    expect(verdict.decision).toMatchObject({ leverage: new Decimal(6) });
    expect(told(verdict)).toEqual([
      'flag leverage_limit',
      'flag daily_loss_limit',
      'flag position_margin_limit',
      'flag gross_notional_limit',
    ]);
  });

  it('a drawdown beyond its limit is written down and stops nothing', () => {
    const verdict = verdictOn({ size: '0.01', leverage: '1' }, { highWater: '20000' }, TIGHT);
    expect(told(verdict)).toEqual(['flag drawdown_limit']);
    expect(verdict.outcome).toBe('accept');
  });

  it('a confidence of 0.32 places nothing', () => {
    expect(told(verdictOn({ confidence: '0.32' }, {}, { mode: 'observe' }))).toEqual(['refuse confidence']);
  });

  it('a self-pause of two cycles is heard', () => {
    const reply = { text: '{"decisions":[],"pauseCycles":2}', reasoning: null, finishReason: 'stop' } as const;
    expect(extractDecisions(reply, [BTC])).toMatchObject({ outcome: 'decisions', pauseCycles: 2 });
  });

  it('long BTC 20 % and short ETH 10 % are both sent, with stated and actual value at risk', () => {
    const batch = [
      { decisionId: 'long', proposal: aProposal({ size: '0.2', statedRisk: { valueAtRisk: '300' } }) },
      {
        decisionId: 'short',
        proposal: aProposal({ action: 'sell', instrument: ETH, size: '0.1', statedRisk: { valueAtRisk: '200' } }),
      },
    ];
    const verdicts = judge(batch, aView({ volatility: VOLATILITY }), aPolicy(TIGHT));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['accept', 'accept']);
    expect(verdicts.map(({ statedAgainstActual: [risk] }) => `${risk?.stated} ${risk?.actual}`)).toEqual([
      '300 296.1',
      '200 197.4',
    ]);
  });

  it('a risk stated as 5 % that comes to 12 % is flagged, not blocked', () => {
    const verdict = verdictOn(
      { size: '0.12', leverage: '1', statedRisk: { targetExposureFraction: '0.05' } },
      {},
      { mode: 'observe' },
    );
    expect(told(verdict)).toEqual(['flag stated_risk']);
    expect(verdict.outcome).toBe('accept');
    expect(verdict.findings[0]?.figures).toMatchObject({ stated: '0.05', actual: '0.12' });
  });

  it('what no venue could take is refused still', () => {
    expect(told(verdictOn({ stop: '50500' }, {}, TIGHT))).toContain('refuse stop_side');
  });
});

describe('a mistake of other projects', () => {
  const intentOf = (verdict: Verdict) => {
    const { decision } = verdict;
    if (decision === null || !isEntry(decision)) return null;
    const view = { instrument: BTC, equity: new Decimal(10000), price: new Decimal(50000), leverage: '1' };
    const sizing = toIntent(decision, view);
    return sizing.outcome === 'order' ? sizing.intent : null;
  };

  it('is to execute what validation refused: a refused entry holds nothing that could be', () => {
    expect(verdictOn({ confidence: '0.1' }).decision).toBeNull();
  });

  it('is to lose a needed close for a bad entry', () => {
    const reply = '[{"action":"buy","symbol":"ETH","size":"half"},{"action":"close","symbol":"BTC"}]';
    const extraction = extractDecisions({ text: reply, reasoning: null, finishReason: 'stop' }, [BTC, ETH]);
    const decisions = extraction.outcome === 'decisions' ? extraction.decisions : [];
    const batch = decisions.map((proposal) => ({ decisionId: proposal.instrument, proposal }));
    const verdicts = judge(batch, aView({ positions: [aPosition()] }), aPolicy());
    expect(verdicts.map(({ decision }) => decision?.action)).toEqual(['close']);
  });

  it("is to reckon reward over risk from the model's own entry price", () => {
    // From 40,000 the stop would be right and the ratio 5; the price is 50,000.
    const wrong = verdictOn({ limit: '50000', stop: '50100', target: '60000' });
    expect(told(wrong)).toEqual(['refuse stop_side']);
    const poor = verdictOn({ limit: '48000', stop: '47500', target: '51000' }, {}, { minRewardToRisk: '1' });
    expect(told(poor)).toEqual(['refuse reward_to_risk']);
  });

  it('is to read a failed look-up as "no position"', () => {
    expect(told(verdictOn({}, { positions: null }))).toEqual(['refuse account_unknown']);
  });

  it('is to take an abstention for a target of zero', () => {
    const extraction = extractDecisions({ text: '', reasoning: null, finishReason: 'stop' }, [BTC]);
    expect(extraction).not.toHaveProperty('decisions');
  });

  it('is to bump a size up to the smallest order', () => {
    expect(told(verdictOn({ size: '0.00005 base' }))).toEqual(['refuse minimum_size']);
  });

  it('is to trade on with equity below zero', () => {
    expect(told(verdictOn({}, { equity: '-1' }))).toEqual(['refuse equity']);
  });

  it('is to let a refused decision come back unchanged', () => {
    const refusedBefore = [{ rule: 'invalid_price', proposal: aProposal() }];
    expect(told(verdictOn({}, { refusedBefore }))).toEqual(['refuse repeated_refusal']);
  });

  it('is to leave stop and target to the next cycle: they go with the entry', () => {
    const intent = intentOf(verdictOn({ stop: '49000', target: '52000' }));
    expect(intent?.protection).toEqual({
      stopLoss: { trigger: { price: new Decimal(49000) } },
      takeProfit: { trigger: { price: new Decimal(52000) } },
    });
    expect(intent?.decisionId).toBe('d1');
  });
});

describe('an exposure that cannot be reckoned', () => {
  const held = aPosition({ instrument: SPOT, quantity: '0.1' });
  const unknown = { positions: [held], unvalued: [held], quotes: [{}, { instrument: ETH, last: '3000' }] };

  it('refuses an entry, and says what has no price and what is known', () => {
    const verdict = verdictOn({}, unknown);
    expect(told(verdict)).toEqual(['refuse exposure_unknown']);
    expect(verdict.findings[0]?.figures).toEqual({
      unpriced: 'BTC-USDT',
      equity: '10000',
      otherNotionalKnown: '0',
    });
  });

  it('is written down in observe, beside the limits that are broken by what is known', () => {
    expect(told(verdictOn({}, unknown, { mode: 'observe' }))).toEqual(['flag exposure_unknown']);
    expect(told(verdictOn({ size: '0.6' }, unknown, { mode: 'observe' }))).toEqual([
      'flag exposure_unknown',
      'flag position_margin_limit',
    ]);
  });

  it.each([
    ['the price of what is held is known', { ...unknown, quotes: [{}, { instrument: SPOT }] }],
    ['the venue has told its value', { ...unknown, unvalued: [] }],
  ])('is none where %s', (_what, view) => {
    expect(told(verdictOn({}, view))).toEqual(['accept']);
  });

  it('lets an entry pass that only takes away what is held', () => {
    const short = aPosition({ quantity: '-1' });
    const view = { ...unknown, positions: [held, short] };
    expect(told(verdictOn({}, view))).toEqual(['flag opposes_position']);
  });

  it('can come from an order in the market without a price', () => {
    const order = { instrument: SPOT.id, side: 'buy', effect: 'open', price: null } as const;
    const view = { ...aView({ quotes: [{}] }), openOrders: [{ ...order, remainingQuantity: new Decimal('0.1') }] };
    const [verdict] = judge([{ decisionId: 'd1', proposal: aProposal() }], view, aPolicy());
    expect(told(verdict as Verdict)).toEqual(['refuse exposure_unknown']);
  });
});
