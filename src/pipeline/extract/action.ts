import type { DecisionAction } from '../../domain/decision.ts';

/** What a verb means; `open` needs a direction beside it. */
export interface Verb {
  readonly action: DecisionAction | 'open';
  /** The side of the position that a closing verb names. */
  readonly closes: 'long' | 'short' | null;
}

const BUY = 'buy long open_long go_long enter_long buy_long buy_to_open buy_to_enter long_entry add_long';
const SELL = 'sell short open_short go_short enter_short sell_short sell_to_open sell_to_enter short_entry add_short';
const CLOSE = 'close close_position close_out exit exit_position flatten';
const HOLD = 'hold hold_position keep maintain wait do_nothing no_action no_change';
const NO_ENTRY = 'no_entry no_trade no_position stay_out stay_flat skip avoid pass stand_aside neutral';

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ...verbs(BUY, 'buy'),
  ...verbs(SELL, 'sell'),
  ...verbs(CLOSE, 'close'),
  ...verbs('close_long exit_long sell_to_close', 'close', 'long'),
  ...verbs('close_short exit_short buy_to_close', 'close', 'short'),
  ...verbs(HOLD, 'hold'),
  ...verbs(NO_ENTRY, 'no_entry'),
  ...verbs('open enter entry open_position enter_position', 'open'),
]);

/** What an action's word means; `null` for an invention such as `monitor` or `hold_long`. */
export function readVerb(word: string): Verb | null {
  return VERBS.get(plain(word)) ?? null;
}

/** A word for a direction: `long` and `buy` are one, `short` and `sell` the other. */
export function readDirection(word: string): 'buy' | 'sell' | null {
  const name = plain(word);
  if (name === 'long' || name === 'buy') return 'buy';
  return name === 'short' || name === 'sell' ? 'sell' : null;
}

/** The side of a position that a word names; an order's `buy` and `sell` name none. */
export function readPositionSide(word: string): 'long' | 'short' | null {
  const name = plain(word);
  return name === 'long' || name === 'short' ? name : null;
}

function plain(word: string): string {
  return word
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-_]+/g, '_');
}

function verbs(words: string, action: Verb['action'], closes: Verb['closes'] = null): [string, Verb][] {
  return words.split(' ').map((word) => [word, { action, closes }]);
}
