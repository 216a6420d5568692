import { describe, expect, it } from 'vitest';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import {
  aProposal,
  BTC,
  ETH,
  type PolicyDescription,
  type ProposalDescription,
  SPOT,
  sizeOfDecision,
  told,
  type ViewDescription,
  verdictOn,
} from './judging/a-view.ts';

type Row = readonly [
  name: string,
  proposal: ProposalDescription,
  view: ViewDescription,
  expected: readonly string[],
  policy?: PolicyDescription,
];

function rows(...cases: readonly Row[]) {
  return cases.map(([name, ...row]) => [name, row] as const);
}

const LONG = aPosition({ instrument: BTC, quantity: '0.02' });
const SHORT = aPosition({ instrument: BTC, quantity: '-0.02' });
const TEN_ETH = aPosition({ instrument: ETH, quantity: '10', entryPrice: '3000' });
const SPREAD = [{ bid: '49990', ask: '50010' }] as const;

describe('the price of an entry', () => {
  const notionalOf = (proposal: ProposalDescription, view?: ViewDescription) =>
    verdictOn({ size: '0.1 base', ...proposal }, view).actualRisk.notional?.toFixed();

  it.each<readonly [string, ProposalDescription, ViewDescription, string]>([
    ['is the ask for a buy', {}, { quotes: SPREAD }, '5001'],
    ['is the bid for a sale', { action: 'sell' }, { quotes: SPREAD }, '4999'],
    ['is the last one where its side of the book is empty', {}, { quotes: [{ bid: '49990', ask: null }] }, '5000'],
    ['is its limit for a buy that waits', { limit: '49900' }, {}, '4990'],
    ['is the market for a buy that would not wait', { limit: '50100' }, {}, '5000'],
    ['is its limit for a sale that waits', { action: 'sell', limit: '50100' }, {}, '5010'],
    ['is the market for a sale that would not wait', { action: 'sell', limit: '49900' }, {}, '5000'],
  ])('%s', (_name, proposal, view, expected) => {
    expect(notionalOf(proposal, view)).toBe(expected);
  });
});

