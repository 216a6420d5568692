import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { ProposedDecision } from '../../src/domain/proposal.ts';
import { correctionMessage } from '../../src/pipeline/extract/correction-message.ts';
import { extractDecisions } from '../../src/pipeline/extract/extract-decisions.ts';
import { FINISH_REASONS } from '../../src/ports/language-model.ts';
import { isFullProof } from '../setup/properties.ts';
import { MISWRITTEN } from '../unit/pipeline/replies/mistakes.ts';
import { BUY_BTC, batch, CLOSE_SOL, HOLD_BTC, SELL_ETH, SYMBOLS } from '../unit/pipeline/replies/sample.ts';
import { MISSTATED, STATED } from '../unit/pipeline/replies/values.ts';
import { WRAPPED } from '../unit/pipeline/replies/wrapping.ts';

const SAMPLES = [...WRAPPED, ...MISWRITTEN, ...STATED, ...MISSTATED].map(({ text }) => text);
/** What replies are made of, and what breaks them. */
const PIECES = [
  ...['{', '}', '[', ']', '"', "'", ',', ':', '\\', '\n', '```', '```json\n', '<think>', '</think>', '<answer>'],
  ...['：', '，', '“', '”', '｛', '］', '//', '/*', '*/', '#', '-', '.', '%', 'x', 'null', 'NaN', '\u0000', '\ud800'],
  ...['"action"', '"buy"', '"symbol"', '"BTC"', '"size"', '0.1', '63000', '1e5', '"decisions"', BUY_BTC, CLOSE_SOL],
  ...['for example', 'final answer:', 'pauseCycles'],
];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  damagedSample(),
);

/** A sample with a few places cut out, doubled or overwritten. */
function damagedSample(): fc.Arbitrary<string> {
  const damage = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), by: fc.constantFrom('', '', ...PIECES) });
  return fc.tuple(fc.constantFrom(...SAMPLES), fc.array(damage, { maxLength: 4 })).map(([sample, damages]) =>
    damages.reduce((text, { at, length, by }) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + by + text.slice(from + length);
    }, sample),
  );
}

function read(text: string, finishReason: (typeof FINISH_REASONS)[number] = 'stop') {
  return extractDecisions({ text, reasoning: null, finishReason }, SYMBOLS);
}

/** The figures that an order would be made of. */
function figuresOf({ size, leverage, limit, stop, target }: ProposedDecision): readonly Decimal[] {
  return [size?.value, leverage, limit, stop, target].filter((figure): figure is Decimal => figure != null);
}

/** Every number that stands in a text, however it is dressed. */
function numbersIn(text: string): readonly Decimal[] {
  const plain = text
    .replace(/\\u([\da-f]{4})/gi, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\\', '');
  const tokens = plain.matchAll(/[+-]?(?:\d[\d,]*)?\.?\d+(?:[eE][+-]?\d+)?/g);
  return [...tokens].map(([token]) => new Decimal(token.replaceAll(',', '')));
}

/** A text as it reads with its escapes undone. */
function wordsOf(text: string): string {
  return text
    .replace(/\\u([\da-f]{4})/gi, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll('\\', '')
    .toLowerCase();
}

describe('whatever a reply says', () => {
  it('nothing is thrown, and a correction can be worded', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...FINISH_REASONS), (text, finish) => {
        expect(typeof correctionMessage(read(text, finish))).toBe('string');
      }),
    );
  });

  it('every figure of a decision stands in the object that it was read from', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const extraction = read(text);
        for (const decision of extraction.outcome === 'decisions' ? extraction.decisions : []) {
          expect(text).toContain(decision.source);
          const said = numbersIn(decision.source);
          for (const figure of figuresOf(decision)) {
            const isSaid = said.some((number) => number.eq(figure) || number.div(100).eq(figure));
            expect(isSaid, `${figure.toFixed()} in ${decision.source}`).toBe(true);
          }
        }
      }),
    );
  });

  it('the symbol and the direction of a decision stand in the reply', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const extraction = read(text);
        const words = wordsOf(text);
        for (const { action, instrument } of extraction.outcome === 'decisions' ? extraction.decisions : []) {
          expect(words).toContain(instrument.split('-')[0]?.toLowerCase());
          if (action === 'buy') expect(words).toMatch(/buy|long/);
          if (action === 'sell') expect(words).toMatch(/sell|short/);
          if (action === 'close') expect(words).toMatch(/clos|exit|flat/);
        }
      }),
    );
  });

  it('a symbol is decided on once at most', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const extraction = read(text);
        const symbols =
          extraction.outcome === 'decisions' ? extraction.decisions.map(({ instrument }) => instrument) : [];
        expect(new Set(symbols).size).toBe(symbols.length);
      }),
    );
  });

  it('nothing is decided by a reply that was cut off by length', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(text, 'length').outcome).toBe('abstain');
      }),
    );
  });

  it('the same text is read alike', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.stringify(read(text))).toBe(JSON.stringify(read(text)));
      }),
    );
  });
});

