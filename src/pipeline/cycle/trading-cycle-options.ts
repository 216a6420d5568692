import type { Decimal } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { RiskLimits } from '../../domain/risk.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContextMarket } from '../../ports/context-market.ts';
import type { CostMeter } from '../../ports/cost-meter.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Stores } from '../../ports/stores.ts';
import type { HealthLimits } from '../context/data-health.ts';
import type { Memory } from '../context/memory-context.ts';
import type { JudgeTaste } from '../judge/judge-policy.ts';
import type { PromptTemplate } from '../prompt/template.ts';

/** Stores, and whether they can be written, where they say so. */
export interface CycleStores extends Stores {
  opensAllowed?(): boolean;
  readonly health?: { readonly reason: string | null };
}

/** What a {@link TradingCycle} is made of. Only the first group has no default. */
export interface TradingCycleOptions {
  /** Connected before the first run. */
  readonly broker: BaseBroker;
  readonly model: LanguageModel;
  /** With a spool (`durableStores`), nothing opens while they say so. */
  readonly stores: CycleStores;
  /** What may be traded; only these are in the prompt. */
  readonly symbols: readonly InstrumentId[];
  readonly clock: Clock;
  /** A new UUID at each call. */
  readonly uuid: () => string;

  /** Default `USDT`. */
  readonly accountCurrency?: string;
  /** Default: the market as the broker knows it. */
  readonly market?: ContextMarket;
  /** Default: what the stores remember. `null`: the model is told nothing of the past. */
  readonly memory?: Memory | null;
  /** Lengths of bars in the prompt, ms, shortest first. Default 5 minutes, 1 hour, 4 hours. */
  readonly frames?: readonly number[];
  readonly health?: Partial<HealthLimits>;

  /** Default: the first template. */
  readonly template?: PromptTemplate;
  /** Most tokens of a prompt. Default 24,000. */
  readonly budgetTokens?: number;
  readonly countTokens?: (text: string) => number;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** Turns in which a model may mend a reply that cannot be used. Default 1. */
  readonly corrections?: number;
  /** Whether the model may look things up, and in how many rounds. Default 0: it may not. */
  readonly toolRounds?: number;

  /** Least confidence of an entry. Default `"0.6"`. */
  readonly minConfidence?: Decimal | string;
  /** For entries that name no leverage. Default `"3"`. */
  readonly defaultLeverage?: Decimal | string;
  /** How long an entry with a limit may rest before it is taken back, ms. Default 30 minutes. */
  readonly restingEntryMs?: number;
  /** How long a store may take for an answer, ms; one that takes longer counts as away, and keeps no close waiting. Default 5,000. */
  readonly storeTimeoutMs?: number;
  /** The broker's own risk mode and limits: the judge holds proposals to the same rules, before they become orders. Default: enforced, default limits. */
  readonly risk?: { readonly mode?: 'enforce' | 'observe'; readonly limits?: Partial<RiskLimits> };
  /** How else the judge judges: bands, reward to risk, whether an entry needs a stop. Default: its own. */
  readonly judging?: JudgeTaste;
  /** Why nothing may open now; `null` when it may. Asked before each entry, such as `() => scheduler.opensBlockedBy`. */
  readonly opensBlockedBy?: () => string | null;
  /** Counts what the model costs, such as `costLedger()`; with a daily budget, it stops opens when that is used up. Default: nothing is counted. */
  readonly costs?: CostMeter;
  readonly logger?: Logger;
}
