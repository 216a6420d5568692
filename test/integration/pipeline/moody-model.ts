import { SeededRandom } from '../../../src/domain/seeded-random.ts';
import type { ScriptedReply } from '../../../src/models/scripted-model.ts';

/** What a moody model looks at. */
export interface Mood {
  readonly symbols: readonly string[];
  readonly priceOf: (symbol: string) => number;
}

/**
 * A model that says a little of everything: entries with and without a limit, with and without protection, too large, on
 * the wrong side or without confidence; closes of what is held and what is not; fences, prose, blanks and cut-off replies.
 */
export function moodyModel(seed: number, { symbols, priceOf }: Mood): () => ScriptedReply {
  const random = new SeededRandom(seed);
  const chance = (part: number): boolean => random.fraction() < part;
  const between = (low: number, high: number): number => low + random.fraction() * (high - low);

  const entry = (symbol: string): Record<string, unknown> => {
    const action = chance(0.5) ? 'buy' : 'sell';
    const price = priceOf(symbol);
    const away = (part: number) => Number((price * (1 + (action === 'buy' ? part : -part))).toFixed(1));
    return {
      action,
      symbol,
      size: Number(between(0.005, chance(0.1) ? 0.9 : 0.25).toFixed(3)),
      leverage: 1 + random.below(5),
      ...(chance(0.15) ? { limit: away(-between(0.0005, 0.004)) } : {}),
      ...(chance(0.9) ? { stop: away(chance(0.05) ? 0.01 : -between(0.002, 0.03)) } : {}),
      ...(chance(0.8) ? { target: away(between(0.002, 0.04)) } : {}),
      confidence: Number(between(chance(0.1) ? 0.2 : 0.6, 0.95).toFixed(2)),
      riskThesis: 'It goes on.',
      statedRisk: {
        targetExposureFraction: Number(between(0.05, 0.5).toFixed(2)),
        maxLoss: Number(between(5, 200).toFixed(0)),
        valueAtRisk: Number(between(20, 400).toFixed(0)),
        maxDrawdownFraction: null,
      },
    };
  };
  const decision = (symbol: string): Record<string, unknown> => {
    if (chance(0.45)) return entry(symbol);
    return { action: chance(0.6) ? 'close' : chance(0.5) ? 'hold' : 'no_entry', symbol, confidence: 0.5 };
  };

  return () => {
    if (chance(0.02)) return '';
    const text = JSON.stringify({ decisions: symbols.filter(() => chance(0.8)).map(decision), pauseCycles: 0 });
    if (chance(0.02)) return { text: text.slice(0, -1 - random.below(text.length / 2)), finishReason: 'length' };
    if (chance(0.1)) return `The market is as it is.\n\`\`\`json\n${text}\n\`\`\``;
    return text;
  };
}
