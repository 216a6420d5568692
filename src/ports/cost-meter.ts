import type { ModelReply } from './language-model.ts';
import type { ModelCost } from './model-cost-store.ts';

/** An answer that may have to be paid for. */
export interface ChargedCall {
  readonly provider: string;
  /** The id that was asked for. */
  readonly model: string;
  /** The evaluation that the call belongs to; `null` for none. */
  readonly evaluationId: string | null;
  readonly reply: ModelReply;
}

/** Whether the day's budget for models lets positions be opened. Exits never ask. */
export type BudgetState =
  | { readonly opens: 'allowed' }
  | {
      readonly opens: 'paused';
      /** `spent`: the budget is used up. `unpriced`: a call of unknown price makes it unknowable. */
      readonly reason: 'spent' | 'unpriced';
      readonly message: string;
      readonly figures: Readonly<Record<string, string>>;
    };

/** Counts what models cost. */
export interface CostMeter {
  /** Counts one answer; what comes back is for the store. */
  charge(call: ChargedCall): ModelCost;
  budget(): BudgetState;
}
