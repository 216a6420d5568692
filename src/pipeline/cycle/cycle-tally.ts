import type { Decimal } from '../../domain/decimal.ts';
import { ZERO } from '../../domain/decimal.ts';
import { DECISION_OUTCOMES, type DecisionOutcome } from '../../ports/decision-log.ts';
import type { CycleReport } from './cycle-report.ts';

/** What the cycles of a run came to together. */
export interface CycleTotals {
  readonly cycles: number;
  /** Cycles in which the model gave no usable answer. */
  readonly abstained: number;
  /** Cycles that broke off before there was an answer. */
  readonly failed: number;
  readonly decisions: number;
  /** Decisions to keep what there is, or to stay out. */
  readonly stoodAside: number;
  /** What the judge said of the others. */
  readonly verdicts: Readonly<Record<'accept' | 'clamp' | 'refuse', number>>;
  /** What became of those others. */
  readonly outcomes: Readonly<Partial<Record<DecisionOutcome, number>>>;
  /** As prompts were counted for their budget. */
  readonly promptTokens: number;
  /** As the endpoint tells them; `null` where it told none. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; `null` where one price is not known, or nothing was counted. */
  readonly costUsd: Decimal | null;
}

/** Adds cycles up. */
export class CycleTally {
  #cycles = 0;
  #abstained = 0;
  #failed = 0;
  #decisions = 0;
  #stoodAside = 0;
  readonly #verdicts = { accept: 0, clamp: 0, refuse: 0 };
  readonly #outcomes = new Map<DecisionOutcome, number>();
  #promptTokens = 0;
  #inputTokens: number | null = null;
  #outputTokens: number | null = null;
  #costUsd: Decimal | null = ZERO;

  add(report: CycleReport): void {
    this.#cycles += 1;
    if (report.status === 'model_failed') this.#abstained += 1;
    if (report.status === 'failed') this.#failed += 1;
    for (const { action, outcome, verdict } of report.decisions) {
      this.#decisions += 1;
      if (action === 'hold' || action === 'no_entry') {
        this.#stoodAside += 1;
        continue;
      }
      this.#verdicts[verdict?.outcome ?? 'refuse'] += 1;
      this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    }
    this.#promptTokens += report.promptTokens;
    this.#inputTokens = sum(this.#inputTokens, report.usage?.inputTokens);
    this.#outputTokens = sum(this.#outputTokens, report.usage?.outputTokens);
    // A cycle that broke off has no price, and asked nothing that is known of.
    if (report.status !== 'failed')
      this.#costUsd = this.#costUsd === null || report.costUsd === null ? null : this.#costUsd.add(report.costUsd);
  }

  totals(): CycleTotals {
    const outcomes = DECISION_OUTCOMES.flatMap((outcome) => {
      const count = this.#outcomes.get(outcome);
      return count === undefined ? [] : [[outcome, count] as const];
    });
    return {
      cycles: this.#cycles,
      abstained: this.#abstained,
      failed: this.#failed,
      decisions: this.#decisions,
      stoodAside: this.#stoodAside,
      verdicts: { ...this.#verdicts },
      outcomes: Object.fromEntries(outcomes),
      promptTokens: this.#promptTokens,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      costUsd: this.#costUsd,
    };
  }

  /** All of it, for a person. */
  sentence(): string {
    const { cycles, abstained, failed, decisions, stoodAside, verdicts } = this.totals();
    const trouble = [
      ...(abstained === 0 ? [] : [`no usable answer in ${abstained}`]),
      ...(failed === 0 ? [] : [`${failed} broke off`]),
    ];
    const { accept, clamp, refuse } = verdicts;
    return `asked in ${cycles} cycles${trouble.map((text) => `, ${text}`).join('')}; ${decisions} decisions: ${accept} accepted, ${clamp} made smaller, ${refuse} refused, ${stoodAside} stood aside.`;
  }
}

function sum(known: number | null, more: number | null | undefined): number | null {
  return more === null || more === undefined ? known : (known ?? 0) + more;
}
