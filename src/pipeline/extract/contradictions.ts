import type { ProposedDecision } from '../../domain/proposal.ts';
import type { ItemReading } from './read-item.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';

/** Words of a stop or a target that was given an item of its own. */
const PROTECTION = /stop|profit|target|trail|hedge|止损|止盈/i;

/**
 * What becomes of items that speak of one symbol: the first of several that leave or keep it alike stays; all that
 * disagree, and two entries, are refused.
 *
 * An item that is refused for a fault of its own still speaks against an entry, even where nobody can tell what it wants,
 * such as its stop; and not against an exit.
 */
export function settleContradictions(readings: readonly ItemReading[]): readonly (ProposedDecision | Refusal)[] {
  return readings.map((reading, index) => {
    const { result, symbol, action } = reading;
    if (isRefusal(result) || symbol === null || action === null) return result;
    const isEntry = action === 'buy' || action === 'sell';
    const others = readings.filter((other, at) => at !== index && speaksOf(other, symbol.id, isEntry));
    const heard = action === 'close' ? others.filter(({ result: theirs }) => !isRefusal(theirs)) : others;
    if (heard.length === 0) return result;
    if (isEntry || heard.some((other) => other.action !== action)) {
      const words = [action, ...heard.map((other) => other.action ?? 'something unknown')].join(' and ');
      return refusal('contradicted', `The reply says ${words} of ${symbol.id}; give one decision for each symbol.`);
    }
    const isRepeated = readings
      .slice(0, index)
      .some((other) => other.symbol?.id === symbol.id && !isRefusal(other.result));
    return isRepeated ? refusal('repeated', `The reply says ${action} of ${symbol.id} more than once.`) : result;
  });
}

/** Whether an item is about a symbol. Of an entry speaks also what names no action, and a stop that names no symbol. */
function speaksOf({ symbol, action, source }: ItemReading, id: string, isEntry: boolean): boolean {
  if (symbol !== null) return symbol.id === id && (action !== null || isEntry);
  return isEntry && action === null && PROTECTION.test(source);
}
