import type { Order } from '../domain/order.ts';
import { isBrokerError } from '../errors/index.ts';
import type { BaseBroker, BrokerEventOf, Unsubscribe } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel, ModelReply, ModelRequest } from '../ports/language-model.ts';
import { NewestEntries } from './newest-entries.ts';
import type { ObservedCycle } from './observed-cycle.ts';
import { redactor } from './redactor.ts';

/** A span of OpenTelemetry, as far as it is used. */
export interface TraceSpan {
  setAttribute(name: string, value: string | number | boolean): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(at?: number): void;
}

/** The package @opentelemetry/api, as far as it is used: `import * as api from '@opentelemetry/api'`. */
export interface TraceApi<Span extends TraceSpan, Context> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { startTime: number }, context: Context): Span;
    };
    readonly setSpan: (context: Context, span: Span) => Context;
  };
  readonly ROOT_CONTEXT: Context;
}

/** What {@link TradingTraces} is made of. */
export interface TradingTracesOptions<Span extends TraceSpan, Context> {
  readonly api: TraceApi<Span, Context>;
  readonly clock: Pick<Clock, 'now'>;
  /** What stands in every span, such as the mode. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** Values that may stand in no span. */
  readonly secrets?: readonly string[];
}

/** `SpanStatusCode.ERROR` */
const ERROR = 2;
/** Orders whose span is open: one that rests for days is let go when there are more. */
const MOST_ORDERS = 1_000;

/**
 * Spans of OpenTelemetry for cycles, calls of models and orders. Calls and orders of a cycle are children of its span.
 *
 * The package is yours: it is handed in, and nothing is imported. Hand every status of the scheduler to {@link scheduler}
 * and every report to {@link cycle}, let it {@link watch} the broker, and trade with the {@link model} that it gives back.
 */
export class TradingTraces<Span extends TraceSpan, Context> {
  readonly #api: TraceApi<Span, Context>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #attributes: Readonly<Record<string, string | number | boolean>>;
  readonly #redact: (text: string) => string;
  readonly #orders = new NewestEntries<Span>(MOST_ORDERS);
  #cycle: Span | null = null;

  constructor({ api, clock, attributes = {}, secrets = [] }: TradingTracesOptions<Span, Context>) {
    this.#api = api;
    this.#clock = clock;
    this.#attributes = attributes;
    this.#redact = redactor(secrets).text;
  }

  /** How the scheduler stands, at every change: a cycle begins where it becomes busy. */
  scheduler({ isBusy }: { readonly isBusy: boolean }): void {
    if (isBusy) {
      this.#cycle ??= this.#start('cycle');
      return;
    }
    if (this.#cycle === null) return;
    this.#cycle.setStatus({ code: ERROR, message: 'The cycle ended without a report.' });
    this.#end(this.#cycle);
    this.#cycle = null;
  }

  /** What a cycle came to. */
  cycle(report: ObservedCycle): void {
    const span = this.#cycle ?? this.#start('cycle', {}, report.at);
    const { evaluationId, trigger, status, problem, decisions } = report;
    this.#set(span, { evaluationId, trigger, status, decisions: decisions.length });
    if (status !== 'completed') span.setStatus({ code: ERROR, message: this.#redact(problem ?? status) });
    this.#end(span);
    this.#cycle = null;
  }

  /** The same model, with a span around every question. */
  model(model: LanguageModel): LanguageModel {
    const { provider, model: id, settings } = model;
    return {
      provider,
      model: id,
      ...(settings === undefined ? {} : { settings }),
      complete: (request) => this.#complete(model, request),
    };
  }

  /** Hears the orders of a broker from now on. */
  watch(broker: Pick<BaseBroker, 'on'>): Unsubscribe {
    return broker.on('order.updated', (event) => this.#updated(event));
  }

  /** Ends every span that is open, when the session is closed. */
  end(): void {
    for (const span of this.#orders.drain()) this.#end(span);
    this.scheduler({ isBusy: false });
  }

  async #complete(model: LanguageModel, request: ModelRequest): Promise<ModelReply> {
    const span = this.#start('model call', { provider: model.provider, model: model.model });
    try {
      const reply = await model.complete(request);
      this.#set(span, { finishReason: reply.finishReason, toolCalls: reply.toolCalls.length, origin: reply.origin });
      const { inputTokens, outputTokens } = reply.usage ?? { inputTokens: null, outputTokens: null };
      if (inputTokens !== null) span.setAttribute('brokerkit.inputTokens', inputTokens);
      if (outputTokens !== null) span.setAttribute('brokerkit.outputTokens', outputTokens);
      return reply;
    } catch (error) {
      span.setStatus({ code: ERROR, message: isBrokerError(error) ? error.code : 'unknown' });
      throw error;
    } finally {
      this.#end(span);
    }
  }

  #updated({ order, cause }: BrokerEventOf<'order.updated'>): void {
    const id = order.clientOrderId;
    if (cause.type === 'order.submitted' && !this.#orders.has(id)) this.#begin(order);
    const span = this.#orders.get(id);
    if (span === undefined) return;
    if (order.state === 'unresolved') span.setAttribute('brokerkit.wasUnresolved', true);
    if (!order.isTerminal) return;
    const { state, rejection, cancelReason } = order;
    const reason = rejection?.reason ?? cancelReason ?? null;
    this.#set(span, { state, ...(reason === null ? {} : { reason }) });
    if (state === 'rejected' || state === 'not_placed') span.setStatus({ code: ERROR, message: state });
    this.#end(span);
    this.#orders.delete(id);
  }

  #begin({ clientOrderId, decisionId, instrument, side, type, role }: Order): void {
    const about = { orderId: clientOrderId, instrument, side, type, role };
    const span = this.#start('order', { ...about, ...(decisionId === null ? {} : { decisionId }) });
    const oldest = this.#orders.set(clientOrderId, span);
    if (oldest !== undefined) this.#end(oldest);
  }

  #start(name: string, attributes: Attributes = {}, at: number = this.#clock.now()): Span {
    const { trace, ROOT_CONTEXT } = this.#api;
    const parent = this.#cycle === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, this.#cycle);
    const span = trace.getTracer('brokerkit').startSpan(`brokerkit ${name}`, { startTime: at }, parent);
    this.#set(span, { ...this.#attributes, ...attributes });
    return span;
  }

  #set(span: Span, attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      span.setAttribute(`brokerkit.${name}`, typeof value === 'string' ? this.#redact(value) : value);
    }
  }

  #end(span: Span): void {
    span.end(this.#clock.now());
  }
}

type Attributes = Readonly<Record<string, string | number | boolean>>;
