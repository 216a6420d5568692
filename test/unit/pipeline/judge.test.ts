import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { judge } from '../../../src/pipeline/judge/judge.ts';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import {
  aPolicy,
  aProposal,
  aView,
  BTC,
  ETH,
  NOW,
  type PolicyDescription,
  type ProposalDescription,
  rulesOf,
  SPOT,
  sizeOfDecision,
  told,
  type ViewDescription,
  verdictOn,
} from './judging/a-view.ts';

type Row = readonly [name: string, proposal: ProposalDescription, view: ViewDescription, expected: string];
type PolicyRow = readonly [...Row, policy: PolicyDescription];

const LONG = aPosition({ instrument: BTC, quantity: '0.02' });
const SHORT = aPosition({ instrument: BTC, quantity: '-0.02' });
const SUSPENDED = anInstrument({ state: 'suspended' });
/** What the prompt names as the largest entries. */
const SHOWN: ViewDescription = { equity: '10000000', shown: { [BTC.id]: ['0.099', '0.298'], [ETH.id]: ['2', '4.98'] } };

describe('an entry that nothing speaks against', () => {
  it('is accepted in the unit that the model used, with every figure of it', () => {
    const verdict = verdictOn({ limit: '49900', stop: '49000', target: '52000', riskThesis: 'It is cheap.' });
    expect(verdict.findings).toEqual([]);
    expect(verdict.outcome).toBe('accept');
    expect(verdict.decision).toEqual({
      action: 'buy',
      instrument: 'BTC-USDT-SWAP',
      decisionId: 'd1',
      confidence: 0.7,
      reasons: ['It is cheap.'],
      size: { marginFraction: new Decimal('0.1') },
      leverage: new Decimal(3),
      marginMode: 'cross',
      limit: new Decimal(49900),
      stop: new Decimal(49000),
      target: new Decimal(52000),
    });
  });

  it.each([
    ['the most of its own', '0.298 base', ['2', '0.298']],
    ['a figure of one digit that is the most of another symbol too', '0.2 base', ['0.2']],
    ['margin in the figure that is the most of another symbol', '123 margin', ['123']],
  ])('may state %s', (_name, size, shownOfEth) => {
    const shown = { [BTC.id]: ['0.099', '0.298'], [ETH.id]: shownOfEth };
    expect(told(verdictOn({ size }, { equity: '1000000', shown }))).toEqual(['accept']);
  });

  it.each([
    ['0.1', '0.1 marginFraction'],
    ['500 margin', '500 margin'],
    ['3000 notional', '3000 notional'],
    ['0.05 base', '0.05 quantity'],
    ['3 contracts', '3 contracts'],
  ])('of a size of %s keeps it', (size, expected) => {
    expect(sizeOfDecision(verdictOn({ size }))).toBe(expected);
  });

  it('has the default leverage where it names none', () => {
    const { decision } = verdictOn({ leverage: null }, { defaultLeverage: '5' });
    expect(decision).toMatchObject({ leverage: new Decimal(5) });
  });

  it('goes into an isolated position where the policy says so', () => {
    expect(verdictOn({}, {}, { marginMode: 'isolated' }).decision).toMatchObject({ marginMode: 'isolated' });
  });

  it('names no leverage in spot, and pays cash', () => {
    const { decision } = verdictOn({ instrument: SPOT, leverage: null });
    expect(decision).toMatchObject({ marginMode: 'cash' });
    expect(decision).not.toHaveProperty('leverage');
  });
});

