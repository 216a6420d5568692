import { ConfigurationError } from '../errors/index.ts';
import type { EquityCurveQuery } from '../ports/portfolio-store.ts';

const DEFAULT_POINTS = 500;
const MOST_POINTS = 5_000;

/** An {@link EquityCurveQuery} that was looked at. */
export interface CurveRequest {
  readonly from: number | null;
  readonly to: number | null;
  readonly points: number;
}

/** @throws {ConfigurationError} `config/invalid` for a number of points that cannot be. */
export function curveRequest({ from, to, points = DEFAULT_POINTS }: EquityCurveQuery): CurveRequest {
  if (Number.isSafeInteger(points) && points >= 2 && points <= MOST_POINTS) {
    return { from: from ?? null, to: to ?? null, points };
  }
  throw new ConfigurationError(`An equity curve has from 2 to ${MOST_POINTS} points, not ${points}.`, {
    code: 'config/invalid',
    details: { path: 'points' },
  });
}
