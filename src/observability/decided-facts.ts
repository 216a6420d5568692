import { Decimal } from '../domain/decimal.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { LoggedEvaluation } from '../ports/decision-log.ts';
import { NewestEntries } from './newest-entries.ts';

/** What is remembered of a decision until everything that came of it has ended. */
export interface DecidedFact {
  readonly instrument: InstrumentId;
  readonly confidence: Decimal | null;
  /** Middle of the market when it was decided, else the last price. */
  readonly price: Decimal | null;
  /** The drawdown of the account that the model stated, as a fraction. */
  readonly forecastDrawdown: Decimal | null;
}

/** Decisions that are remembered: those of a week at one of three every five minutes. */
const MOST_DECISIONS = 6_000;

/** What was known when things were decided, by decision. */
export class DecidedFacts {
  readonly #facts = new NewestEntries<DecidedFact>(MOST_DECISIONS);

  of(decisionId: string): DecidedFact | undefined {
    return this.#facts.get(decisionId);
  }

  add({ decisions, judgeView }: Pick<LoggedEvaluation, 'decisions' | 'judgeView'>): void {
    for (const { decisionId, instrument, confidence, proposal } of decisions) {
      this.#facts.set(decisionId, {
        instrument,
        confidence: decimalOf(confidence),
        price: priceOf(judgeView, instrument),
        forecastDrawdown: decimalOf(fieldOf(fieldOf(proposal, 'statedRisk'), 'maxDrawdownFraction')),
      });
    }
  }
}

/** The price of an instrument in what the judge was shown, which is JSON: beside its rules, or by itself. */
function priceOf(judgeView: unknown, instrument: InstrumentId): Decimal | null {
  const symbols = fieldOf(fieldOf(judgeView, 'view') ?? judgeView, 'symbols');
  if (!Array.isArray(symbols)) return null;
  const symbol: unknown = symbols.find((one) => fieldOf(fieldOf(one, 'instrument'), 'id') === instrument);
  const [bid, ask] = [decimalOf(fieldOf(symbol, 'bid')), decimalOf(fieldOf(symbol, 'ask'))];
  if (bid !== null && ask !== null) return bid.add(ask).div(2);
  return decimalOf(fieldOf(symbol, 'last'));
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
  return Reflect.get(value, name);
}

function decimalOf(text: unknown): Decimal | null {
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? new Decimal(text) : null;
}
