import type { InstrumentId } from '../../domain/instrument.ts';

/**
 * The numbers of the prompt's example. No market has them; a decision that carries one was copied, not thought.
 *
 * They belong to the template: a new template draws new ones.
 */
export interface Canaries {
  readonly instrument: InstrumentId;
  readonly size: string;
  readonly leverage: string;
  readonly limit: string;
  readonly stop: string;
  readonly target: string;
  readonly confidence: string;
  readonly maxLoss: string;
  readonly valueAtRisk: string;
  readonly targetExposureFraction: string;
  readonly maxDrawdownFraction: string;
}

/** Every figure of the example, as a judge compares them. */
export function canaryFigures(canaries: Canaries): readonly string[] {
  const { instrument: _, ...figures } = canaries;
  return Object.values(figures);
}
