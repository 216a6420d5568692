import { Decimal } from '../../../domain/decimal.ts';
import { LEVERAGE_SCALE } from '../../../domain/position-state.ts';
import { checkLeverage } from '../../../domain/risk.ts';
import type { PricedEntry } from '../entry-case.ts';
import { clamp, type Finding, flag } from '../verdict.ts';

/** The leverage that an entry gets: what it names, or the default, no more than instrument and limit allow. */
export function allowedLeverage(entry: PricedEntry, findings: Finding[]): Decimal {
  const { proposal, instrument, view, policy } = entry;
  const proposed = proposal.leverage ?? view.defaultLeverage;
  if (instrument.type === 'spot') {
    const one = new Decimal(1);
    if (proposal.leverage?.gt(1)) {
      findings.push(
        clamp('instrument_leverage', `${instrument.id} is spot and has no leverage.`, { before: proposed, after: one }),
      );
    }
    return one;
  }
  let leverage = proposed.toDecimalPlaces(2, Decimal.ROUND_DOWN);
  if (!leverage.eq(proposed)) {
    findings.push(
      clamp('leverage_step', 'A leverage has two digits behind the point.', { before: proposed, after: leverage }),
    );
  }
  if (leverage.gt(instrument.maxLeverage)) {
    const message = `${instrument.id} has a leverage of ${instrument.maxLeverage.toFixed()} at most.`;
    findings.push(clamp('instrument_leverage', message, { before: leverage, after: instrument.maxLeverage }));
    leverage = instrument.maxLeverage;
  }
  const breach = checkLeverage(policy.limits, leverage.mul(LEVERAGE_SCALE).toNumber());
  if (breach === null) return leverage;
  if (policy.mode === 'observe') {
    findings.push(flag('leverage_limit', breach.message, breach.figures));
    return leverage;
  }
  const limit = new Decimal(policy.limits.leverage).div(LEVERAGE_SCALE);
  findings.push(clamp('leverage_limit', breach.message, { before: leverage, after: limit }, breach.figures));
  return limit;
}