describe('an entry', () => {
  it.each<Row>([
    ['in what is not traded', { instrument: SPOT }, { instruments: [BTC] }, 'symbol_allowed'],
    ['in a suspended market', {}, { instruments: [SUSPENDED] }, 'market_state'],
    ['while opening is paused', {}, { pauses: ['The model asked for it.'] }, 'trading_paused'],
    ['while nobody knows what is held', {}, { positions: null }, 'account_unknown'],
    ['without equity', {}, { equity: '0' }, 'equity'],
    ['with equity below zero', {}, { equity: '-20', freeMargin: '0' }, 'equity'],
    ['on data with gaps', {}, { stale: [BTC] }, 'stale_data'],
    ['on a price of a minute and more ago', {}, { quotes: [{ ageMs: 60_001 }] }, 'stale_data'],
    ['without a price', {}, { quotes: [] }, 'stale_data'],
    ['with a quote that holds no price', {}, { quotes: [{ last: null }] }, 'stale_data'],
    ['with a confidence below the threshold', { confidence: '0.59' }, {}, 'confidence'],
    ['without a confidence', { confidence: null }, {}, 'confidence'],
    ["with the example's stop", { stop: '48111.11' }, { canaries: ['48111.11'] }, 'copied_example'],
    ["with the example's size", { size: '0.0137' }, { canaries: ['0.0137'] }, 'copied_example'],
    ["with the example's leverage", { leverage: '7.77' }, { canaries: ['7.77'] }, 'copied_example'],
    ["with the example's confidence", { confidence: '0.777' }, { canaries: ['0.777'] }, 'copied_example'],
    [
      "with the example's stated risk",
      { statedRisk: { maxLoss: '12345.67' } },
      { canaries: ['12345.67'] },
      'copied_example',
    ],
    ['without a size', { size: null }, {}, 'size_missing'],
    ['of nothing', { size: '0' }, {}, 'size_missing'],
    ['of less than nothing', { size: '-0.1' }, {}, 'size_missing'],
    ['of 40 for 40 %', { size: '40' }, {}, 'size_scale'],
    ['of all equity, which is 1 % or one coin', { size: '1' }, {}, 'size_scale'],
    ['of more than all equity', { size: '1.01' }, {}, 'size_scale'],
    ['of one coin that the account cannot carry', { size: '1 base' }, {}, 'size_scale'],
    ['of a margin of all equity', { size: '10000 margin' }, {}, 'size_scale'],
    ['of a value that takes all equity as margin', { size: '30000 notional' }, {}, 'size_scale'],
    ['of a value above equity at the default leverage', { size: '12000 notional', leverage: null }, {}, 'size_scale'],
    ['of dollars for coins', { size: '3000 base' }, {}, 'size_scale'],
    ['of a value of 10 times equity as margin', { size: '300000 notional' }, {}, 'size_scale'],
    ['of a margin of 10 times equity', { size: '100000 margin' }, {}, 'size_scale'],
    ['of contracts for dollars', { size: '3000 contracts' }, {}, 'size_scale'],
    ['with a leverage below 1', { leverage: '0.5' }, {}, 'leverage_range'],
    ['with a leverage of nothing', { leverage: '0' }, {}, 'leverage_range'],
    ['with ten times the leverage that there is', { leverage: '1000' }, {}, 'leverage_range'],
    ['short in spot', { action: 'sell', instrument: SPOT, leverage: null }, {}, 'spot_short'],
    ['of the most that could be bought of another symbol', { size: '4.98 base' }, SHOWN, 'other_symbols_size'],
    ['of contracts that are the most of another symbol', { size: '4.98 contracts' }, SHOWN, 'other_symbols_size'],
    ['of the most of another symbol beyond its own', { size: '2 base' }, SHOWN, 'other_symbols_size'],
    [
      'of the most of another symbol, less than its own, to three digits',
      { instrument: ETH, size: '0.298 base' },
      SHOWN,
      'other_symbols_size',
    ],
    ['with a stop of nothing', { stop: '0' }, {}, 'price_range'],
    ['with a target below nothing', { target: '-5' }, {}, 'price_range'],
    ['with a limit of nothing', { limit: '0' }, {}, 'price_range'],
    ['long with a stop above the price', { stop: '50500' }, {}, 'stop_side'],
    ['long with a stop at the price', { stop: '50000' }, {}, 'stop_side'],
    ['long with a stop far above the price', { stop: '80000' }, {}, 'stop_side'],
    ['short with a stop below the price', { action: 'sell', stop: '49000' }, {}, 'stop_side'],
    ['long with a target below the price', { target: '49000' }, {}, 'target_side'],
    ['short with a target above the price', { action: 'sell', target: '51000' }, {}, 'target_side'],
    ['long with a stop between its limit and the price', { limit: '48000', stop: '49000' }, {}, 'stop_side'],
    ['long with a target between its limit and the price', { limit: '48000', target: '49000' }, {}, 'target_side'],
    [
      'long with a stop between bid and ask',
      { stop: '49995' },
      { quotes: [{ bid: '49990', ask: '50000' }] },
      'stop_side',
    ],
    ['with a stop further than its band', { stop: '38000' }, {}, 'stop_band'],
    ['with a stop nearer than its band', { stop: '49980' }, {}, 'stop_band'],
    ['with a stop a tick below the limit that it waits for', { limit: '49900', stop: '49899.9' }, {}, 'stop_band'],
    [
      'short with a stop a tick above the limit that it waits for',
      { action: 'sell', limit: '50100', stop: '50100.1' },
      {},
      'stop_band',
    ],
    ['with a target further than its band', { target: '101000' }, {}, 'target_band'],
    ['with a target nearer than its band', { target: '50020' }, {}, 'target_band'],
    ['with a limit further than its band', { limit: '44000' }, {}, 'limit_band'],
    ['with a stop a tenth of what it should be', { stop: '4900' }, {}, 'price_scale'],
    ['with a stop a hundredth of what it should be', { stop: '490' }, {}, 'price_scale'],
    ['with a stop a thousandth of what it should be', { stop: '49' }, {}, 'price_scale'],
    ['with a target ten times what it should be', { target: '520000' }, {}, 'price_scale'],
    ['with a target a thousand times what it should be', { target: '52000000' }, {}, 'price_scale'],
    ['short with a target a tenth of what it should be', { action: 'sell', target: '4800' }, {}, 'price_scale'],
    ['with a limit a hundred times what it should be', { limit: '5000000' }, {}, 'price_scale'],
    ["with another symbol's stop", { stop: '2900' }, {}, 'other_symbols_price'],
    ["with another symbol's target", { instrument: ETH, target: '52000' }, {}, 'other_symbols_price'],
    ["with another symbol's limit", { instrument: ETH, limit: '50000' }, {}, 'other_symbols_price'],
    ['too small for the smallest order', { size: '0.0001' }, { equity: '100' }, 'minimum_size'],
    ['of coins below the smallest order', { size: '0.00009 base' }, {}, 'minimum_size'],
    ['on the day on which too much is lost', {}, { dailyLoss: '1000' }, 'daily_loss_limit'],
    ['in a drawdown of the limit', {}, { highWater: '10527', equity: '10000' }, 'drawdown_limit'],
    ['that nothing is free for', {}, { freeMargin: '1' }, 'affordability'],
  ])('%s is refused', (_name, proposal, view, rule) => {
    const verdict = verdictOn(proposal, view);
    expect(told(verdict)).toEqual([`refuse ${rule}`]);
    expect(verdict).toMatchObject({ outcome: 'refuse', decision: null });
  });

  it.each<PolicyRow>([
    ['without a stop where one is required', {}, {}, 'stop_required', { stop: 'required' }],
    [
      'with too little reward for its risk',
      { stop: '49000', target: '51000' },
      {},
      'reward_to_risk',
      { minRewardToRisk: '1.5' },
    ],
    ['with too little confidence for the policy', { confidence: '0.7' }, {}, 'confidence', { minConfidence: '0.75' }],
    ['on a price too old for the policy', {}, { quotes: [{ ageMs: 1_001 }] }, 'stale_data', { maxQuoteAgeMs: 1_000 }],
    [
      'with a stop outside the bands of the policy',
      { stop: '45000' },
      {},
      'stop_band',
      { bands: { maxStopDistance: '0.1' } },
    ],
  ])('%s is refused', (_name, proposal, view, rule, policy) => {
    expect(told(verdictOn(proposal, view, policy))).toEqual([`refuse ${rule}`]);
  });

  it.each<Row>([
    ['at the threshold of confidence', { confidence: '0.6' }, {}, 'accept'],
    ['on a price of a minute ago', {}, { quotes: [{ ageMs: 60_000 }] }, 'accept'],
    ['of all equity but the costs', { size: '0.99', leverage: '1' }, {}, 'clamp position_margin_limit 0.198 → 0.1'],
    [
      'short with its stop above and its target below',
      { action: 'sell', stop: '51000', target: '48000' },
      {},
      'accept',
    ],
    ['with a stop at the end of its band', { stop: '38461.6' }, {}, 'accept'],
    ['with a target at the end of its band', { target: '100000' }, {}, 'accept'],
    ['with a number near to the example', { stop: '48111.12' }, { canaries: ['48111.11'] }, 'accept'],
    ['with a leverage of 1', { leverage: '1' }, {}, 'accept'],
    ['a step before the limit of a day', {}, { dailyLoss: '999.99' }, 'accept'],
    ['a step before the limit of drawdown', {}, { highWater: '10526', equity: '10000' }, 'accept'],
    ['on the mark price alone', {}, { quotes: [{ last: null, mark: '50000' }] }, 'accept'],
  ])('%s passes', (_name, proposal, view, expected) => {
    expect(told(verdictOn(proposal, view))).toEqual([expected]);
  });

  it('tells every fault that it has, not only the first', () => {
    const verdict = verdictOn({ confidence: '0.3', size: '40', stop: '51000', target: '2900' }, { stale: [BTC] });
    expect(rulesOf(verdict)).toEqual(['stale_data', 'confidence', 'size_scale', 'stop_side', 'other_symbols_price']);
  });

  it('says with figures what was wrong', () => {
    const { findings } = verdictOn({ stop: '4900' });
    expect(findings[0]?.figures).toEqual({ stop: '4900', price: '50000', factor: '0.1' });
    expect(findings[0]?.message).toBe('The stop 4900 is off by a factor of 0.1: the price is 50000.');
  });
});

