import { z } from 'zod';
import type { DecimalInput } from '../domain/decimal.ts';
import { type InstrumentId, toInstrumentId } from '../domain/instrument.ts';
import type { RiskLimits } from '../domain/risk.ts';
import { currency, leverage, milliseconds, notNegative, positive, risk, share01, wholeNumber } from './fields.ts';
import { refusedConfig } from './problems.ts';
import { DEFAULT_SYMBOLS } from './symbol-lists.ts';

/** What of judging is a matter of taste. Distances are the larger price over the smaller, less 1. */
export interface JudgingConfig {
  /** Whether an entry needs a stop. Default `optional`. */
  readonly stop?: 'required' | 'optional';
  /** Least reward over risk, both from the live price. Default `null`: none. */
  readonly minRewardToRisk?: DecimalInput | null;
  /** How far from the live price a stop, target or limit may be; nearer or farther is refused. */
  readonly bands?: {
    /** Default `"0.0005"`. */
    readonly minStopDistance?: DecimalInput;
    /** Default `"0.3"`. */
    readonly maxStopDistance?: DecimalInput;
    /** Default `"0.0005"`. */
    readonly minTargetDistance?: DecimalInput;
    /** Default `"1"`. */
    readonly maxTargetDistance?: DecimalInput;
    /** Default `"0.1"`. */
    readonly maxLimitDistance?: DecimalInput;
  };
  /** Older prices open nothing, ms. Default 60000. */
  readonly maxQuoteAgeMs?: number;
  /** Part of the price by which a market order may fill worse, set aside when margin is counted. Default `"0.001"`. */
  readonly slippageAllowance?: DecimalInput;
  /** How far actual risk may exceed stated risk before it is told, as a fraction of it. Default `"0.1"`. */
  readonly statedRiskTolerance?: DecimalInput;
  /** Of entries in swaps. Default `cross`. */
  readonly marginMode?: 'cross' | 'isolated';
}

/** Everything about a pipeline that is plain data. Every field has a default. */
export interface PipelineConfig {
  /** What the model may trade; only these are in the prompt. Default: the swaps of BTC and ETH against USDT. */
  readonly symbols?: readonly InstrumentId[];
  /** Default `USDT`. */
  readonly accountCurrency?: string;
  /** Between the beginnings of two cycles, ms, from 1000 up. Default 600000, ten minutes. */
  readonly intervalMs?: number;
  /** Up to so much is added to each interval, ms, so that instances do not beat in step. Default 0. */
  readonly jitterMs?: number;
  /** Model failures in a row after which nothing opens until the model answers again. Default 3. */
  readonly safeModeAfter?: number;
  /** Least confidence of an entry, 0 to 1. Default `"0.6"`. */
  readonly minConfidence?: DecimalInput;
  /** For entries that name no leverage. Default `"3"`. */
  readonly defaultLeverage?: DecimalInput;
  /** How long an entry with a limit may rest before it is taken back, ms. Default: three intervals. */
  readonly restingEntryMs?: number;
  /** How long a store may take for an answer, ms; one that takes longer counts as away, and keeps no close waiting. Default 5000. */
  readonly storeTimeoutMs?: number;
  /** As the broker has it: the judge holds proposals to the same rules before they become orders. Default: the default limits, enforced. */
  readonly risk?: { readonly mode?: 'enforce' | 'observe'; readonly limits?: Partial<RiskLimits> };
  /** What models may cost a day, UTC, in US dollars; from there on nothing opens. Default: no bound. */
  readonly dailyBudgetUsd?: DecimalInput | null;
  /** Lengths of bars in the prompt, ms, shortest first. Default 5 minutes, 1 hour, 4 hours. */
  readonly frames?: readonly number[];
  /** Most tokens of a prompt. Default 24000. */
  readonly budgetTokens?: number;
  /** Of the model, 0 to 2. Default: the model's own. */
  readonly temperature?: number;
  /** Most tokens of a reply. Default: the model's own. */
  readonly maxOutputTokens?: number;
  /** How the judge judges besides limits and confidence; docs/judging.md. */
  readonly judging?: JudgingConfig;
  /** Turns in which a model may mend a reply that cannot be used. Default 1. */
  readonly corrections?: number;
  /** Rounds in which the model may look things up before it answers. Default 0: it may not. */
  readonly toolRounds?: number;
}

/** The schema of {@link JudgingConfig}. */
export const judgingSchema = z.strictObject({
  stop: z.enum(['required', 'optional']).exactOptional(),
  minRewardToRisk: positive.nullable().exactOptional(),
  bands: z
    .strictObject({
      minStopDistance: notNegative.exactOptional(),
      maxStopDistance: positive.exactOptional(),
      minTargetDistance: notNegative.exactOptional(),
      maxTargetDistance: positive.exactOptional(),
      maxLimitDistance: positive.exactOptional(),
    })
    .exactOptional(),
  maxQuoteAgeMs: milliseconds.exactOptional(),
  slippageAllowance: notNegative.exactOptional(),
  statedRiskTolerance: notNegative.exactOptional(),
  marginMode: z.enum(['cross', 'isolated']).exactOptional(),
});

/** The schema of {@link PipelineConfig}. */
export const pipelineSchema = z.strictObject({
  symbols: z
    .array(z.string().min(1).transform(toInstrumentId))
    .min(1, 'must name at least one instrument; leave it out for BTC and ETH')
    .default([...DEFAULT_SYMBOLS]),
  accountCurrency: currency.default('USDT'),
  intervalMs: z.int().min(1_000, 'must be at least 1000, a second').default(600_000),
  jitterMs: wholeNumber.default(0),
  safeModeAfter: z.int().positive().default(3),
  minConfidence: share01.prefault('0.6'),
  defaultLeverage: leverage.prefault('3'),
  restingEntryMs: milliseconds.exactOptional(),
  storeTimeoutMs: milliseconds.default(5_000),
  risk,
  dailyBudgetUsd: positive.nullable().default(null),
  frames: z
    .array(milliseconds)
    .min(1, 'must name at least one length of bars')
    .refine((list) => list.every((ms, index) => index === 0 || ms > list[index - 1]!), {
      message: 'must go from the shortest to the longest, each once',
    })
    .exactOptional(),
  budgetTokens: z.int().positive().default(24_000),
  temperature: z.number().min(0).max(2).exactOptional(),
  maxOutputTokens: z.int().positive().exactOptional(),
  judging: judgingSchema.exactOptional(),
  corrections: wholeNumber.default(1),
  toolRounds: wholeNumber.default(0),
});

/** A {@link PipelineConfig} with its defaults. */
export type ParsedPipelineConfig = z.output<typeof pipelineSchema>;

/** Reads a configuration. @throws {ConfigurationError} `config/invalid` naming every field that cannot be used, unknown ones too. */
export function parsePipelineConfig(input: PipelineConfig): ParsedPipelineConfig {
  const result = pipelineSchema.safeParse(input);
  if (result.success) return result.data;
  throw refusedConfig('pipeline', result.error);
}
