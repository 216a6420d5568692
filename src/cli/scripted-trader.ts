/** What the scripted model reads of one symbol in a prompt. */
interface ReadSymbol {
  readonly id: string;
  readonly isStale: boolean;
  readonly last: number;
  readonly tickDigits: number;
  readonly ema20: number;
  readonly ema50: number;
  readonly atr: number;
  readonly rsi: number;
  readonly held: 'long' | 'short' | null;
}

interface Reply {
  readonly decisions: readonly Record<string, unknown>[];
  readonly pauseCycles: number;
}

/** Which frame of the prompt it looks at, and how far stop and target are away, in usual bars of it. */
const FRAME = '1 h';
const STOP_RANGES = 2.5;
const TARGET_RANGES = 5;
/** How far apart the averages have to be. The weakest entries are below the confidence that the judge wants, as a model's are now and then. */
const WEAKEST = 0.55;

/**
 * Stands in for a language model where there is none: reads the prompt's text as a model does, and answers as the prompt
 * asks. It follows trends by two averages; an example to read, not advice to trade.
 */
export function scriptedTrader(prompt: string, leverage = 3): string {
  const decisions = symbolsOf(prompt).flatMap((symbol) => decide(symbol, leverage));
  return JSON.stringify({ decisions, pauseCycles: 0 } satisfies Reply);
}

function decide(symbol: ReadSymbol, leverage: number): readonly Record<string, unknown>[] {
  const { id, last, ema20, ema50, atr, rsi, held, isStale, tickDigits } = symbol;
  const strength = (ema20 - ema50) / atr;
  const trend = strength > 0 ? 'long' : 'short';
  const confidence = round(Math.min(0.9, 0.5 + Math.abs(strength) / 6), 2);
  if (held !== null && held !== trend && Math.abs(strength) > 0.1) {
    return [
      {
        action: 'close',
        symbol: id,
        confidence,
        proposedTrade: `Leave the ${held}.`,
        riskThesis: `The averages of the hour turned against the ${held}: ${ema20} and ${ema50}.`,
        maxPain: 'The turn is short and the old trend goes on without me.',
        recoveryPlan: 'Enter again when the averages agree.',
      },
    ];
  }
  if (held !== null || isStale || Math.abs(strength) < WEAKEST) return [];
  const isStretched = trend === 'long' ? rsi > 72 : rsi < 28;
  if (isStretched) {
    return [
      {
        action: 'no_entry',
        symbol: id,
        confidence,
        proposedTrade: 'None now.',
        riskThesis: `The trend is there and the move is stretched: RSI ${rsi}.`,
        maxPain: 'It runs away without me.',
        recoveryPlan: 'Wait for a pause.',
      },
    ];
  }
  const direction = trend === 'long' ? 1 : -1;
  const distance = atr * STOP_RANGES;
  const size = round(Math.min(0.15, (0.005 * last) / distance / leverage), 4);
  return [
    {
      action: trend === 'long' ? 'buy' : 'sell',
      symbol: id,
      size,
      leverage,
      limit: null,
      stop: round(last - direction * distance, tickDigits),
      target: round(last + direction * atr * TARGET_RANGES, tickDigits),
      confidence,
      proposedTrade: `Follow the ${trend === 'long' ? 'rise' : 'fall'} of the hour.`,
      riskThesis: `The averages are ${Math.abs(strength).toFixed(1)} usual bars apart. A close beyond the slower one would show that I am wrong.`,
      maxPain: 'A gap through the stop.',
      recoveryPlan: 'The stop takes me out; stay out until the averages agree again.',
      statedRisk: {
        targetExposureFraction: round(size * leverage * direction, 4),
        maxLoss: null,
        valueAtRisk: null,
        maxDrawdownFraction: null,
      },
    },
  ];
}

/** The symbols of the market block, as far as their figures are known. */
function symbolsOf(prompt: string): readonly ReadSymbol[] {
  const market = prompt.slice(prompt.indexOf('# Market\n'));
  const positions = /## Positions\n([\s\S]*?)\n\n/.exec(market)?.[1] ?? '';
  return market
    .split(/^## /m)
    .slice(1)
    .flatMap((block): readonly ReadSymbol[] => {
      const id = /^([A-Z0-9]+-[A-Z0-9]+(?:-SWAP)?)/.exec(block)?.[1];
      const figures = new RegExp(`### ${FRAME} bars\\n(.*)`).exec(block)?.[1];
      const last = numberAfter(block, 'last');
      if (id === undefined || figures === undefined || last === null) return [];
      const [ema20, ema50, rsi, atr] = ['ema20', 'ema50', 'rsi14', 'atr14'].map((name) => numberAfter(figures, name));
      if (ema20 == null || ema50 == null || rsi == null || atr == null || atr === 0) return [];
      const tick = /tick (\S+)/.exec(block)?.[1] ?? '1';
      return [
        {
          id,
          isStale: block.startsWith(`${id} STALE`),
          last,
          tickDigits: tick.split('.')[1]?.length ?? 0,
          ema20,
          ema50,
          atr,
          rsi,
          held: heldIn(positions, id),
        },
      ];
    });
}

function heldIn(positions: string, id: string): 'long' | 'short' | null {
  const side = new RegExp(`^${id} (long|short) `, 'm').exec(positions)?.[1];
  return side === 'long' || side === 'short' ? side : null;
}

function numberAfter(text: string, name: string): number | null {
  const digits = new RegExp(`\\b${name} (-?\\d+(?:\\.\\d+)?)`).exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
