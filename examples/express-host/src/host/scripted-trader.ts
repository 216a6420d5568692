import { type LanguageModel, scriptedModel } from 'brokerkit/pipeline';

/** What is read of one symbol in a prompt. */
interface ReadSymbol {
  readonly id: string;
  readonly isStale: boolean;
  readonly last: number;
  readonly tickDigits: number;
  readonly fast: number;
  readonly slow: number;
  readonly range: number;
  readonly held: 'long' | 'short' | null;
}

type Item = Readonly<Record<string, unknown>>;

/** Which bars it looks at, and how far stop and target are away, in usual bars. */
const FRAME = '1 min';
const STOP_RANGES = 3;
const TARGET_RANGES = 4;
/** How far apart the averages have to be; the weakest entries are below the confidence that the judge wants. */
const WEAKEST = 0.2;

/**
 * A model for a host without a key: it reads the prompt's text as a language model does and answers as the prompt asks.
 * It follows two averages of the last minutes; something to look at, not a way to trade.
 */
export function scriptedTrader(clock: { now(): number }): LanguageModel {
  return scriptedModel(({ messages }) => answer(messages.map(({ content }) => content).join('\n')), {
    model: 'two-averages',
    clock: { now: () => clock.now(), schedule: () => () => {} },
  });
}

/** The reply to a prompt, as the text that a model would send. */
export function answer(prompt: string): string {
  const equity = numberAfter(prompt, 'equity') ?? 10_000;
  return JSON.stringify({ decisions: symbolsOf(prompt).map((symbol) => decide(symbol, equity)), pauseCycles: 0 });
}

function decide(symbol: ReadSymbol, equity: number): Item {
  const strength = (symbol.fast - symbol.slow) / symbol.range;
  const trend = strength > 0 ? 'long' : 'short';
  const confidence = round(Math.min(0.92, 0.52 + Math.abs(strength) / 5), 2);
  const said = { symbol: symbol.id, confidence };
  const apart = `The averages of the last minutes are ${Math.abs(strength).toFixed(1)} usual bars apart`;
  if (symbol.held !== null && symbol.held !== trend && Math.abs(strength) > WEAKEST) {
    return {
      ...{ action: 'close', ...said },
      proposedTrade: `Leave the ${symbol.held}.`,
      riskThesis: `${apart} and turned against the ${symbol.held}.`,
      maxPain: 'The turn is short, and the old move goes on without me.',
      recoveryPlan: 'Enter again when the averages agree.',
    };
  }
  if (symbol.held !== null) {
    return {
      ...{ action: 'hold', ...said },
      proposedTrade: `Keep the ${symbol.held}.`,
      riskThesis: `${apart}; nothing speaks against the ${symbol.held}.`,
      maxPain: 'The stop is hit before the target.',
      recoveryPlan: 'The stop takes me out; stay out until the averages agree again.',
    };
  }
  if (symbol.isStale || Math.abs(strength) < WEAKEST) {
    return {
      ...{ action: 'no_entry', ...said },
      proposedTrade: 'None now.',
      riskThesis: symbol.isStale ? 'The prices are old.' : `${apart}: no direction to follow.`,
      maxPain: 'It runs away without me.',
      recoveryPlan: 'Wait for a direction.',
    };
  }
  return {
    ...entry(symbol, trend, equity),
    ...said,
    riskThesis: `${apart}. A close beyond the slower one would prove me wrong.`,
  };
}

function entry({ last, range, tickDigits }: ReadSymbol, trend: 'long' | 'short', equity: number): Item {
  const direction = trend === 'long' ? 1 : -1;
  // The judge wants a stop at least so far away that noise does not reach it.
  const distance = Math.max(range * STOP_RANGES, last * 0.001);
  const leverage = 3;
  const size = 0.1;
  return {
    ...{ action: trend === 'long' ? 'buy' : 'sell', size, leverage, limit: null },
    stop: round(last - direction * distance, tickDigits),
    target: round(last + direction * distance * (TARGET_RANGES / STOP_RANGES), tickDigits),
    proposedTrade: `Follow the ${trend === 'long' ? 'rise' : 'fall'} of the last minutes.`,
    maxPain: 'A gap through the stop.',
    recoveryPlan: 'The stop takes me out; stay out until the averages agree again.',
    statedRisk: {
      targetExposureFraction: round(size * leverage * direction, 4),
      maxLoss: round(equity * size * leverage * (distance / last) * 1.5, 2),
      valueAtRisk: null,
      maxDrawdownFraction: round(size * leverage * (distance / last) * 1.5, 5),
    },
  };
}

/** The symbols of the market block, as far as their figures are known. */
function symbolsOf(prompt: string): readonly ReadSymbol[] {
  const market = prompt.slice(prompt.indexOf('# Market\n'));
  const positions = /## Positions\n([\s\S]*?)\n\n/.exec(prompt)?.[1] ?? '';
  return market
    .split(/^## /m)
    .slice(1)
    .flatMap((block): readonly ReadSymbol[] => {
      const id = /^([A-Z0-9]+-[A-Z0-9]+(?:-SWAP)?)/.exec(block)?.[1];
      const figures = new RegExp(`### ${FRAME} bars\\n(.*)`).exec(block)?.[1] ?? '';
      const last = numberAfter(block, 'last');
      const [fast, slow, range] = ['ema20', 'ema50', 'atr14'].map((name) => numberAfter(figures, name));
      if (id === undefined || last === null || fast == null || slow == null || range == null || range === 0) return [];
      const tick = /tick (\S+)/.exec(block)?.[1] ?? '1';
      const side = new RegExp(`^${id} (long|short) `, 'm').exec(positions)?.[1];
      return [
        {
          ...{ id, last, fast, slow, range, isStale: block.startsWith(`${id} STALE`) },
          tickDigits: tick.split('.')[1]?.length ?? 0,
          held: side === 'long' || side === 'short' ? side : null,
        },
      ];
    });
}

function numberAfter(text: string, name: string): number | null {
  const digits = new RegExp(`\\b${name} (-?\\d+(?:\\.\\d+)?)`).exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
