import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginMode, Side } from '../../domain/order-intent.ts';
import type { ProposedDecision } from '../../domain/proposal.ts';
import type { WholePolicy } from './judge-policy.ts';
import type { JudgedPosition, JudgedSymbol, JudgeView, Proposed } from './judge-view.ts';
import type { Siblings } from './siblings.ts';

/** The prices that an entry is judged by, in quote currency per base unit. */
export interface LivePrices {
  /** What a market order of this side would meet. */
  readonly entry: Decimal;
  /** The lowest and the highest of bid, ask and last: a stop or a target has to be beyond the one it faces. */
  readonly lowest: Decimal;
  readonly highest: Decimal;
}

/** One entry with all that its rules look at. */
export interface EntryCase {
  readonly decisionId: string;
  readonly proposal: ProposedDecision;
  readonly side: Side;
  /** `null` for what is no trading symbol. */
  readonly symbol: JudgedSymbol | null;
  readonly view: JudgeView;
  readonly policy: WholePolicy;
  readonly siblings: Siblings;
}

/** What an entry needs before its prices and its size can be looked at. */
export interface PricedEntry extends EntryCase {
  readonly symbol: JudgedSymbol;
  readonly instrument: Instrument;
  readonly positions: readonly JudgedPosition[];
  readonly live: LivePrices;
  readonly marginMode: MarginMode;
}

/** The case of a proposal to buy or sell. */
export function entryCase(
  { decisionId, proposal }: Proposed,
  view: JudgeView,
  policy: WholePolicy,
  siblings: Siblings,
): EntryCase {
  const symbol = view.symbols.find(({ instrument }) => instrument.id === proposal.instrument) ?? null;
  return { decisionId, proposal, side: proposal.action === 'sell' ? 'sell' : 'buy', symbol, view, policy, siblings };
}

/** The case with prices and positions; `null` where they are not known, or where there is no equity to measure by. */
export function pricedEntry(entry: EntryCase): PricedEntry | null {
  const { view, side, policy, symbol } = entry;
  if (symbol === null || view.positions === null || !view.equity.gt(0)) return null;
  const live = livePrices(symbol, side);
  if (live === null) return null;
  const { instrument } = symbol;
  const marginMode = instrument.type === 'spot' ? 'cash' : policy.marginMode;
  return { ...entry, symbol, instrument, live, positions: view.positions, marginMode };
}

/** `null` when no side of the book and no trade is known. */
export function livePrices({ bid, ask, last, mark }: JudgedSymbol, side: Side): LivePrices | null {
  const traded = [bid, ask, last].filter(isPrice);
  const prices = traded.length > 0 ? traded : [mark].filter(isPrice);
  const [first] = prices;
  if (first === undefined) return null;
  const touch = side === 'buy' ? ask : bid;
  return {
    entry: isPrice(touch) ? touch : isPrice(last) ? last : first,
    lowest: Decimal.min(...prices),
    highest: Decimal.max(...prices),
  };
}

function isPrice(price: Decimal | null): price is Decimal {
  return price?.gt(0) ?? false;
}

/** Price by which the entry is sized, as `toIntent` does it, and by which the venue counts its margin. */
export function sizingPrice({ proposal, live }: PricedEntry): Decimal {
  return proposal.limit ?? live.entry;
}

/** Price at which the entry is expected to fill: never better than the market for a limit that would not wait. */
export function expectedPrice({ proposal, side, live }: PricedEntry): Decimal {
  const { limit } = proposal;
  if (limit === null) return live.entry;
  return side === 'buy' ? Decimal.min(limit, live.entry) : Decimal.max(limit, live.entry);
}

/** What is held of the instrument, in the margin mode of the entry. */
export function heldOf({ positions, instrument, marginMode }: PricedEntry): JudgedPosition | null {
  return positions.find((held) => held.instrument === instrument.id && held.marginMode === marginMode) ?? null;
}

/** Signed base units: positive for a long. */
export function signedQuantity(position: JudgedPosition | null): Decimal {
  if (position === null) return ZERO;
  return position.side === 'long' ? position.quantity : position.quantity.neg();
}