describe('an entry that is larger than it may be', () => {
  it.each<Row>([
    ['a position limit', { size: '0.6' }, {}, 'clamp position_margin_limit 0.36 → 0.3'],
    ['the leverage limit', { leverage: '20' }, {}, 'clamp leverage_limit 20 → 10'],
    ['free margin, with its fee', { size: '0.4' }, { freeMargin: '2000' }, 'clamp affordability 0.24 → 0.1197'],
    ['the lot, where coins were named', { size: '0.05555 base' }, {}, 'clamp lot_step 0.05555 → 0.0555'],
    ['the lot, where contracts were named', { size: '1.005 contracts' }, {}, 'clamp lot_step 0.01005 → 0.01'],
    ['two digits of leverage', { leverage: '2.505' }, {}, 'clamp leverage_step 2.505 → 2.5'],
  ])('is cut down to %s', (_name, proposal, view, expected) => {
    const verdict = verdictOn(proposal, view);
    expect(told(verdict)).toEqual([expected]);
    expect(verdict.outcome).toBe('clamp');
  });

  it('names base units where it was made smaller', () => {
    expect(sizeOfDecision(verdictOn({ size: '0.6' }))).toBe('0.3 quantity');
  });

  it('keeps its unit where only its leverage was lowered', () => {
    const { decision } = verdictOn({ leverage: '20' });
    expect(decision).toMatchObject({ size: { marginFraction: new Decimal('0.1') }, leverage: new Decimal(10) });
  });

  it("is cut down to the instrument's leverage, then to the limit", () => {
    expect(told(verdictOn({ leverage: '200' }))).toEqual([
      'clamp instrument_leverage 200 → 100',
      'clamp leverage_limit 100 → 10',
    ]);
  });

  it('has no leverage in spot', () => {
    expect(told(verdictOn({ instrument: SPOT, leverage: '3' }))).toEqual(['clamp instrument_leverage 3 → 1']);
  });

  it('is cut down to the largest market order', () => {
    const small = anInstrument({ maxMarketQuantity: '0.02' });
    expect(told(verdictOn({}, { instruments: [small] }))).toEqual(['clamp maximum_size 0.06 → 0.02']);
  });

  it('is not cut down to the largest market order where it is a limit order', () => {
    const small = anInstrument({ maxMarketQuantity: '0.02' });
    expect(told(verdictOn({ limit: '50000' }, { instruments: [small] }))).toEqual(['accept']);
  });

  it('is cut down to the largest value of a market order in spot', () => {
    const small = anInstrument({ type: 'spot', maxMarketValue: '500' });
    const view = { instruments: [small], quotes: [{ instrument: small }] };
    expect(told(verdictOn({ instrument: small, leverage: null }, view))).toEqual(['clamp maximum_size 0.02 → 0.01']);
  });

  it('is cut down to what open orders leave of a limit', () => {
    const openOrders = [anOrder({ quantity: '0.2', pricing: { type: 'limit', price: '50000' } })];
    expect(told(verdictOn({ size: '0.3' }, { openOrders }))).toEqual(['clamp position_margin_limit 0.18 → 0.1']);
  });

  it('is cut down to what a position leaves of a limit', () => {
    const positions = [aPosition({ quantity: '0.2' })];
    expect(told(verdictOn({ size: '0.3' }, { positions }))).toEqual(['clamp position_margin_limit 0.18 → 0.1']);
  });

  it('is refused where a limit leaves nothing', () => {
    const positions = [aPosition({ quantity: '0.3' })];
    expect(told(verdictOn({}, { positions }))).toEqual(['refuse position_margin_limit']);
  });

  it('is cut down to what the value of all positions leaves', () => {
    const positions = [aPosition({ instrument: ETH, quantity: '10', entryPrice: '3000' })];
    const verdict = verdictOn({ size: '0.2' }, { positions }, { limits: { maxGrossNotionalMultiple: '3.5' } });
    expect(told(verdict)).toEqual(['clamp gross_notional_limit 0.12 → 0.1']);
  });

  it('counts the margin that a lower leverage asks of what is held', () => {
    const positions = [aPosition({ quantity: '0.03', leverage: '10' })];
    const view = { positions, freeMargin: '500' };
    // 1500 of value at 1× instead of 10× takes 1350 more.
    expect(told(verdictOn({ leverage: '1', size: '0.01' }, view))).toEqual(['refuse affordability']);
    expect(told(verdictOn({ leverage: '10', size: '0.01' }, view))).toEqual(['accept']);
  });

  it('is told of where rounding takes more than a tenth of it', () => {
    const coarse = anInstrument({ lotSize: '0.01', minQuantity: '0.01' });
    const verdict = verdictOn({ size: '0.03' }, { instruments: [coarse] });
    expect(told(verdict)).toEqual(['flag lot_step']);
    expect(verdict.outcome).toBe('accept');
  });
});