describe('an entry at the edge of a rule', () => {
  it.each(
    rows(
      ['as large as the largest order', {}, { instruments: [anInstrument({ maxMarketQuantity: '0.06' })] }, ['accept']],
      [
        'whose largest order is below the smallest',
        {},
        { instruments: [anInstrument({ minQuantity: '0.05', maxMarketQuantity: '0.02' })] },
        ['clamp maximum_size 0.06 → 0.02', 'refuse minimum_size'],
      ],
      ['that pays for one lot', {}, { freeMargin: '1.7' }, ['clamp affordability 0.06 → 0.0001']],
      [
        'with a limit, which fills no worse',
        { size: '0.4', limit: '50000' },
        { freeMargin: '2000' },
        ['clamp affordability 0.24 → 0.1198'],
      ],
      [
        'that is too small, of which nothing else is told',
        { size: '0.00001', leverage: '1' },
        { positions: [aPosition({ quantity: '0.3', leverage: '10' })], dailyLoss: '2000', freeMargin: '0' },
        ['refuse minimum_size'],
      ],
      [
        'with a value that takes less than all equity as margin',
        { size: '29999 notional' },
        {},
        ['clamp position_margin_limit 0.5999 → 0.3'],
      ],
      [
        'in coins that takes away a long worth more than the equity',
        { action: 'sell', size: '0.5 base', leverage: '5' },
        { equity: '5000', positions: [aPosition({ instrument: BTC, quantity: '0.5', leverage: '5' })] },
        ['flag opposes_position'],
      ],
      [
        'in coins that turns a long into a short beyond the equity',
        { action: 'sell', size: '0.8 base', leverage: null },
        { positions: [aPosition({ instrument: BTC, quantity: '0.5' })] },
        ['refuse size_scale'],
      ],
      ['just below all equity', { size: '0.9999', leverage: '1' }, {}, ['clamp position_margin_limit 0.1999 → 0.1']],
      [
        'in spot with a leverage that no swap has',
        { instrument: SPOT, leverage: '2000' },
        {},
        ['clamp instrument_leverage 2000 → 1'],
      ],
      [
        'in spot beside coins that are held',
        { instrument: SPOT, leverage: null },
        { positions: [aPosition({ instrument: SPOT, quantity: '0.02', leverage: '3' })], freeMargin: '1010' },
        ['accept'],
      ],
      ['with a stop where one is required', { stop: '49000' }, {}, ['accept'], { stop: 'required' }],
      ['with a target alone, where a ratio is asked', { target: '51000' }, {}, ['accept'], { minRewardToRisk: '1.5' }],
      ['with a stop alone, where a ratio is asked', { stop: '49000' }, {}, ['accept'], { minRewardToRisk: '1.5' }],
      [
        'with just the ratio that is asked',
        { stop: '49000', target: '51500' },
        {},
        ['accept'],
        { minRewardToRisk: '1.5' },
      ],
      [
        'with a stop nearer than stops may be',
        { stop: '49500', target: '50500' },
        {},
        ['refuse stop_band'],
        { bands: { minStopDistance: '0.02', minTargetDistance: '0.005' } },
      ],
      [
        'with a target nearer than targets may be',
        { stop: '49500', target: '50500' },
        {},
        ['refuse target_band'],
        { bands: { minStopDistance: '0.005', minTargetDistance: '0.02' } },
      ],
      [
        'without a size, as it was refused before',
        { size: null },
        { refusedBefore: [{ rule: 'invalid_price', proposal: aProposal({ size: null }) }] },
        ['refuse repeated_refusal', 'refuse size_missing'],
      ],
      [
        'without a size, which it had when it was refused',
        { size: null },
        { refusedBefore: [{ rule: 'invalid_price', proposal: aProposal() }] },
        ['refuse size_missing'],
      ],
    ),
  )('%s', (_name, [proposal, view, expected, policy]) => {
    expect(told(verdictOn(proposal, view, policy))).toEqual(expected);
  });

  it.each([
    ['coins between two lots', '0.05555 base', '0.0555 quantity'],
    ['contracts between two lots', '1.005 contracts', '0.01 quantity'],
    ['a fraction between two lots', '0.10001', '0.10001 marginFraction'],
  ])('that names %s is sent as %s says', (_name, size, expected) => {
    expect(sizeOfDecision(verdictOn({ size }))).toBe(expected);
  });

  it('that names no prices carries none', () => {
    const { decision } = verdictOn({});
    expect(Object.keys(decision ?? {}).sort()).toEqual(
      ['action', 'instrument', 'decisionId', 'confidence', 'reasons', 'size', 'leverage', 'marginMode'].sort(),
    );
  });

  it('cannot be judged by a canary that is no number', () => {
    expect(() => verdictOn({}, { canaries: ['soon'] })).toThrow('The canary must be a decimal string');
  });
});

