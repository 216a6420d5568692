import type { Denial } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { OrderAmendment, PositionKey } from '../domain/order-intent.ts';
import { isBrokerError } from '../errors/index.ts';
import type { LedgerView, OrderInterceptor, RingContext, RingResult } from '../ports/interceptor.ts';
import type { Logger } from '../ports/logger.ts';
import { isPromise } from '../ports/maybe-promise.ts';

type Command = 'place' | 'amend' | 'cancel' | 'setLeverage';

/**
 * The interceptors around every command, the first outermost.
 *
 * A step that throws stops a command that opens and lets one that reduces pass: nothing of ours may bar the way out.
 */
export class OrderRing {
  readonly interceptors: readonly OrderInterceptor[];
  readonly #byCommand: Readonly<Record<Command, readonly OrderInterceptor[]>>;
  readonly #ticking: readonly OrderInterceptor[];
  readonly #observing: readonly OrderInterceptor[];
  readonly #logger: Logger;

  constructor(interceptors: readonly OrderInterceptor[], logger: Logger) {
    this.interceptors = interceptors;
    this.#logger = logger;
    const having = (command: Command) => interceptors.filter((interceptor) => interceptor[command] !== undefined);
    this.#byCommand = {
      place: having('place'),
      amend: having('amend'),
      cancel: having('cancel'),
      setLeverage: having('setLeverage'),
    };
    this.#ticking = interceptors.filter(({ tick }) => tick !== undefined);
    this.#observing = interceptors.filter(({ observe }) => observe !== undefined);
  }

  place(order: Order, send: () => RingResult, context: RingContext): RingResult {
    const steps = this.#byCommand.place;
    return this.#pass(steps, (step, next) => step.place?.(order, next, context), 0, send, context);
  }

  /** The first denial that would meet an order now, without a trace. */
  preview(order: Order, context: RingContext): Denial | null {
    for (const interceptor of this.interceptors) {
      const denial = interceptor.preview?.(order, context) ?? null;
      if (denial !== null) return denial;
    }
    return null;
  }

  amend(order: Order, change: OrderAmendment, send: () => RingResult, context: RingContext): RingResult {
    const steps = this.#byCommand.amend;
    return this.#pass(steps, (step, next) => step.amend?.(order, change, next, context), 0, send, context);
  }

  cancel(order: Order, send: () => RingResult, context: RingContext): RingResult {
    const steps = this.#byCommand.cancel;
    return this.#pass(steps, (step, next) => step.cancel?.(order, next, context), 0, send, context);
  }

  setLeverage(position: PositionKey, leverage: number, send: () => RingResult, context: RingContext): RingResult {
    const steps = this.#byCommand.setLeverage;
    return this.#pass(steps, (step, next) => step.setLeverage?.(position, leverage, next, context), 0, send, context);
  }

  /** Tells every interceptor, none of which can break the others. */
  observe(order: Order, event: OrderEvent): void {
    for (const interceptor of this.#observing) {
      try {
        interceptor.observe?.(order, event);
      } catch (error) {
        this.#failed(interceptor, 'observe', error);
      }
    }
  }

  tick(ledger: LedgerView): void {
    for (const interceptor of this.#ticking) {
      try {
        interceptor.tick?.(ledger);
      } catch (error) {
        this.#failed(interceptor, 'tick', error);
      }
    }
  }

  #failed(interceptor: OrderInterceptor, what: string, error: unknown): void {
    this.#logger.error(`The interceptor ${interceptor.name} failed in ${what}.`, { error: String(error) });
  }

  #pass(
    steps: readonly OrderInterceptor[],
    run: (interceptor: OrderInterceptor, next: () => RingResult) => RingResult,
    index: number,
    send: () => RingResult,
    context: RingContext,
  ): RingResult {
    const interceptor = steps[index];
    if (interceptor === undefined) return send();
    const passage: Passage = { isTaken: false, result: undefined };
    const next = (): RingResult => {
      // A step that calls twice does not send twice, not even when the first time ended in an error.
      if (passage.isTaken) return passage.result;
      passage.isTaken = true;
      try {
        passage.result = this.#pass(steps, run, index + 1, send, context);
      } catch (error) {
        passage.result = Promise.reject(error);
      }
      return passage.result;
    };
    let answer: RingResult;
    try {
      answer = run(interceptor, next);
    } catch (error) {
      answer = Promise.reject(error);
    }
    // Most steps hand on what they were given: there is nothing of theirs left to wait for, or to fail.
    if (passage.isTaken && (answer === undefined || answer === passage.result)) return passage.result;
    if (answer !== undefined && !isPromise(answer)) return answer;
    return this.#guard(interceptor, answer, next, passage, context);
  }

  async #guard(
    interceptor: OrderInterceptor,
    answer: RingResult,
    next: () => RingResult,
    passage: Passage,
    context: RingContext,
  ): Promise<Denial | undefined> {
    try {
      const denial = await answer;
      // A step that neither passes nor denies has forgotten to answer; the way out is not its to close.
      if (denial === undefined && !passage.isTaken) {
        return context.direction === 'reduces' ? await next() : stopped(interceptor, undefined);
      }
      return denial;
    } catch (error) {
      const { isTaken } = passage;
      // What lies further in has failed, or has an answer that this step may not hide.
      const further = isTaken ? await passage.result : undefined;
      this.#logger.error(`The interceptor ${interceptor.name} failed.`, { error: String(error) });
      if (isTaken) return further;
      return context.direction === 'reduces' ? next() : stopped(interceptor, error);
    }
  }
}

/** Whether a step has let its command on, and what came of it. */
interface Passage {
  isTaken: boolean;
  result: RingResult;
}

function stopped(interceptor: OrderInterceptor, error: unknown): Denial {
  const figures = { interceptor: interceptor.name };
  if (isBrokerError(error) && error.code.startsWith('store/')) {
    const message = 'The order could not be written down before it is sent, so it is not sent.';
    return { code: 'journal_unavailable', message, figures, nearest: null };
  }
  const message = `The step ${interceptor.name} on the way to the venue failed, so the order is not sent.`;
  return { code: 'stopped_by_interceptor', message, figures, nearest: null };
}
