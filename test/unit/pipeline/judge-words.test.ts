import { describe, expect, it } from 'vitest';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import {
  aProposal,
  BTC,
  ETH,
  type PolicyDescription,
  type ProposalDescription,
  SPOT,
  type ViewDescription,
  verdictOn,
} from './judging/a-view.ts';

type Figures = Readonly<Record<string, string>>;
type Row = readonly [
  proposal: ProposalDescription,
  view: ViewDescription,
  message: string,
  figures: Figures,
  policy?: PolicyDescription,
];

const LONG = aPosition({ instrument: BTC, quantity: '0.02' });
const SHORT = aPosition({ instrument: BTC, quantity: '-0.02' });
const SUSPENDED = anInstrument({ state: 'suspended' });
const COARSE = anInstrument({ lotSize: '0.01', minQuantity: '0.01' });
const CLOSE: ProposalDescription = { action: 'close' };
const STEP = { lot: '0.0001' };

/** What the model and the journal are told: the sentence and the figures of the first finding. */
function firstFinding(...of: Parameters<typeof verdictOn>): { message: string; figures: Figures } | undefined {
  const [first] = verdictOn(...of).findings;
  return first === undefined ? undefined : { message: first.message, figures: first.figures };
}

describe('the sentence and the figures of', () => {
  it.each<readonly [name: string, row: Row]>([
    [
      'a symbol that is not traded',
      [
        { instrument: SPOT },
        { instruments: [BTC, ETH] },
        'BTC-USDT is none of the trading symbols: BTC-USDT-SWAP, ETH-USDT-SWAP.',
        {},
      ],
    ],
    [
      'a market that is closed',
      [
        {},
        { instruments: [SUSPENDED] },
        'BTC-USDT-SWAP is suspended; nothing opens in it.',
        {
          state: 'suspended',
        },
      ],
    ],
    [
      'two pauses',
      [{}, { pauses: ['The model asked.', 'Safe mode.'] }, 'Opening is paused: The model asked. Safe mode.', {}],
    ],
    [
      'an account that is not known',
      [{}, { positions: null }, 'The positions could not be read; nothing opens until they are.', {}],
    ],
    [
      'an account without equity',
      [{}, { equity: '-20' }, 'Equity is -20; nothing opens without any.', { equity: '-20' }],
    ],
    [
      'a price that is not known',
      [{}, { quotes: [] }, 'No price of BTC-USDT-SWAP is known; only exits are possible.', {}],
    ],
    [
      'a price that is old',
      [
        {},
        { quotes: [{ ageMs: 60_001 }] },
        'The price of BTC-USDT-SWAP is 60001 ms old; only exits are possible.',
        { ageMs: '60001', maximumMs: '60000' },
      ],
    ],
    [
      'data with gaps',
      [{}, { stale: [BTC] }, 'The market data of BTC-USDT-SWAP is stale; only exits are possible.', {}],
    ],
    ['no confidence', [{ confidence: null }, {}, 'It states no confidence; an entry needs 0.6.', { minimum: '0.6' }]],
    [
      'too little confidence',
      [
        { confidence: '0.59' },
        {},
        'Its confidence is 0.59; an entry needs 0.6.',
        { confidence: '0.59', minimum: '0.6' },
      ],
    ],
    [
      'a number of the example',
      [
        { stop: '48111.11' },
        { canaries: ['48111.11'] },
        'Its stop, 48111.11, is the number of the example; state your own.',
        { stop: '48111.11' },
      ],
    ],
    [
      'what was refused before',
      [
        {},
        { refusedBefore: [{ rule: 'invalid_price', proposal: aProposal() }] },
        'The same was refused before (invalid_price), and nothing of it has changed.',
        { rule: 'invalid_price' },
      ],
    ],
    [
      'what was refused before, nobody knows why',
      [
        {},
        { refusedBefore: [{ rule: null, proposal: aProposal() }] },
        'The same was refused before (no reason known), and nothing of it has changed.',
        { rule: 'no reason known' },
      ],
    ],
    [
      'a short of spot',
      [
        { action: 'sell', instrument: SPOT, leverage: null },
        {},
        'BTC-USDT is spot and cannot be sold short: 0 is held, and the smallest order is 0.00001.',
        { held: '0', minimum: '0.00001' },
      ],
    ],
    ['no size', [{ size: null }, {}, 'An entry needs a size: initial margin as a fraction of equity.', {}]],
    ['a size below nothing', [{ size: '-0.1' }, {}, 'The size -0.1 is not above 0.', { size: '-0.1' }]],
    [
      'a size in hundredths',
      [
        { size: '40' },
        {},
        'The size 40 is no fraction of equity; 0.4 is 40 %.',
        {
          size: '40',
          maximum: '1',
        },
      ],
    ],
    [
      'a size beyond hundredths',
      [{ size: '101' }, {}, 'The size 101 is no fraction of equity.', { size: '101', maximum: '1' }],
    ],
    [
      'dollars for coins',
      [
        { size: '3000 base' },
        {},
        'A size of 3000 (base) needs 5000 times the equity as margin.',
        { size: '3000', unit: 'base', timesEquity: '5000' },
      ],
    ],
    [
      'a leverage that no instrument has',
      [
        { leverage: '1000' },
        {},
        'A leverage of 1000 is none: BTC-USDT-SWAP has 1 to 100.',
        { leverage: '1000', maximum: '100' },
      ],
    ],
    ['a price of nothing', [{ limit: '0' }, {}, 'The limit 0 is not above 0.', { limit: '0' }]],
    [
      'a stop too far below',
      [
        { stop: '38000' },
        {},
        'The stop 38000 of this buy is too far below the price 50000.',
        { stop: '38000', price: '50000', distance: '0.3158', maximum: '0.3' },
      ],
    ],
    [
      'a stop too far above',
      [
        { action: 'sell', stop: '66000' },
        {},
        'The stop 66000 of this sell is too far above the price 50000.',
        { stop: '66000', price: '50000', distance: '0.32', maximum: '0.3' },
      ],
    ],
    [
      'a target too far off',
      [
        { target: '101000' },
        {},
        'The target 101000 of this buy is too far above the price 50000.',
        { target: '101000', price: '50000', distance: '1.02', maximum: '1' },
      ],
    ],
    [
      'a limit too far off',
      [
        { limit: '44000' },
        {},
        'The limit 44000 of this buy is too far below the price 50000.',
        { limit: '44000', price: '50000', distance: '0.1364', maximum: '0.1' },
      ],
    ],
    [
      "another symbol's price",
      [
        { stop: '2900' },
        {},
        'The stop 2900 is a price of ETH-USDT-SWAP, not of BTC-USDT-SWAP.',
        { stop: '2900', price: '50000', other: 'ETH-USDT-SWAP', otherPrice: '3000' },
      ],
    ],
    [
      'a stop on the wrong side',
      [
        { stop: '50500' },
        {},
        'The stop of a long position must be below 50000.',
        {
          stop: '50500',
          price: '50000',
        },
      ],
    ],
    [
      'a target on the wrong side',
      [
        { target: '49000' },
        {},
        'The target of a long position must be above 50000.',
        { target: '49000', price: '50000' },
      ],
    ],
    [
      'a stop of a short between bid and ask',
      [
        { action: 'sell', stop: '50005' },
        { quotes: [{ bid: '49980', ask: '50010' }] },
        'The stop of a short position must be above 50010.',
        { stop: '50005', price: '50010' },
      ],
    ],
    [
      'a stop too near',
      [
        { stop: '49980' },
        {},
        'The stop 49980 is too near to the price 50000.',
        { stop: '49980', price: '50000', distance: '0.0004002', minimum: '0.0005' },
      ],
    ],
    [
      'a target too near',
      [
        { target: '50020' },
        {},
        'The target 50020 is too near to the price 50000.',
        { target: '50020', price: '50000', distance: '0.0004', minimum: '0.0005' },
      ],
    ],
    ['no stop where one is required', [{}, {}, 'An entry needs a stop.', {}, { stop: 'required' }]],
    [
      'too little reward for the risk',
      [
        { stop: '49000', target: '51000' },
        {},
        'Reward over risk is 1 from the price 50000; 1.5 is asked for.',
        { ratio: '1', minimum: '1.5', price: '50000' },
        { minRewardToRisk: '1.5' },
      ],
    ],
    ['a leverage of three digits', [{ leverage: '2.505' }, {}, 'A leverage has two digits behind the point.', {}]],
    [
      "a leverage above the instrument's",
      [{ leverage: '200' }, {}, 'BTC-USDT-SWAP has a leverage of 100 at most.', {}],
    ],
    ['a leverage in spot', [{ instrument: SPOT, leverage: '3' }, {}, 'BTC-USDT is spot and has no leverage.', {}]],
    [
      'coins between two lots',
      [
        { size: '0.05555 base' },
        {},
        'Quantities of BTC-USDT-SWAP are whole lots of 0.0001; the size is rounded down.',
        STEP,
      ],
    ],
    [
      'a size of which rounding takes much',
      [
        { size: '0.0314159' },
        { instruments: [COARSE] },
        'Quantities of BTC-USDT-SWAP are whole lots of 0.01; the size is rounded down.',
        { lot: '0.01', wanted: '0.01884954', after: '0.01' },
      ],
    ],
    [
      'a size below the smallest order',
      [
        { size: '0.0000123456789 base' },
        {},
        'The size comes to 0.000012345678, below the smallest order of BTC-USDT-SWAP, 0.0001; it is never bumped up.',
        { requested: '0.000012345678', minimum: '0.0001', lot: '0.0001' },
      ],
    ],
    [
      'more than the largest market order',
      [
        {},
        { instruments: [anInstrument({ maxMarketQuantity: '0.02' })] },
        'The largest market order of BTC-USDT-SWAP is 0.02 now.',
        { maximum: '0.02' },
      ],
    ],
    [
      'more than the largest limit order',
      [
        { limit: '50000' },
        { instruments: [anInstrument({ maxLimitQuantity: '0.02' })] },
        'The largest limit order of BTC-USDT-SWAP is 0.02 now.',
        { maximum: '0.02' },
      ],
    ],
    [
      'what cannot be paid in full',
      [
        { size: '0.4' },
        { freeMargin: '2000' },
        'It needs 4010.006 of margin and fees; 2000 is free. 0.1197 is possible.',
        { needed: '4010.006', available: '2000', reservedBySiblings: '0', leverage: '3' },
      ],
    ],
    [
      'what cannot be paid at all',
      [
        {},
        { freeMargin: '1' },
        'It needs 1002.5015 of margin and fees; 1 is free. Not even the smallest order is possible.',
        { needed: '1002.5015', available: '1', reservedBySiblings: '0', leverage: '3' },
      ],
    ],
    [
      'a buy against a short',
      [
        { size: '0.05 base' },
        { positions: [SHORT] },
        'It goes against the position of -0.02 and leaves 0.03.',
        { held: '-0.02', after: '0.03' },
      ],
    ],
    [
      'a sale against a long',
      [
        { action: 'sell', size: '0.05 base' },
        { positions: [LONG] },
        'It goes against the position of 0.02 and leaves -0.03.',
        { held: '0.02', after: '-0.03' },
      ],
    ],
    [
      'a risk stated too low',
      [
        { stop: '49000', statedRisk: { maxLoss: '50' } },
        {},
        'It states a maxLoss of 50; it comes to 62.97.',
        { figure: 'maxLoss', stated: '50', actual: '62.97' },
      ],
    ],
    [
      'a close of nothing',
      [CLOSE, { positions: [aPosition({ instrument: ETH })] }, 'There is no position in BTC-USDT-SWAP to close.', {}],
    ],
    [
      'a close of the other side',
      [
        { ...CLOSE, closingSide: 'long' },
        { positions: [SHORT] },
        'It closes a long of BTC-USDT-SWAP; a short is held.',
        { stated: 'long', held: 'short' },
      ],
    ],
    [
      'a close of a part',
      [
        { ...CLOSE, size: '0.01 base' },
        { positions: [LONG] },
        'It names 0.01; a close closes all of 0.02.',
        { stated: '0.01', quantity: '0.02' },
      ],
    ],
    [
      'a close of one of two',
      [
        CLOSE,
        { positions: [LONG, aPosition({ marginMode: 'isolated' })] },
        'There are positions in cross, isolated; the first is closed.',
        { modes: 'cross, isolated' },
      ],
    ],
  ])('%s', (_name, [proposal, view, message, figures, policy]) => {
    expect(firstFinding(proposal, view, policy)).toEqual({ message, figures });
  });
});