describe('what is held elsewhere', () => {
  it.each(
    rows(
      [
        'in another margin mode is not what an entry goes against',
        { action: 'sell', size: '0.05 base' },
        { positions: [aPosition({ quantity: '0.02', marginMode: 'isolated' })] },
        ['accept'],
      ],
      [
        'in another symbol is not what an entry goes against',
        { action: 'sell', size: '0.05 base' },
        { positions: [aPosition({ quantity: '0.02', instrument: ETH })] },
        ['accept'],
      ],
      [
        'on the short side counts against another short',
        { action: 'sell', size: '0.3' },
        { positions: [aPosition({ quantity: '-0.2' })] },
        ['clamp position_margin_limit 0.18 → 0.1'],
      ],
      [
        'beside the trading symbols counts with its value',
        { size: '0.2' },
        { instruments: [BTC], positions: [TEN_ETH] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '3.5' } },
      ],
      [
        'as coins counts with its value',
        { size: '0.2' },
        { positions: [aPosition({ instrument: SPOT, quantity: '0.2' })] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '1.5' } },
      ],
      [
        'counts at its mark price',
        { size: '0.2' },
        { quotes: [{}, { instrument: ETH, last: '3000', mark: '2000' }], positions: [TEN_ETH] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '2.5' } },
      ],
      [
        'counts at its last price where there is no mark',
        { size: '0.2' },
        { quotes: [{}, { instrument: ETH, last: '2000', mark: null, bid: '2500' }], positions: [TEN_ETH] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '2.5' } },
      ],
      [
        'counts at its bid where nothing else is known',
        { size: '0.2' },
        { quotes: [{}, { instrument: ETH, last: null, bid: '2000', ask: '2500' }], positions: [TEN_ETH] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '2.5' } },
      ],
      [
        'counts at its ask where nothing else is known',
        { size: '0.2' },
        { quotes: [{}, { instrument: ETH, last: null, ask: '2000' }], positions: [TEN_ETH] },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '2.5' } },
      ],
      [
        'counts at its entry price where no price is known',
        { size: '0.2' },
        { quotes: [{}], positions: [TEN_ETH] },
        ['refuse gross_notional_limit'],
        { limits: { maxGrossNotionalMultiple: '2.5' } },
      ],
    ),
  )('%s', (_name, [proposal, view, expected, policy]) => {
    expect(told(verdictOn(proposal, view, policy))).toEqual(expected);
  });

  it.each(
    rows(
      [
        'that takes the position away is let through on a lost day',
        { action: 'sell', size: '0.02 base' },
        { positions: [LONG], dailyLoss: '2000' },
        ['flag opposes_position'],
      ],
      [
        'is cut down to a position of the smallest size on a lost day',
        { action: 'sell', size: '0.05 base' },
        { positions: [aPosition({ quantity: '0.0001' })], dailyLoss: '2000' },
        ['clamp daily_loss_limit 0.05 → 0.0001', 'flag opposes_position'],
      ],
      [
        'with a limit above the market is measured by its limit',
        { size: '0.6', limit: '54000' },
        {},
        ['clamp position_margin_limit 0.3333 → 0.2777'],
      ],
      [
        'shares the value of all positions with open orders in what is not traded',
        { size: '0.3' },
        {
          instruments: [BTC],
          openOrders: [anOrder({ instrument: ETH, quantity: '32', pricing: { type: 'limit', price: '3000' } })],
        },
        ['clamp gross_notional_limit 0.18 → 0.08'],
      ],
      [
        'shares nothing with an open order that only takes away from what is held and not traded',
        { size: '0.3' },
        {
          instruments: [BTC],
          positions: [aPosition({ instrument: ETH, quantity: '30', entryPrice: '3000' })],
          openOrders: [
            anOrder({ instrument: ETH, side: 'sell', quantity: '30', pricing: { type: 'limit', price: '3000' } }),
          ],
        },
        ['clamp gross_notional_limit 0.18 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '9.5' } },
      ],
      [
        'shares the value of all positions with open orders in spot',
        { size: '0.2' },
        {
          openOrders: [anOrder({ instrument: SPOT, quantity: '0.2', pricing: { type: 'limit', price: '50000' } })],
        },
        ['clamp gross_notional_limit 0.12 → 0.1'],
        { limits: { maxGrossNotionalMultiple: '1.5' } },
      ],
    ),
  )('an entry %s', (_name, [proposal, view, expected, policy]) => {
    expect(told(verdictOn(proposal, view, policy))).toEqual(expected);
  });
});

