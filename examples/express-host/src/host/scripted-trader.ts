import { type LanguageModel, scriptedModel } from 'brokerkit/pipeline';
import { accountOf, type HeldPosition, type ReadAccount, type ReadSymbol, symbolsOf } from './read-prompt.ts';

type Item = Readonly<Record<string, unknown>>;

/** How far stop and target are away, in usual bars; at least so far that noise and fees do not decide. */
const STOP = { ranges: 2, leastFraction: 0.0012 };
const TARGET = { ranges: 2.5, leastFraction: 0.0018 };
/** How far apart the averages have to be; the weakest entries are below the confidence that the judge wants. */
const WEAKEST = 0.2;
/** After how many looks a position has to be under way, and how much of the way to the target that is: the surer, the longer. */
const PATIENCE = { unsure: { looks: 2, way: 0.15 }, sure: { looks: 4, way: 0.05 } };
const SURE = 0.7;
/** What was under way and has come back is left, from as many looks on as a prompt tells of two symbols. */
const LONG = { looks: 6, way: -0.1 };
/** How long it stays out after a loss, minutes. */
const REST_MINUTES = 1;
const LEVERAGE = 3;
/** What a way in and out costs, as a fraction of the value. */
const COSTS = 0.001;

/**
 * A model for a host without a key: it reads the prompt's text as a language model does and answers as the prompt asks.
 * It follows two averages of the last minutes, and leaves what does not get under way; something to look at, not a way to
 * trade.
 */
export function scriptedTrader(clock: { now(): number }): LanguageModel {
  return scriptedModel(({ messages }) => answer(messages.map(({ content }) => content).join('\n')), {
    model: 'two-averages',
    clock: { now: () => clock.now(), schedule: () => () => {} },
  });
}

/** The reply to a prompt, as the text that a model would send. */
export function answer(prompt: string): string {
  const account = accountOf(prompt);
  return JSON.stringify({ decisions: symbolsOf(prompt).map((symbol) => decide(symbol, account)), pauseCycles: 0 });
}

/** How the market stands. */
interface View {
  readonly trend: 'long' | 'short';
  readonly strength: number;
  readonly confidence: number;
  readonly apart: string;
}

function decide(symbol: ReadSymbol, account: ReadAccount): Item {
  const strength = (symbol.fast - symbol.slow) / symbol.range;
  const size = Math.abs(strength);
  const view: View = {
    trend: strength > 0 ? 'long' : 'short',
    strength: size,
    confidence: round(Math.min(0.92, 0.55 + size / 6), 2),
    apart: `The averages of the last minutes are ${size.toFixed(1)} usual bars apart`,
  };
  const decision = symbol.held === null ? outside(symbol, view, account) : inside(symbol.held, view);
  return { symbol: symbol.id, confidence: view.confidence, ...decision };
}

function inside({ side, progress, looks }: HeldPosition, { trend, strength, confidence, apart }: View): Item {
  if (side !== trend && strength > WEAKEST) {
    return {
      action: 'close',
      proposedTrade: `Leave the ${side}.`,
      riskThesis: `${apart} and turned against the ${side}.`,
      maxPain: 'The turn is short, and the old move goes on without me.',
      recoveryPlan: 'Enter again when the averages agree.',
    };
  }
  const patience = confidence < SURE ? PATIENCE.unsure : PATIENCE.sure;
  const way = `It has come ${Math.round(progress * 100)} % of the way to the target`;
  const isSlow = looks === patience.looks && progress < patience.way;
  if (isSlow || (looks >= LONG.looks && progress < LONG.way)) {
    return {
      action: 'close',
      proposedTrade: `Leave the ${side}: its time is over.`,
      riskThesis: `${way} after ${looks} looks; a move that I was right about would be further.`,
      maxPain: 'It starts right after I have left.',
      recoveryPlan: 'Enter again when the averages still agree.',
    };
  }
  return {
    action: 'hold',
    proposedTrade: `Keep the ${side}.`,
    riskThesis: `${way}. ${apart}; nothing speaks against the ${side}.`,
    maxPain: 'The stop is hit before the target.',
    recoveryPlan: 'The stop takes me out; stay out until the averages agree again.',
  };
}

function outside(symbol: ReadSymbol, view: View, account: ReadAccount): Item {
  const { trend, strength, apart } = view;
  const out = { action: 'no_entry', proposedTrade: 'None now.', maxPain: 'It runs away without me.' };
  if (symbol.isStale) {
    return { ...out, riskThesis: 'The prices are old.', recoveryPlan: 'Wait for new ones.' };
  }
  if (symbol.lostMinutesAgo !== null && symbol.lostMinutesAgo < REST_MINUTES) {
    return {
      ...out,
      riskThesis: 'The last trade of it lost a moment ago; what I see now I saw then too.',
      recoveryPlan: 'Look again in a minute.',
    };
  }
  if (strength < WEAKEST) {
    return { ...out, riskThesis: `${apart}: no direction to follow.`, recoveryPlan: 'Wait for a direction.' };
  }
  return {
    ...entry(symbol, view, account),
    proposedTrade: `Follow the ${trend === 'long' ? 'rise' : 'fall'} of the last minutes.`,
    riskThesis: `${apart}. A close beyond the slower one would prove me wrong.`,
    maxPain: 'A gap through the stop.',
    recoveryPlan: 'The stop takes me out; stay out until the averages agree again.',
  };
}

/** The surer, the larger. */
function entry({ last, range, tickDigits }: ReadSymbol, { trend, confidence }: View, account: ReadAccount): Item {
  const direction = trend === 'long' ? 1 : -1;
  const away = ({ ranges, leastFraction }: typeof STOP) => Math.max(range * ranges, last * leastFraction);
  const size = round(0.02 + (confidence - 0.55) / 10, 3);
  const exposure = size * LEVERAGE;
  const loss = exposure * (away(STOP) / last + COSTS) * 1.1;
  return {
    ...{ action: trend === 'long' ? 'buy' : 'sell', size, leverage: LEVERAGE, limit: null },
    stop: round(last - direction * away(STOP), tickDigits),
    target: round(last + direction * away(TARGET), tickDigits),
    statedRisk: {
      targetExposureFraction: round(exposure * direction, 4),
      maxLoss: round(account.equity * loss, 2),
      valueAtRisk: null,
      // The prompt rounds what is lost already to the hundredth of a percent.
      maxDrawdownFraction: round(account.drawdown + loss + 0.0001, 5),
    },
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
