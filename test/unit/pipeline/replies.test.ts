import { describe, expect, it } from 'vitest';
import { extractDecisions } from '../../../src/pipeline/extract/extract-decisions.ts';
import { ABSTAINING } from './replies/abstaining.ts';
import { MISWRITTEN } from './replies/mistakes.ts';
import { HARMLESS, UNREAD } from './replies/protection.ts';
import { QUOTING, TOLD_APART } from './replies/quoting.ts';
import { printed, type ReplySample, SYMBOLS } from './replies/sample.ts';
import { MISSTATED, STATED } from './replies/values.ts';
import { WRAPPED } from './replies/wrapping.ts';

const ALL = [
  ...WRAPPED,
  ...TOLD_APART,
  ...ABSTAINING,
  ...QUOTING,
  ...MISWRITTEN,
  ...STATED,
  ...HARMLESS,
  ...MISSTATED,
  ...UNREAD,
];

/** What a reply came to, in the words of its sample. */
function outcomeOf({ text, reasoning, finish = 'stop', symbols = SYMBOLS }: ReplySample) {
  const extraction = extractDecisions({ text, reasoning: reasoning ?? null, finishReason: finish }, symbols);
  if (extraction.outcome === 'abstain') return { abstains: extraction.reason };
  return {
    decisions: extraction.decisions.map(printed),
    refused: extraction.refused.map(({ index, code }) => `${index} ${code}`),
    repairs: [...new Set(extraction.repairs.map(({ kind }) => kind))].sort(),
    pause: extraction.pauseCycles,
  };
}

function expectedOf({ abstains, decisions = [], refused = [], repairs = [], pause = 0 }: ReplySample) {
  return abstains === undefined ? { decisions, refused, repairs: [...repairs].sort(), pause } : { abstains };
}

function rows(samples: readonly ReplySample[]): (readonly [string, ReplySample])[] {
  return samples.map((sample) => [sample.name, sample]);
}

describe('a reply', () => {
  it.each(rows([...WRAPPED, ...TOLD_APART]))('is read from %s', (_name, sample) => {
    expect(outcomeOf(sample)).toEqual(expectedOf(sample));
  });

  it.each(rows([...ABSTAINING, ...QUOTING]))('decides nothing when it is %s', (_name, sample) => {
    expect(outcomeOf(sample)).toEqual(expectedOf(sample));
  });

  it.each(rows(MISWRITTEN))('is read in spite of, or refused for, %s', (_name, sample) => {
    expect(outcomeOf(sample)).toEqual(expectedOf(sample));
  });

  it.each(rows([...STATED, ...HARMLESS]))('may state %s', (_name, sample) => {
    expect(outcomeOf(sample)).toEqual(expectedOf(sample));
  });

  it.each(rows([...MISSTATED, ...UNREAD]))('may not state %s', (_name, sample) => {
    expect(outcomeOf(sample)).toEqual(expectedOf(sample));
  });
});

describe('the samples', () => {
  it('have names of their own', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });
});
