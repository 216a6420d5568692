import type { ExposingOrder } from '../../../domain/exposure.ts';
import { fromMoney, toMoney } from '../../../domain/money.ts';
import {
  checkDailyLoss,
  checkDrawdown,
  checkOrderExposure,
  type MeasuredRiskLimits,
  type OrderExposure,
  type RiskVerdict,
} from '../../../domain/risk.ts';
import type { PricedEntry } from '../entry-case.ts';
import { exposureAfter } from '../exposure-after.ts';
import { clamp, type Finding, flag, type JudgeRule, refuse } from '../verdict.ts';

/** A limit so high that nothing reaches it. */
const UNREACHED = 10n ** 18n;

/**
 * The risk guard's own limits on an order of so many lots; answers how many of them keep all.
 *
 * In `observe` every broken limit is written down, and the size stays. An order that only reduces is not limited.
 */
export function riskLimits(entry: PricedEntry, order: ExposingOrder, leverage: number, findings: Finding[]): number {
  const { policy } = entry;
  const { exposure, unvalued } = exposureAfter(entry, order, leverage);
  if (exposure !== null && exposure.committedLots + exposure.lots <= 0) return order.lots;
  if (exposure === null || unvalued.length > 0) {
    const unknown = exposureUnknown(entry, exposure, unvalued);
    if (policy.mode === 'enforce') {
      findings.push(refuse('exposure_unknown', unknown.message, unknown.figures));
      return 0;
    }
    findings.push(flag('exposure_unknown', unknown.message, unknown.figures));
  }
  // What is known of it may be too much all the same.
  if (exposure === null) return order.lots;
  const day = dayBreaches(entry);
  const breaches = [...day, ...exposureBreaches(policy.limits, exposure)];
  if (policy.mode === 'observe') {
    findings.push(...breaches.map((breach) => flag(ruleOf(breach), breach.message, breach.figures)));
    return order.lots;
  }
  const [first] = day;
  if (first !== undefined) {
    // What only takes the opposite position away adds no risk.
    const reducing = -exposure.committedLots;
    return reducing >= order.instrument.minLots ? smaller(order, reducing, first, findings) : refused(first, findings);
  }
  const breach = checkOrderExposure(policy.limits, exposure);
  if (breach === null) return order.lots;
  return breach.allowedLots === null ? refused(breach, findings) : smaller(order, breach.allowedLots, breach, findings);
}

/** Limits cannot be kept where nobody knows how much is at stake; told with what is known. */
function exposureUnknown(
  { view, instrument }: PricedEntry,
  exposure: OrderExposure | null,
  unvalued: readonly string[],
): Pick<Finding, 'message' | 'figures'> {
  const missing = exposure === null ? [instrument.id] : unvalued;
  return {
    message: `How much would be at stake in all cannot be reckoned, because no price of ${missing.join(', ')} is known.`,
    figures: {
      unpriced: missing.join(', '),
      equity: view.equity.toFixed(),
      ...(exposure === null ? {} : { otherNotionalKnown: fromMoney(exposure.otherNotional).toFixed() }),
    },
  };
}

/** The limits of the day that are reached. */
function dayBreaches({ view, policy }: PricedEntry): readonly RiskVerdict[] {
  return [
    checkDrawdown(policy.limits, toMoney(view.dayHighWater), toMoney(view.equity)),
    checkDailyLoss(policy.limits, toMoney(view.dayLoss)),
  ].filter((breach): breach is RiskVerdict => breach !== null);
}

/** Every limit of size that an order breaks, not only the first; leverage has been looked at before. */
function exposureBreaches(limits: MeasuredRiskLimits, exposure: OrderExposure): readonly RiskVerdict[] {
  const anyLeverage = { ...limits, leverage: Math.max(limits.leverage, exposure.leverage) };
  return [
    checkOrderExposure({ ...anyLeverage, grossNotionalPpm: UNREACHED }, exposure),
    checkOrderExposure({ ...anyLeverage, positionMarginPpm: UNREACHED }, exposure),
  ].filter((breach): breach is RiskVerdict => breach !== null);
}

function refused(breach: RiskVerdict, findings: Finding[]): number {
  findings.push(refuse(ruleOf(breach), breach.message, breach.figures));
  return 0;
}

function smaller(
  { instrument, lots }: ExposingOrder,
  allowed: number,
  breach: RiskVerdict,
  findings: Finding[],
): number {
  const change = { before: instrument.quantityOf(lots), after: instrument.quantityOf(allowed) };
  findings.push(clamp(ruleOf(breach), breach.message, change, breach.figures));
  return allowed;
}

/** The limits that are asked here have codes that are rules. */
function ruleOf({ code }: RiskVerdict): JudgeRule {
  switch (code) {
    case 'drawdown_limit':
    case 'daily_loss_limit':
    case 'gross_notional_limit':
      return code;
    default:
      return 'position_margin_limit';
  }
}