describe('an entry against what is held', () => {
  it('takes the position away without margin, and is told of', () => {
    const verdict = verdictOn({ action: 'sell', size: '0.02 base' }, { positions: [LONG], freeMargin: '0' });
    expect(told(verdict)).toEqual(['flag opposes_position']);
    expect(verdict.findings[0]?.figures).toEqual({ held: '0.02', after: '0' });
  });

  it('pays for what goes beyond the position', () => {
    const view = { positions: [SHORT], freeMargin: '100' };
    expect(told(verdictOn({ size: '0.05 base' }, view))).toEqual([
      'clamp affordability 0.05 → 0.0259',
      'flag opposes_position',
    ]);
  });

  it.each([
    ['a resting order of its side', { side: 'buy', quantity: '0.02' }, ['clamp affordability 0.05 → 0.0059']],
    ['none of the other side', { side: 'sell', quantity: '0.02' }, ['clamp affordability 0.05 → 0.0259']],
    [
      'none that only reduces',
      { side: 'buy', quantity: '0.02', effect: 'reduce_only' },
      ['clamp affordability 0.05 → 0.0259'],
    ],
  ] as const)('pays for what %s takes of the position first', (_name, order, findings) => {
    const pricing = { type: 'limit', price: '50000' } as const;
    const view = { positions: [SHORT], freeMargin: '100', openOrders: [anOrder({ ...order, pricing })] };
    expect(told(verdictOn({ size: '0.05 base' }, view)).slice(0, 1)).toEqual(findings);
  });

  it('may take away the position on a day on which nothing opens', () => {
    const view = { positions: [LONG], dailyLoss: '2000' };
    expect(told(verdictOn({ action: 'sell', size: '0.05 base' }, view))).toEqual([
      'clamp daily_loss_limit 0.05 → 0.02',
      'flag opposes_position',
    ]);
  });
});

