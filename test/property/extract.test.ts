import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import type { ProposedDecision } from '../../src/domain/proposal.ts';
import { correctionMessage } from '../../src/pipeline/extract/correction-message.ts';
import { extractDecisions } from '../../src/pipeline/extract/extract-decisions.ts';
import { FINISH_REASONS } from '../../src/ports/language-model.ts';
import { MISWRITTEN } from '../unit/pipeline/replies/mistakes.ts';
import { BUY_BTC, batch, CLOSE_SOL, SELL_ETH, SYMBOLS } from '../unit/pipeline/replies/sample.ts';
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
