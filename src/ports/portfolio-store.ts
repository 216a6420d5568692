import type { InstrumentId } from '../domain/instrument.ts';
import type { StoredClosedPosition, StoredPortfolio, StoredPosition } from '../domain/stored-portfolio.ts';
import type { Page, PageQuery } from './page.ts';

/** A snapshot without its positions, as a point of the equity curve. */
export type EquitySnapshot = Omit<StoredPortfolio, 'positions'>;

/** Which part of the equity curve is wanted. */
export interface EquityCurveQuery {
  /** From this instant on, epoch ms. Default: the first snapshot. */
  readonly from?: number;
  /** Before this instant, epoch ms. Default: up to the newest. */
  readonly to?: number;
  /** At most so many snapshots, 2 to 5000. Default 500. */
  readonly points?: number;
}

/** Which closed positions are wanted; by the instant at which they were closed. */
export interface ClosedPositionQuery extends PageQuery {
  readonly instrument?: InstrumentId;
  /** Those that this decision had a part in. */
  readonly decisionId?: string;
}

/** The account over time. */
export interface PortfolioStore {
  /** Writes a snapshot with its open positions. One of the same instant is replaced; an older one leaves the newest as it is. */
  snapshot(portfolio: StoredPortfolio): Promise<void>;
  /** The newest snapshot; `null` before the first. */
  latest(): Promise<StoredPortfolio | null>;
  /** The open positions of the newest snapshot, by instrument. */
  positions(): Promise<readonly StoredPosition[]>;
  equity(query?: PageQuery): Promise<Page<EquitySnapshot>>;
  /**
   * The equity curve, oldest first. Of more snapshots than `points`, those in force at so many instants at even distances,
   * the first and the last among them: it takes as long for a year as for a day.
   *
   * @throws {ConfigurationError} `config/invalid` for a number of points that cannot be.
   */
  equityCurve(query?: EquityCurveQuery): Promise<readonly EquitySnapshot[]>;
  /** Idempotent by id. */
  closed(positions: readonly StoredClosedPosition[]): Promise<void>;
  closedPositions(query?: ClosedPositionQuery): Promise<Page<StoredClosedPosition>>;
}