describe('a close', () => {
  const CLOSE: ProposalDescription = { action: 'close' };

  it('needs neither confidence nor fresh data nor equity', () => {
    const view = {
      positions: [LONG],
      stale: [BTC],
      equity: '-5',
      pauses: ['Safe mode.'],
      dailyLoss: '5000',
      quotes: [],
    };
    const verdict = verdictOn(CLOSE, view);
    expect(told(verdict)).toEqual(['accept']);
    expect(verdict.decision).toEqual({
      action: 'close',
      instrument: 'BTC-USDT-SWAP',
      decisionId: 'd1',
      confidence: 0,
      reasons: [],
      marginMode: 'cross',
    });
  });

  it('of what is not held is refused', () => {
    expect(told(verdictOn(CLOSE))).toEqual(['refuse nothing_to_close']);
  });

  it('goes ahead where nobody knows what is held', () => {
    const verdict = verdictOn(CLOSE, { positions: null });
    expect(told(verdict)).toEqual(['accept']);
    expect(verdict.decision).not.toHaveProperty('marginMode');
  });

  it('of a long is refused where a short is held', () => {
    const verdict = verdictOn({ ...CLOSE, closingSide: 'long' }, { positions: [SHORT] });
    expect(told(verdict)).toEqual(['refuse closing_side']);
    expect(verdict.findings[0]?.figures).toEqual({ stated: 'long', held: 'short' });
  });

  it('of the side that is held goes ahead', () => {
    expect(told(verdictOn({ ...CLOSE, closingSide: 'short' }, { positions: [SHORT] }))).toEqual(['accept']);
  });

  it('goes ahead in what is no trading symbol any more', () => {
    expect(told(verdictOn(CLOSE, { positions: [LONG], instruments: [ETH] }))).toEqual(['accept']);
  });

  it('closes all of it, whatever part it names', () => {
    const verdict = verdictOn({ ...CLOSE, size: '0.01 base' }, { positions: [LONG] });
    expect(told(verdict)).toEqual(['flag closes_whole']);
    expect(verdict.findings[0]?.figures).toEqual({ stated: '0.01', quantity: '0.02' });
  });

  it('that names all of it is told nothing', () => {
    expect(told(verdictOn({ ...CLOSE, size: '0.02 base' }, { positions: [LONG] }))).toEqual(['accept']);
  });

  it('takes the margin mode of the position', () => {
    const isolated = aPosition({ marginMode: 'isolated' });
    expect(verdictOn(CLOSE, { positions: [isolated] }).decision).toMatchObject({ marginMode: 'isolated' });
  });

  it('closes the first of two positions, and says so', () => {
    const positions = [LONG, aPosition({ marginMode: 'isolated' })];
    const verdict = verdictOn(CLOSE, { positions });
    expect(told(verdict)).toEqual(['flag closes_whole']);
    expect(verdict.decision).toMatchObject({ marginMode: 'cross' });
  });
});

