import { type Decimal, toDecimal } from '../../../domain/decimal.ts';
import type { ProposedDecision } from '../../../domain/proposal.ts';
import type { EntryCase } from '../entry-case.ts';
import { type Finding, refuse } from '../verdict.ts';

/** Refusals that pass by themselves: the same proposal may be right the next time. */
const PASSING = new Set([
  'market_state',
  'trading_paused',
  'account_unknown',
  'equity',
  'stale_data',
  'exposure_unknown',
  'drawdown_limit',
  'daily_loss_limit',
  'position_margin_limit',
  'gross_notional_limit',
  'affordability',
  'instrument_not_live',
  'no_market_price',
  'journal_unavailable',
  'broker_closed',
  'insufficient_margin',
  'insufficient_balance',
  'instrument_unavailable',
  'too_many_orders',
  'no_liquidity',
  'account_restricted',
  'expired',
  'other',
]);

/** A figure that is one of the impossible numbers of the prompt's example. */
export function copiedExample({ proposal, view }: EntryCase): Finding | null {
  const { size, leverage, limit, stop, target, confidence, statedRisk } = proposal;
  const figures: Readonly<Record<string, Decimal | null>> = {
    size: size?.value ?? null,
    leverage,
    limit,
    stop,
    target,
    confidence,
    ...statedRisk,
  };
  const canaries = view.canaries.map((canary) => toDecimal(canary, 'canary'));
  for (const [name, figure] of Object.entries(figures)) {
    if (figure === null || !canaries.some((canary) => canary.eq(figure))) continue;
    const message = `Its ${name}, ${figure.toFixed()}, is the number of the example; state your own.`;
    return refuse('copied_example', message, { [name]: figure.toFixed() });
  }
  return null;
}

/** What was just refused, proposed again unchanged, where nothing but a change can make it right. */
export function repeatedRefusal({ proposal, view }: EntryCase): Finding | null {
  const before = view.refusedBefore.find(
    ({ rule, proposal: refused }) => (rule === null || !PASSING.has(rule)) && isSame(refused, proposal),
  );
  if (before === undefined) return null;
  const rule = before.rule ?? 'no reason known';
  return refuse('repeated_refusal', `The same was refused before (${rule}), and nothing of it has changed.`, { rule });
}

function isSame(a: ProposedDecision, b: ProposedDecision): boolean {
  return (
    a.action === b.action &&
    a.instrument === b.instrument &&
    a.size?.unit === b.size?.unit &&
    isEqual(a.size?.value ?? null, b.size?.value ?? null) &&
    isEqual(a.leverage, b.leverage) &&
    isEqual(a.limit, b.limit) &&
    isEqual(a.stop, b.stop) &&
    isEqual(a.target, b.target) &&
    isEqual(a.confidence, b.confidence)
  );
}

function isEqual(a: Decimal | null, b: Decimal | null): boolean {
  if (a === null || b === null) return a === null && b === null;
  return a.eq(b);
}