/** What stands in the prose around an answer: ideas that are none of it, in the words of those who quote them. */
const IDEAS = [BUY_BTC, SELL_ETH, batch(SELL_ETH), batch(BUY_BTC, SELL_ETH), `[${BUY_BTC}]`];
const BEFORE_IDEAS = [
  ...['The idea was ', 'I had proposed ', 'Earlier I said ', 'The previous cycle had ', 'A draft: ', 'For example:\n'],
  ...[
    'I would have made the decision ',
    'Rejected:\n',
    'On a dip my answer: ',
    'What I had in mind:\n\n',
    'Por ejemplo: ',
  ],
  ...[
    'Initial thought:\n```json\n',
    'Had it held:\n```json\n',
    '止损前的想法：',
    'My decision on a breakout:\n```\n',
    '',
  ],
];
const AFTER_IDEAS = [
  ...[', which is off now.', '\n```\n', ' stands no more.', '\n\nNo.\n', ' was tempting.', '.', '\n'],
];
const BEFORE_ANSWERS = [
  ...['', 'After the earlier breakout failed:\n', 'Unlike in the previous cycle:\n\n', 'Since that is invalid:\n'],
  ...[
    'Instead of the draft:\n',
    'Per the schema:\n',
    'So:\n',
    'Final answer:\n',
    'My decision:\n',
    'Rejected before, now:\n',
  ],
];

const anIdea = fc
  .tuple(fc.constantFrom(...BEFORE_IDEAS), fc.constantFrom(...IDEAS), fc.constantFrom(...AFTER_IDEAS))
  .map((parts) => parts.join(''));
const someIdeas = fc.array(anIdea, { maxLength: 2 }).map((ideas) => ideas.join('\n'));
const aWrapping = fc.constantFrom<(json: string) => string>(
  (json) => json,
  (json) => `\`\`\`json\n${json}\n\`\`\``,
  (json) => `\`\`\`\n${json}\n\`\`\``,
  (json) => `<answer>${json}</answer>`,
);

describe('an answer among ideas that a reply talks about', () => {
  it('is carried out itself, or nothing is', () => {
    fc.assert(
      fc.property(
        ...([someIdeas, fc.constantFrom(...BEFORE_ANSWERS), aWrapping, someIdeas] as const),
        fc.constantFrom('', '\n<think>Wait, this is wrong', '\n<think>Or not.</think>'),
        (before, lead, wrap, after, thought) => {
          const text = `${before}\n\n${lead}${wrap(batch(HOLD_BTC))}\n\n${after}${thought}`;
          const extraction = read(text);
          const said = extraction.outcome === 'decisions' ? extraction.decisions.map(({ action }) => action) : [];
          if (said.length > 0) expect(said, text).toEqual(['hold']);
          if (thought !== '') expect(extraction.outcome, text).toBe('abstain');
        },
      ),
      { numRuns: isFullProof ? 5_000 : 600 },
    );
  });

  it('is carried out where nothing else stands beside it', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'So:\n', 'Final answer:\n', 'My decision:\n'), aWrapping, (lead, wrap) => {
        const extraction = read(`${lead}${wrap(batch(HOLD_BTC))}`);
        expect(extraction).toMatchObject({ decisions: [{ action: 'hold' }] });
      }),
      { numRuns: 50 },
    );
  });
});