describe('a refusal that passes by itself', () => {
  it.each([
    ...['market_state', 'trading_paused', 'account_unknown', 'equity', 'stale_data', 'drawdown_limit'],
    ...['daily_loss_limit', 'position_margin_limit', 'gross_notional_limit', 'affordability', 'instrument_not_live'],
    ...['no_market_price', 'journal_unavailable', 'broker_closed', 'insufficient_margin', 'insufficient_balance'],
    ...['instrument_unavailable', 'too_many_orders', 'no_liquidity', 'account_restricted', 'expired', 'other'],
    ...['model_budget', 'stores_unavailable', 'decision_log_unavailable', 'stop_side', 'repeated_refusal'],
  ])('for %s does not refuse the same again', (rule) => {
    expect(told(verdictOn({}, { refusedBefore: [{ rule, proposal: aProposal() }] }))).toEqual(['accept']);
  });
});

describe('a refusal that only another proposal can end', () => {
  it.each([
    ...['invalid_margin_mode', 'unsupported_order_type', 'invalid_price', 'invalid_quantity'],
    ...['leverage_above_instrument', 'leverage_not_allowed'],
  ])('for %s refuses the same again', (rule) => {
    const verdict = verdictOn({}, { refusedBefore: [{ rule, proposal: aProposal() }] });
    expect(told(verdict)).toEqual(['refuse repeated_refusal']);
  });

  it('for a rule of the judge is a repetition while that rule speaks', () => {
    const wrong = { stop: '51000' };
    const verdict = verdictOn(wrong, { refusedBefore: [{ rule: 'stop_side', proposal: aProposal(wrong) }] });
    expect(told(verdict)).toEqual(['refuse repeated_refusal', 'refuse stop_side']);
  });

  it('for a rule of the judge that passes by itself is none, though it speaks again', () => {
    const view = { equity: '0', refusedBefore: [{ rule: 'equity', proposal: aProposal() }] };
    expect(told(verdictOn({}, view))).toEqual(['refuse equity']);
  });
});

describe('the actual risk', () => {
  const risk = (proposal: ProposalDescription, view: ViewDescription = {}) => verdictOn(proposal, view).actualRisk;

  it('of a refused entry has the leverage that it named, allowed or not', () => {
    expect(risk({ confidence: '0.1', leverage: '20' }).leverage?.toFixed()).toBe('20');
  });

  it('of a refused entry that names none has the default', () => {
    expect(risk({ confidence: '0.1', leverage: null }, { defaultLeverage: '5' }).leverage?.toFixed()).toBe('5');
  });

  it('of a refused entry in spot has none, whatever it named', () => {
    expect(risk({ confidence: '0.1', instrument: SPOT, leverage: '3' }).leverage?.toFixed()).toBe('1');
  });

  it('of holding one symbol leaves the others out', () => {
    expect(risk({ action: 'hold' }, { positions: [TEN_ETH] }).notional?.toFixed()).toBe('0');
  });

  it('of holding two positions in one symbol is not known', () => {
    const positions = [LONG, aPosition({ marginMode: 'isolated' })];
    expect(risk({ action: 'hold' }, { positions }).notional).toBeNull();
  });

  it('of holding a long without a stop is its value, and all equity at most', () => {
    expect(risk({ action: 'hold' }, { positions: [LONG] }).maxLoss?.toFixed()).toBe('1000');
    const large = aPosition({ quantity: '0.4' });
    expect(risk({ action: 'hold' }, { positions: [large] }).maxLoss?.toFixed()).toBe('10000');
  });

  it('of holding a short is what its stop loses', () => {
    expect(risk({ action: 'hold' }, { positions: [SHORT], stopPrice: '51000' }).lossAtStop?.toFixed()).toBe('20');
  });

  it('of holding what is no trading symbol any more has no value at risk', () => {
    const { notional, valueAtRisk } = risk({ action: 'hold' }, { positions: [LONG], instruments: [ETH] });
    expect([notional?.toFixed(), valueAtRisk]).toEqual(['1000', null]);
  });
});
