import type { DecimalText } from '../domain/decimal.ts';
import type { ModelUsage } from './language-model.ts';
import type { Page, PageQuery } from './page.ts';

/** What one call of a model has cost. */
export interface ModelCost {
  /** A UUID of ours. */
  readonly costId: string;
  readonly at: number;
  readonly provider: string;
  readonly model: string;
  /** The evaluation that the call belongs to; `null` for none. */
  readonly evaluationId: string | null;
  readonly usage: ModelUsage;
  /** US dollars; `null` where no price is known. */
  readonly costUsd: DecimalText | null;
}

/** The costs of one day, UTC. */
export interface DayCost {
  /** When the day began, epoch ms. */
  readonly dayStart: number;
  readonly calls: number;
  /** Calls of unknown price count as zero; see {@link unpricedCalls}. */
  readonly costUsd: DecimalText;
  readonly unpricedCalls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** What models have cost. */
export interface ModelCostStore {
  /** Idempotent by the cost's id. */
  append(cost: ModelCost): Promise<void>;
  /** The sum of the UTC day that `at` lies in. */
  sumOfDay(at: number): Promise<DayCost>;
  list(query?: PageQuery): Promise<Page<ModelCost>>;
}
