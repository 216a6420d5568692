import { describe, expect, it } from 'vitest';
import { correctionMessage } from '../../../src/pipeline/extract/correction-message.ts';
import { extractDecisions } from '../../../src/pipeline/extract/extract-decisions.ts';
import type { Abstention, ExtractedDecisions } from '../../../src/pipeline/extract/extraction.ts';
import { aSpot, aSwap, BUY_BTC, batch, CLOSE_SOL, SYMBOLS } from './replies/sample.ts';

function extracted(text: string, symbols = SYMBOLS): ExtractedDecisions {
  const extraction = extractDecisions({ text, reasoning: null, finishReason: 'stop' }, symbols);
  if (extraction.outcome === 'abstain') throw new Error(`It abstains: ${extraction.message}`);
  return extraction;
}

function abstained(
  text: string,
  finishReason: 'stop' | 'length' | 'content_filter' | 'tool_calls' = 'stop',
): Abstention {
  const extraction = extractDecisions({ text, reasoning: null, finishReason }, SYMBOLS);
  if (extraction.outcome === 'decisions') throw new Error('It decides.');
  return extraction;
}

function decisionOf(members: string) {
  const [decision] = extracted(`{"action":"buy","symbol":"BTC",${members}}`).decisions;
  if (decision === undefined) throw new Error('There is no decision.');
  return decision;
}

function refusalOf(item: string, symbols = SYMBOLS): string | undefined {
  return extracted(item, symbols).refused[0]?.message;
}

function statedRisk(members: string) {
  const { targetExposureFraction, maxLoss, valueAtRisk, maxDrawdownFraction } = decisionOf(members).statedRisk;
  return [targetExposureFraction, maxLoss, valueAtRisk, maxDrawdownFraction].map((figure) => figure?.toFixed() ?? null);
}

