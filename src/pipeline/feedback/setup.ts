import type { DecisionAction } from '../../domain/decision.ts';
import type { SymbolContext } from '../context/symbol-context.ts';

/** Averages nearer than this part of a usual bar are no trend. */
const NO_TREND = 0.25;

/**
 * How the market stands to an entry, by the averages of the middle frame: what lessons group trades by. `null` for what is
 * no entry, and where the averages are not known.
 */
export function setupOf(action: DecisionAction, symbol: SymbolContext | undefined): string | null {
  if (symbol === undefined || (action !== 'buy' && action !== 'sell')) return null;
  const frame = symbol.frames[Math.floor(symbol.frames.length / 2)];
  const { ema20 = null, ema50 = null, atr14 = null } = frame?.indicators ?? {};
  if (ema20 === null || ema50 === null || atr14 === null) return null;
  if (Math.abs(ema20 - ema50) < atr14 * NO_TREND) return 'without a trend';
  return ema20 > ema50 === (action === 'buy') ? 'with the trend' : 'against the trend';
}
