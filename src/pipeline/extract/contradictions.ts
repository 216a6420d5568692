import type { ProposedDecision } from '../../domain/proposal.ts';
import type { ItemReading } from './read-item.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';

/**
 * What becomes of items that speak of one symbol: the first of several that leave or keep it alike stays; all that
 * disagree, and two entries, are refused.
 *
 * An item that is refused for a fault of its own still speaks against an entry, and not against an exit.
 */
export function settleContradictions(readings: readonly ItemReading[]): readonly (ProposedDecision | Refusal)[] {
  return readings.map((reading, index) => {
    const { result, symbol, action } = reading;
    if (isRefusal(result) || symbol === null || action === null) return result;
    const others = readings.filter(
      (other, at) => at !== index && other.symbol?.id === symbol.id && other.action !== null,
    );
    const heard = action === 'close' ? others.filter(({ result: theirs }) => !isRefusal(theirs)) : others;
    if (heard.length === 0) return result;
    const isEntry = action === 'buy' || action === 'sell';
    if (isEntry || heard.some((other) => other.action !== action)) {
      const words = [action, ...heard.map((other) => other.action)].join(' and ');
      return refusal('contradicted', `The reply says ${words} of ${symbol.id}; give one decision for each symbol.`);
    }
    const isRepeated = readings
      .slice(0, index)
      .some((other) => other.symbol?.id === symbol.id && !isRefusal(other.result));
    return isRepeated ? refusal('repeated', `The reply says ${action} of ${symbol.id} more than once.`) : result;
  });
}