describe('the sentences of a decision', () => {
  it.each([
    ['as the prompt names them', '"proposedTrade":"a","riskThesis":"b","maxPain":"c","recoveryPlan":"d"'],
    ['in snake case', '"proposed_trade":"a","risk_thesis":"b","max_pain":"c","recovery_plan":"d"'],
    ['by other names', '"plan":"a","reasoning":"b","worst_case":"c","hedge":"d"'],
    ['by names of a trader', '"trade":"a","justification":"b","invalidation_condition":"c","contingency":"d"'],
    [
      'by the first of several names',
      '"trade":"x","proposedTrade":"a","thesis":"b","reason":"x","maxPainScenario":"c","hedge_plan":"d"',
    ],
  ])('are read %s', (_name, members) => {
    const { proposedTrade, riskThesis, maxPain, recoveryPlan } = decisionOf(members);
    expect([proposedTrade, riskThesis, maxPain, recoveryPlan]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are null where there are none, or no sentences', () => {
    const { proposedTrade, riskThesis, maxPain, recoveryPlan } = decisionOf('"plan":{"a":1},"reason":5,"maxPain":null');
    expect([proposedTrade, riskThesis, maxPain, recoveryPlan]).toEqual([null, null, null, null]);
  });

  it('keep quotes, escapes and line breaks', () => {
    expect(decisionOf('"riskThesis":"\\"up\\"\\n\\u20ac\\t\\\\ \\/ \\b\\f\\r"').riskThesis).toBe(
      '"up"\n€\t\\ / \b\f\r',
    );
  });
});

describe('stated risk', () => {
  it.each([
    [
      'in an object of its own',
      '"statedRisk":{"targetExposureFraction":0.3,"maxLoss":90,"valueAtRisk":60,"maxDrawdownFraction":0.01}',
    ],
    [
      'in snake case',
      '"stated_risk":{"target_exposure_fraction":"0.3","max_loss":"$90","value_at_risk":"60 USDT","max_drawdown_fraction":0.01}',
    ],
    ['beside the other fields', '"targetExposure":0.3,"riskUsd":90,"var":60,"maxDrawdown":"1%"'],
    ['in hundredths', '"risk":{"targetExposurePct":30,"maxLoss":-90,"valueAtRisk":"-60","max_drawdown_pct":"1%"}'],
    [
      'partly inside and partly beside',
      '"risk":{"targetExposureFraction":0.3,"maxLoss":90},"valueAtRisk":60,"maxDrawdownFraction":-0.01,"maxLossUsd":5',
    ],
  ])('is read %s', (_name, members) => {
    expect(statedRisk(members)).toEqual(['0.3', '90', '60', '0.01']);
  });

  it('keeps the sign of an exposure', () => {
    expect(statedRisk('"targetExposureFraction":-0.3')[0]).toBe('-0.3');
  });

  it('is null where nothing is said, or nothing clear', () => {
    expect(statedRisk('"maxLoss":null,"valueAtRisk":"small","maxDrawdown":0.1,"maxDrawdownPct":5')).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('what was read', () => {
  it('comes with the text of its object and with its place in the reply', () => {
    const text = `Well:\n${batch(BUY_BTC, CLOSE_SOL)}\n`;
    const { decisions, span } = extracted(text);
    expect(decisions.map(({ source }) => source)).toEqual([BUY_BTC, CLOSE_SOL]);
    expect(text.slice(span.from, span.to)).toBe(batch(BUY_BTC, CLOSE_SOL));
  });

  it('spans all objects that follow one another', () => {
    const { span } = extracted(`${BUY_BTC}\n${CLOSE_SOL}.`);
    expect(span).toEqual({ from: 0, to: BUY_BTC.length + 1 + CLOSE_SOL.length });
  });

  it('names a coin by its heading, and quotes its word', () => {
    expect(extracted('{"BTC":"hold"}').decisions[0]).toMatchObject({ instrument: 'BTC-USDT-SWAP', source: '"hold"' });
  });

  it('says of a refused item where it stood, what it was about, and what it said', () => {
    const item = '{"action":"buy","symbol":"ETH","stop":"low"}';
    expect(extracted(`[${CLOSE_SOL},${item}]`).refused).toEqual([
      {
        index: 1,
        code: 'unreadable_number',
        message: '"low" is no stop that can be read; give one plain number.',
        instrument: 'ETH-USDT-SWAP',
        action: 'buy',
        source: item,
      },
    ]);
  });

  it('says of an item as much as could be told', () => {
    const { refused } = extracted(`["x",{"action":"fly","symbol":"ETH"},{"action":"buy","symbol":"?"},${CLOSE_SOL}]`);
    expect(refused.map(({ instrument, action }) => [instrument, action])).toEqual([
      [null, null],
      ['ETH-USDT-SWAP', null],
      [null, 'buy'],
    ]);
  });
});

describe('a repair', () => {
  it.each([
    ['a stray comma', '{"action":"hold","symbol":"BTC",}', { kind: 'trailing_comma', at: 31, found: 'l":"BTC",}' }],
    [
      'a missing comma',
      '{"action":"hold" "symbol":"BTC"}',
      { kind: 'missing_comma', at: 17, found: ':"hold" "symbol":"BTC"}' },
    ],
    ['a bare key', '{action:"hold","symbol":"BTC"}', { kind: 'unquoted_key', at: 1, found: '{action:"hold","s' }],
    [
      'a form of a number',
      '{"action":"hold","symbol":"BTC","leverage":"3x"}',
      { kind: 'number_form', at: 43, found: '3x' },
    ],
    [
      'a value that is left out',
      '{"action":"hold","symbol":"BTC","stop":[1]}',
      { kind: 'ignored_value', at: 39, found: 'array' },
    ],
    [
      'a pause that is none',
      '{"decisions":[],"pauseCycles":"a  while"}',
      { kind: 'ignored_value', at: 30, found: '"a while"' },
    ],
  ])('tells where %s stood and what', (_name, text, repair) => {
    expect(extracted(text).repairs).toEqual([repair]);
  });

  it('tells of an item that was stepped over', () => {
    const { repairs, refused } = extracted(`[{"action":"buy","symbol":@},${CLOSE_SOL}]`);
    expect(repairs).toEqual([{ kind: 'skipped_item', at: 1, found: '{"action":"buy","symbol":@}' }]);
    expect(refused[0]?.message).toBe('It cannot be read: it is no JSON near "@}".');
  });

  it('shortens what is long', () => {
    const { repairs } = extracted(`{"action":"hold","symbol":"BTC","stop":"${'a long story '.repeat(9)}"}`);
    expect(repairs[0]?.found).toBe('a long story a long story a long story a…');
  });

  it('of an abandoned attempt is not told', () => {
    const { repairs } = extracted('{"action”:"hold”,"symbol":"BTC"}');
    expect(repairs.map(({ at }) => at)).toEqual([8, 15]);
  });

  it('is told once for a run of line breaks in one string', () => {
    expect(extracted('{"action":"hold","symbol":"BTC","reason":"a\n\n\nb"}').repairs).toHaveLength(1);
  });
});

describe('why an item is refused', () => {
  it.each([
    [
      '{"action":"monitor","symbol":"BTC"}',
      '"monitor" is no action; the actions are buy, sell, hold, close and no_entry.',
    ],
    [
      '{"action":"open","symbol":"BTC"}',
      'It opens without saying which way; the actions are buy, sell, hold, close and no_entry.',
    ],
    ['{"action":"buy","side":"up","symbol":"BTC"}', '"up" is no side: long or short is.'],
    ['{"action":"buy","side":"short","symbol":"BTC"}', '"buy" and "short" contradict each other.'],
    ['{"action":"close_long","side":"short","symbol":"BTC"}', '"close_long" and "short" contradict each other.'],
    [
      '{"action":"hold","symbol":"DOGE"}',
      '"DOGE" is none of the trading symbols: BTC-USDT-SWAP, ETH-USDT-SWAP, SOL-USDT-SWAP.',
    ],
    ['{"action":"hold"}', 'It names no symbol; the trading symbols are BTC-USDT-SWAP, ETH-USDT-SWAP, SOL-USDT-SWAP.'],
    ['{"action":"hold","symbol":"BTC","coin":"ETH"}', 'It names both BTC-USDT-SWAP and ETH-USDT-SWAP.'],
    ['{"action":"hold","symbol":"BTC","a_b":1,"aB":2}', 'The key "ab" stands more than once.'],
    [
      '{"action":"buy","symbol":"BTC","amount":1}',
      'Nobody can tell what "amount" counts; give size as a fraction of equity.',
    ],
    ['{"action":"buy","symbol":"BTC","size":1,"unit":"miles"}', '"miles" is no unit of a size.'],
    ['{"action":"buy","symbol":"BTC","size":1,"unit":"usd","sizeUnit":"coins"}', '"coins, usd" is no unit of a size.'],
    ['{"action":"buy","symbol":"BTC","size":0.1,"qty":1}', 'It names more than one size; give one.'],
    ['{"action":"buy","symbol":"BTC","size":[1]}', 'an array is no size that can be read; give a plain number.'],
    ['{"action":"buy","symbol":"BTC","size":"some"}', '"some" is no size that can be read; give a plain number.'],
    ['{"action":"buy","symbol":"BTC","stop":1,"sl":2}', 'It names more than one stop: 1 and 2.'],
    ['{"action":"buy","symbol":"BTC","stop":{}}', 'an object is no stop that can be read; give one plain number.'],
    ['{"action":"buy","symbol":"BTC","orderType":"Limit"}', 'It asks for a limit order and names no limit.'],
    [
      '{"action":"buy","symbol":"BTC","trailingStop":1}',
      '"trailingStop" is not understood; give stop and target as prices.',
    ],
    [
      '{"action":"buy","symbol":"BTC","condition":"above 66000"}',
      '"condition" is not understood; without it this would be another order: leave it out, or stay out.',
    ],
    ['{"action":"buy","symbol":"BTC","orderType":"twap"}', '"twap" is no type of order here: market and limit are.'],
    ['{"action":"buy","symbol":"BTC","orderType":"market","limit":1}', 'It asks for a market order and names a limit.'],
    ['{"action":"buy","symbol":"BTC","orderType":"limit","type":"market"}', 'It names two types of order.'],
    [
      '{"action":"buy","symbol":"BTC","limit":1,"tif":"FOK"}',
      '"FOK" is not understood; a limit order rests until it is canceled.',
    ],
    ['{"action":"buy","symbol":"BTC","tdMode":"isolated"}', 'The account has one margin mode; leave out "isolated".'],
    [
      '[{"action":"buy","symbol":"BTC"},{"action":"stop","symbol":"BTC"}]',
      'The reply says buy and something unknown of BTC-USDT-SWAP; give one decision for each symbol.',
    ],
    [
      `[${CLOSE_SOL},{"action":"buy","symbol":"SOL"}]`,
      'The reply says close and buy of SOL-USDT-SWAP; give one decision for each symbol.',
    ],
    [`[${CLOSE_SOL},${CLOSE_SOL}]`, 'The reply says close of SOL-USDT-SWAP more than once.'],
    [`["hold",${CLOSE_SOL}]`, 'A decision is an object, not "hold".'],
    [
      `[{"action":null,"symbol":"BTC"},${CLOSE_SOL}]`,
      'It names no action; the actions are buy, sell, hold, close and no_entry.',
    ],
  ])('%s', (item, message) => {
    expect(refusalOf(item)).toBe(message);
  });

  it('says which symbols a text can mean', () => {
    const message = refusalOf('{"action":"hold","symbol":"btc"}', [aSpot('BTC'), aSwap('BTC')]);
    expect(message).toBe('"btc" can mean BTC-USDT or BTC-USDT-SWAP; write the whole symbol.');
  });
});

describe('why a reply decides nothing', () => {
  it.each([
    ['', 'stop', 'The reply is blank.'],
    ['<think>x</think>', 'stop', 'The reply holds thinking and no answer.'],
    ['<think>x', 'stop', 'The reply ends in the middle of its thinking.'],
    ['x', 'length', 'The reply was cut off at its longest length.'],
    ['x', 'content_filter', 'The provider withheld the reply.'],
    ['x', 'tool_calls', 'The reply asks for a tool and decides nothing.'],
    ['{"decisions":[', 'stop', 'The reply ends in the middle of its JSON.'],
    ['Buy.', 'stop', 'The reply holds no JSON with decisions.'],
    [`For example ${BUY_BTC}`, 'stop', 'The only JSON in the reply is called an example.'],
    [`${BUY_BTC} or ${CLOSE_SOL}`, 'stop', 'The reply holds different answers, and nothing says which one is meant.'],
    ['{"action":"buy" : 1}', 'stop', 'The JSON with the decisions cannot be read.'],
    [
      `{"decisions":[${BUY_BTC}],"trades":[${CLOSE_SOL}]}`,
      'stop',
      'The reply contradicts itself: it holds more than one set of decisions.',
    ],
    ['{} - '.repeat(1_002), 'stop', 'The reply holds more brackets than any answer.'],
    ['x'.repeat(2_000_001), 'stop', 'The reply has 2000001 characters.'],
  ] as const)('%#', (text, finish, message) => {
    expect(abstained(text, finish).message).toBe(message);
  });
});

describe('a long reply', () => {
  // What takes a square of the length takes minutes here.
  it.each([
    ['fences', '```\nword\n'],
    ['signs of less', 'a < b '],
    ['tags that are not closed', '<answer>'],
    ['thoughts', '<think></think>a'],
    ['brackets of prose', '[see {it}] '],
  ])(
    'of %s is read through within seconds',
    (_name, piece) => {
      expect(abstained(piece.repeat(1_000_000 / piece.length)).reason).toBe('no_decision');
    },
    5_000,
  );
});

describe('the correction', () => {
  const asked = (text: string) =>
    correctionMessage(extractDecisions({ text, reasoning: null, finishReason: 'stop' }, SYMBOLS));

  it('of a reply without a fault is empty', () => {
    expect(asked(batch(BUY_BTC))).toBe('');
  });

  it('tells why nothing could be read, and asks for the whole batch', () => {
    expect(asked('')).toBe(
      [
        'Your reply could not be used as it stands:',
        '- The reply is blank.',
        'Answer once more with all decisions of this cycle, as one JSON object {"decisions": [...]} in the form described above, and nothing else.',
      ].join('\n'),
    );
  });

  it('tells each refused decision by its place, its text and its fault', () => {
    const lines = asked(`[${CLOSE_SOL},{"action":"monitor","symbol":"BTC"}]`).split('\n');
    expect(lines[1]).toBe(
      '- Decision 2 ({"action":"monitor","symbol":"BTC"}): "monitor" is no action; the actions are buy, sell, hold, close and no_entry.',
    );
    expect(lines).toHaveLength(3);
  });

  it('tells no more than a dozen faults', () => {
    const lines = asked(`[${Array.from({ length: 15 }, () => '{"action":"fly"}').join(',')}]`).split('\n');
    expect(lines).toHaveLength(15);
    expect(lines[13]).toBe('- 3 more like these.');
  });

  it('counts none as more where there are a dozen', () => {
    const lines = asked(`[${Array.from({ length: 12 }, () => '{"action":"fly"}').join(',')}]`).split('\n');
    expect(lines).toHaveLength(14);
  });
});