describe('standing aside', () => {
  it.each(['hold', 'no_entry'] as const)('by %s is accepted as it is', (action) => {
    const verdict = verdictOn({ action, confidence: '0.2', riskThesis: 'Wait.' }, { positions: null });
    expect(told(verdict)).toEqual(['accept']);
    expect(verdict.decision).toEqual({
      action,
      instrument: 'BTC-USDT-SWAP',
      decisionId: 'd1',
      confidence: 0.2,
      reasons: ['Wait.'],
    });
  });
});

describe('what was refused before', () => {
  const refusedFor = (rule: string, description: ProposalDescription = {}) => ({
    refusedBefore: [{ rule, proposal: aProposal(description) }],
  });

  it('is refused again where nothing of it has changed', () => {
    const verdict = verdictOn({}, refusedFor('invalid_price'));
    expect(told(verdict)).toEqual(['refuse repeated_refusal']);
    expect(verdict.findings[0]?.figures).toEqual({ rule: 'invalid_price' });
  });

  it.each<readonly [string, ProposalDescription]>([
    ['its side', { action: 'sell' }],
    ['its symbol', { instrument: ETH }],
    ['its size', { size: '0.2' }],
    ['the unit of its size', { size: '0.1 base' }],
    ['having a size', { size: null }],
    ['its leverage', { leverage: '2' }],
    ['having a leverage', { leverage: null }],
    ['its limit', { limit: '49900' }],
    ['its stop', { stop: '49000' }],
    ['its target', { target: '52000' }],
    ['its confidence', { confidence: '0.8' }],
  ])('is judged anew where %s has changed', (_name, change) => {
    expect(told(verdictOn({}, refusedFor('invalid_price', change)))).toEqual(['accept']);
  });

  it.each([
    'stale_data',
    'affordability',
    'insufficient_margin',
    'daily_loss_limit',
    'trading_paused',
    'stores_unavailable',
    'decision_log_unavailable',
    'model_budget',
    'exposure_unknown',
  ])('for %s is judged anew, for that passes by itself', (rule) => {
    expect(told(verdictOn({}, refusedFor(rule)))).toEqual(['accept']);
  });
});

