import type { InstrumentId } from '../../domain/instrument.ts';
import type { Canaries } from './canary.ts';

/** What of the configuration a template's fixed part says. It changes with the configuration, never from cycle to cycle. */
export interface TemplateSettings {
  readonly symbols: readonly InstrumentId[];
  /** Least confidence of an entry, such as `0.6`. */
  readonly minConfidence: string;
  readonly maxLeverage: string;
  /** Initial margin of one position, as a fraction of equity. */
  readonly maxPositionMarginFraction: string;
  readonly maxGrossNotionalMultiple: string;
  readonly maxDailyLoss: string;
  readonly maxDrawdownFraction: string;
  readonly accountCurrency: string;
  /** `observe`: the figures above are told as advice, since nothing is blocked by them. */
  readonly riskMode: 'enforce' | 'observe';
  /** Whether the model may look things up before it answers. */
  readonly hasTools: boolean;
}

/** One version of the prompt's fixed text. A version that has been used is never changed: rows name it. */
export interface PromptTemplate {
  readonly version: string;
  readonly canaries: Canaries;
  /** The system message: rules, schema, example. The same bytes for the same settings. */
  fixed(settings: TemplateSettings): string;
}
