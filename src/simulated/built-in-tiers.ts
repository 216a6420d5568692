import { Decimal } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type MarginTierSpec, MarginTiers } from '../domain/margin.ts';

/** Each step: largest position as a multiple of the largest market order, maintenance rate, share of the instrument's leverage. */
const STEPS = [
  { size: 1, maintenanceRate: '0.004', leverage: '1' },
  { size: 2, maintenanceRate: '0.005', leverage: '0.75' },
  { size: 4, maintenanceRate: '0.01', leverage: '0.5' },
  { size: 8, maintenanceRate: '0.025', leverage: '0.2' },
  { size: 16, maintenanceRate: '0.05', leverage: '0.1' },
  { size: null, maintenanceRate: '0.1', leverage: '0.05' },
] as const;

/**
 * The margin table of an instrument that none was configured for.
 *
 * An assumption in the shape of OKX's tables, not a copy of one: a real account should be given the real table.
 *
 * @see docs/simulation.md#margin
 */
export function builtInTiers(instrument: Instrument): MarginTiers {
  // Spot has no margin; its largest orders are beyond what lots can count.
  if (instrument.type === 'spot') {
    return new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.1', maxLeverage: '1' }]);
  }
  const unit = instrument.maxMarketQuantity ?? instrument.maxLimitQuantity;
  const rows: MarginTierSpec[] = STEPS.map(({ size, maintenanceRate, leverage }) => ({
    maxQuantity: size === null ? null : unit.mul(size),
    maintenanceRate,
    maxLeverage: Decimal.max(1, instrument.maxLeverage.mul(leverage)),
  }));
  return new MarginTiers(instrument, rows);
}