describe('a batch', () => {
  const proposal = (decisionId: string, description: ProposalDescription) => ({
    decisionId,
    proposal: aProposal(description),
  });

  it('is judged with its closes first, the rest in its order', () => {
    const batch = [
      proposal('open', {}),
      proposal('hold', { action: 'hold', instrument: SPOT }),
      proposal('close', { action: 'close', instrument: ETH }),
    ];
    expect(judge(batch, aView(), aPolicy()).map(({ decisionId }) => decisionId)).toEqual(['close', 'open', 'hold']);
  });

  it('loses no good decision for a bad one', () => {
    const batch = [
      proposal('bad', { stop: '50500' }),
      proposal('good', { instrument: ETH }),
      proposal('close', { action: 'close' }),
    ];
    const verdicts = judge(batch, aView({ positions: [LONG] }), aPolicy());
    expect(verdicts.map(({ decisionId, outcome }) => `${decisionId} ${outcome}`)).toEqual([
      'close accept',
      'bad refuse',
      'good accept',
    ]);
  });

  it('shares free margin: what one takes, the next has not', () => {
    const batch = [proposal('first', { size: '0.3' }), proposal('second', { size: '0.3', instrument: ETH })];
    const [first, second] = judge(batch, aView({ freeMargin: '4000' }), aPolicy());
    expect(first && told(first)).toEqual(['accept']);
    expect(second && told(second)).toEqual(['clamp affordability 3 → 0.99']);
    expect(second?.findings[0]?.figures.reservedBySiblings).toBe('3007.5045');
  });

  it('shares the limit on the value of all positions', () => {
    const batch = [proposal('first', { size: '0.3' }), proposal('second', { size: '0.3', instrument: ETH })];
    const [, second] = judge(batch, aView(), aPolicy({ limits: { maxGrossNotionalMultiple: '1.2' } }));
    expect(second && told(second)).toEqual(['clamp gross_notional_limit 3 → 1']);
  });

  it('lets a refused decision take up nothing', () => {
    const batch = [
      proposal('first', { size: '0.3', confidence: '0.1' }),
      proposal('second', { size: '0.3', instrument: ETH }),
    ];
    const [, second] = judge(batch, aView({ freeMargin: '4000' }), aPolicy());
    expect(second && told(second)).toEqual(['accept']);
  });

  it('of nothing has no verdict', () => {
    expect(judge([], aView(), aPolicy())).toEqual([]);
  });
});

describe('the same view', () => {
  it('gives the same verdicts, to the last byte', () => {
    const batch = [{ decisionId: 'd1', proposal: aProposal({ stop: '49000', size: '0.6' }) }];
    const view = aView({ positions: [LONG] });
    expect(JSON.stringify(judge(batch, view, aPolicy()))).toBe(JSON.stringify(judge(batch, view, aPolicy())));
    expect(view.now).toBe(NOW);
  });
});
