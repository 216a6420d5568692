import type { InstrumentId } from '../../domain/instrument.ts';
import type { BlockedOpen } from '../execute/execute-verdict.ts';
import { type JudgePolicy, wholePolicy } from '../judge/judge-policy.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import type { TradingCycleOptions } from './trading-cycle-options.ts';

/** Why nothing may open now, whatever the proposal; `null` when it may. `unread`: why the past is not known, or `null`. */
export function blockedOpen(
  { opensBlockedBy, stores, costs }: Pick<TradingCycleOptions, 'opensBlockedBy' | 'stores' | 'costs'>,
  unread: string | null,
): BlockedOpen | null {
  const reason = opensBlockedBy?.() ?? null;
  if (reason !== null) return { rule: 'trading_paused', message: `Opening is paused: ${reason}.` };
  if (unread !== null) {
    const message = `What the last run left cannot be read, so nothing opens: ${unread}`;
    return { rule: 'stores_unavailable', message };
  }
  if (stores.opensAllowed?.() === false) {
    const why = stores.health?.reason ?? 'they do not answer';
    return { rule: 'stores_unavailable', message: `The stores cannot be written, so nothing opens: ${why}` };
  }
  const budget = costs?.budget();
  return budget?.opens === 'paused' ? { rule: 'model_budget', message: budget.message } : null;
}

/** Why an entry may not be placed by prices that have grown old since they were judged; `null` when they have not. */
export function pricesTooOld(
  now: number,
  { now: judgedAt, symbols }: JudgeView,
  policy: JudgePolicy,
  instrument: InstrumentId,
): BlockedOpen | null {
  const quotedAt = symbols.find((symbol) => symbol.instrument.id === instrument)?.quotedAt ?? judgedAt;
  const age = now - quotedAt;
  const { maxQuoteAgeMs } = wholePolicy(policy);
  if (age <= maxQuoteAgeMs) return null;
  const message = `The price of ${instrument} by which it was judged is ${age} ms old by now, more than ${maxQuoteAgeMs} ms.`;
  return { rule: 'stale_data', message };
}