/** Words of keys that ask for protection or for a condition, alone and with what goes before or behind them. */
const ROOTS = [
  ...['stop', 'stop loss', 'sl', 'hard stop', 'trailing stop', 'trail', 'take profit', 'tp', 'profit target', 'target'],
  ...['trigger', 'activation', 'condition', 'break even', 'reduce only', 'post only', 'bracket', 'exit', 'expiry'],
  ...[
    'iceberg',
    'oco',
    'scale in',
    'ladder',
    'slippage',
    'callback',
    '止损',
    '止盈',
    '触发价',
    'стоп',
    '損切り',
    'gewinnziel',
  ],
];
const BEHIND = ['', 'price', 'pct', 'percent', 'distance', 'level', 'order', 'plan', '2', 'rule'];
const FRONT = ['', 'initial', 'my', 'auto', 'max'];
const SPELLINGS: readonly ((words: readonly string[]) => string)[] = [
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.join(' '),
  (words) => words.join('').toLowerCase(),
  (words) => words.join('_').toUpperCase(),
  (words) => words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join(''),
];
const ASKED: readonly unknown[] = [
  ...[49_000, '49000', '2%', '$49,000', 'at 49000', [49_000, 48_000], true, 'yes', 'if it breaks', 0.02, -500, '2 ATR'],
  ...[{ price: 49_000 }, { type: 'market', trigger: 49_000 }, [{ at: 49_000, share: 0.5 }], 'NaN'],
];
const aKey = fc
  .tuple(
    fc.constantFrom(...FRONT),
    fc.constantFrom(...ROOTS),
    fc.constantFrom(...BEHIND),
    fc.constantFrom(...SPELLINGS),
  )
  // Two letters that stand for a word are told from others only at the beginning of a key or between signs.
  .filter(([front, root]) => front === '' || !/^(?:sl|tp|oco)$/.test(root))
  .map(([front, root, behind, spelled]) => spelled([front, ...root.split(' '), behind].filter((word) => word !== '')));
const aPlace = fc.constantFrom<(asked: object) => object>(
  (asked) => asked,
  (asked) => ({ exitPlan: asked }),
  (asked) => ({ risk_management: asked }),
  (asked) => ({ risk: { maxLoss: 90, ...asked } }),
  (asked) => ({ order: { kind: 'entry', ...asked } }),
  (asked) => ({ plan: asked }),
  (asked) => ({ extra: { more: [asked] } }),
);

describe('an entry that asks for protection or for a condition', () => {
  it('has it, or is no order', () => {
    fc.assert(
      fc.property(aKey, fc.constantFrom(...ASKED), aPlace, (key, asked, place) => {
        const item = {
          action: 'buy',
          symbol: 'BTC',
          size: 0.1,
          leverage: 3,
          confidence: 0.8,
          ...place({ [key]: asked }),
        };
        const text = JSON.stringify({ decisions: [item] });
        const extraction = read(text);
        for (const { stop, target } of extraction.outcome === 'decisions' ? extraction.decisions : []) {
          // Only what is the stop or the target of our own words is read, and that to the digit.
          const kept = [stop, target].filter((price) => price !== null);
          expect(kept, text).toHaveLength(1);
          expect(
            numbersIn(JSON.stringify(asked)).some((number) => number.eq(kept[0] ?? 0)),
            text,
          ).toBe(true);
        }
      }),
      { numRuns: isFullProof ? 10_000 : 1_500 },
    );
  });

  it('has no order, where it asks for something with a figure under a name that nobody knows', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{5,12}$/), fc.constantFrom(49_000, '49000', [49_000]), (name, asked) => {
        const key = `zz_${name}`;
        const extraction = read(JSON.stringify({ action: 'buy', symbol: 'BTC', size: 0.1, [key]: asked }));
        expect(extraction, key).toMatchObject({ decisions: [], refused: [{ code: 'unsupported_field' }] });
      }),
    );
  });
});

describe.each([
  ['by itself', batch(BUY_BTC, SELL_ETH, CLOSE_SOL)],
  ['over many lines', JSON.stringify(JSON.parse(batch(BUY_BTC, CLOSE_SOL)), null, 2)],
  ['after a thought', `<think>hm, {"action":"sell"}</think>\n${batch(BUY_BTC, SELL_ETH)}`],
  ['in a fence', `Here is my decision:\n\`\`\`json\n${batch(BUY_BTC, SELL_ETH)}`],
  ['with single quotes', batch(BUY_BTC, SELL_ETH).replaceAll('"', "'")],
])('an answer %s', (_name, answer) => {
  it('decides nothing wherever it is cut', () => {
    for (let length = 0; length < answer.length; length++) {
      expect(read(answer.slice(0, length)).outcome, answer.slice(0, length)).toBe('abstain');
    }
    expect(read(answer).outcome).toBe('decisions');
  });
});
