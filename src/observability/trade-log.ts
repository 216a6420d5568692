import type { RuntimeMode } from '../domain/runtime-mode.ts';
import type { BaseBroker, BrokerEvent, Unsubscribe } from '../ports/broker.ts';
import type { LoggedEvaluation } from '../ports/decision-log.ts';
import { lineOfEvent, TOLD_EVENTS } from './event-lines.ts';
import { NewestEntries } from './newest-entries.ts';
import type { ObservedAlert, ObservedCycle } from './observed-cycle.ts';
import type { LogCategory, StructuredLogger } from './structured-logger.ts';

/** What a {@link TradeLog} writes with. */
export interface TradeLogOptions {
  readonly logger: StructuredLogger;
  readonly mode: RuntimeMode;
}

/** Decisions whose evaluation is remembered: more than can have orders on their way. */
const MOST_DECISIONS = 5_000;

/**
 * Writes what is decided and what comes of it, a line each, so that one search for an id tells a whole story.
 *
 * Hand the evaluations to {@link evaluated} (see `observedStores`) and the lines of orders carry the evaluation, too.
 */
export class TradeLog {
  readonly #logger: StructuredLogger;
  readonly #evaluations = new NewestEntries<string>(MOST_DECISIONS);

  constructor({ logger, mode }: TradeLogOptions) {
    this.#logger = logger.with({ mode });
  }

  /** Writes the events of a broker from now on. */
  watch(broker: Pick<BaseBroker, 'on'>): Unsubscribe {
    const ends = TOLD_EVENTS.map((type) => broker.on(type, (event) => this.told(event)));
    return () => {
      for (const end of ends) end();
    };
  }

  /** A question to a model and what it decided, before anything is done. */
  evaluated(evaluation: LoggedEvaluation): void {
    const { evaluationId, trigger, provider, model, usage, costUsd, finishReason, abstained, decisions } = evaluation;
    const about = { evaluationId, trigger, provider, model, usage, costUsd, finishReason };
    this.#write('trade.intent', abstained === null ? 'info' : 'warn', 'The model answered.', { ...about, abstained });
    for (const { decisionId, action, instrument, confidence } of decisions) {
      this.#evaluations.set(decisionId, evaluationId);
      const fields = { evaluationId, decisionId, instrument, action, confidence };
      this.#write('trade.intent', 'info', `The model decided: ${action} ${instrument}.`, fields);
    }
  }

  /** What a cycle came to. */
  cycle(report: ObservedCycle): void {
    const { evaluationId, trigger, status, problem, notes, durations, decisions } = report;
    for (const { decisionId, instrument, action, outcome, rule, message, clientOrderIds } of decisions) {
      this.#evaluations.set(decisionId, evaluationId);
      const fields = { evaluationId, decisionId, instrument, action, outcome, rule, clientOrderIds };
      this.#write('trade.execution', 'info', `${outcome}: ${message === '' ? `${action} ${instrument}` : message}`, {
        ...fields,
        ...(clientOrderIds[0] === undefined ? {} : { orderId: clientOrderIds[0] }),
      });
    }
    const about = { evaluationId, trigger, status, problem, notes, durations, decisions: decisions.length };
    if (status === 'completed') this.#write('trade.intent', 'info', 'A cycle ended.', about);
    else this.#write('system.error', 'error', `A cycle came to nothing: ${problem ?? status}`, about);
  }

  /** Something that a person should look at. */
  alert({ kind, message, at }: ObservedAlert): void {
    this.#write('system.error', 'error', message, { alert: kind, at });
  }

  /** One event of a broker. */
  told(event: BrokerEvent): void {
    const line = lineOfEvent(event);
    if (line === null) return;
    const { decisionId } = line.fields;
    const evaluationId = typeof decisionId === 'string' ? this.#evaluations.get(decisionId) : undefined;
    const found = evaluationId === undefined ? {} : { evaluationId };
    this.#write(line.category, line.level, line.message, { ...found, ...line.fields });
  }

  #write(
    category: LogCategory,
    level: 'info' | 'warn' | 'error',
    message: string,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    this.#logger[level](message, { category, ...fields });
  }
}
