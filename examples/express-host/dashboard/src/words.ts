import type { DecisionSummary, Mode, OrderView, PositionView } from '../../src/contract/index.ts';
import type { View } from './route.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

export const MODE_WORDS: Record<Mode, { readonly name: string; readonly about: string }> = {
  simulator: { name: 'Simulator', about: 'A simulated exchange inside the host. No key, no network, no money.' },
  paper: { name: 'Paper trading', about: 'OKX demo trading: a real order book, play money.' },
  live: { name: 'Live trading', about: 'Real orders with real money.' },
};

export const VIEW_NAMES: Record<View, string> = {
  overview: 'Overview',
  decisions: 'Decisions',
  trades: 'Orders and trades',
  model: 'Model',
  operations: 'Operations',
};

/** A word, and the colour beside it. */
export interface Word {
  readonly word: string;
  readonly tone: Tone;
}

export const PROTECTION_WORDS: Record<PositionView['protection'], Word> = {
  verified: { word: 'Protected', tone: 'good' },
  partial: { word: 'Partly protected', tone: 'warn' },
  pending: { word: 'Stop pending', tone: 'warn' },
  missing: { word: 'Unprotected', tone: 'bad' },
  none_requested: { word: 'No stop asked for', tone: 'warn' },
};

type Outcome = NonNullable<DecisionSummary['outcome']>;
export const OUTCOME_WORDS: Record<Outcome, Word & { readonly about: string }> = {
  executed: { word: 'Executed', tone: 'good', about: 'as it was stated' },
  clamped: { word: 'Clamped', tone: 'warn', about: 'executed, and smaller than stated' },
  denied: { word: 'Denied', tone: 'bad', about: 'refused by our own rules' },
  rejected: { word: 'Rejected', tone: 'bad', about: 'refused by the venue' },
  unresolved: { word: 'Unresolved', tone: 'warn', about: 'sent, and the outcome is not known yet' },
  abstained: { word: 'Abstained', tone: 'quiet', about: 'the model gave no usable answer' },
  failed: { word: 'Failed', tone: 'bad', about: 'could not be carried out' },
};

export const ACTION_WORDS: Record<DecisionSummary['action'], Word> = {
  buy: { word: 'Buy', tone: 'good' },
  sell: { word: 'Sell', tone: 'bad' },
  hold: { word: 'Hold', tone: 'quiet' },
  close: { word: 'Close', tone: 'info' },
  no_entry: { word: 'No entry', tone: 'quiet' },
};

const ORDER_TONES: Record<string, Tone> = {
  filled: 'good',
  denied: 'bad',
  rejected: 'bad',
  unresolved: 'warn',
  partially_filled: 'info',
};

export function orderTone(state: OrderView['state']): Tone {
  return ORDER_TONES[state] ?? 'quiet';
}

/** `take_profit_market`, `mode.switched` and `maxLossFraction` as people write them. */
export function plainWords(name: string): string {
  const text = name
    .replace(/[._]/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `BTC-USDT-SWAP` as `BTC-USDT` with what it is beside it. */
export function instrumentParts(instrument: string): { readonly pair: string; readonly kind: string | null } {
  const [base, quote, ...rest] = instrument.split('-');
  if (base === undefined || quote === undefined || rest.length === 0) return { pair: instrument, kind: null };
  return { pair: `${base}-${quote}`, kind: rest.join('-') };
}
