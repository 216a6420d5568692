import { type Decimal, toDecimal } from '../../../domain/decimal.ts';
import type { ProposedDecision } from '../../../domain/proposal.ts';
import type { EntryCase } from '../entry-case.ts';
import { type Finding, type JudgeRule, refuse } from '../verdict.ts';

/** Refusals by broker or venue that nothing but another proposal can end. Any other may have passed by itself. */
const LASTING = new Set([
  'invalid_margin_mode',
  'unsupported_order_type',
  'invalid_price',
  'invalid_quantity',
  'leverage_above_instrument',
  'leverage_not_allowed',
]);

/** What the pipeline holds opens back for, beside the judge. */
type Block = 'stores_unavailable' | 'decision_log_unavailable' | 'model_budget';

/** Rules that pass by themselves: to break one twice is no obstinacy. */
const PASSING: ReadonlySet<string> = new Set<JudgeRule | Block>([
  'market_state',
  'trading_paused',
  'stores_unavailable',
  'decision_log_unavailable',
  'model_budget',
  'account_unknown',
  'equity',
  'stale_data',
  'exposure_unknown',
  'drawdown_limit',
  'daily_loss_limit',
  'position_margin_limit',
  'gross_notional_limit',
  'affordability',
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

/** What broker or venue just refused, proposed again unchanged, where nothing but a change can make it right. */
export function repeatedRefusal({ proposal, view }: EntryCase): Finding | null {
  const before = view.refusedBefore.find(
    ({ rule, proposal: refused }) => (rule === null || LASTING.has(rule)) && isSame(refused, proposal),
  );
  return before === undefined ? null : repeated(before.rule ?? 'no reason known');
}

/** What the judge just refused, proposed again unchanged, where the same rule still speaks: the market may have made it right. */
export function stillRefused({ proposal, view }: EntryCase, findings: readonly Finding[]): Finding | null {
  const rules = new Set<string>(findings.filter(({ effect }) => effect === 'refuse').map(({ rule }) => rule));
  const before = view.refusedBefore.find(
    ({ rule, proposal: refused }) =>
      rule !== null && !PASSING.has(rule) && rules.has(rule) && isSame(refused, proposal),
  );
  return before?.rule == null ? null : repeated(before.rule);
}

function repeated(rule: string): Finding {
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
