import { type Answer, answered, refused } from '../envelope.ts';
import type { ListedInstrument } from '../listed-instrument.ts';
import type { MockCore } from '../mock-core.ts';
import { type OkxCode, refuse } from '../okx-codes.ts';
import type { ExecutionTwist } from '../order-desk.ts';
import { textOf, type WireRow } from '../wire.ts';
import { type Delivery, delivered, replacesAnswer, spoiled } from './delivery.ts';
import type { DueFault, FaultableCall } from './mock-faults.ts';

/** A call that may be hit. */
export interface FaultyCall extends FaultableCall {
  /** Names the call and what it asks, for the answers of former ones. */
  readonly key: string;
  readonly items: readonly WireRow[];
  readonly query: WireRow;
  /** What may refuse it: signature, limits. */
  admit(): Answer | null;
  /** Carries it out. */
  run(twist: ExecutionTwist): Answer;
}

/** Former answers that are kept for stale ones. */
const REMEMBERED = 200;
const DELAY_MS = 1000;
const SKEW_MS = 45_000;

/** Carries out calls, with the faults that hit them. */
export class FaultyRun {
  readonly #core: MockCore;
  readonly #former = new Map<string, Answer>();
  readonly #held: (() => void)[] = [];

  constructor(core: MockCore) {
    this.#core = core;
  }

  async carryOut(call: FaultyCall, due: DueFault | null): Promise<{ delivery: Delivery; answer: Answer | null }> {
    if (due?.kind === 'clock_skew') this.#core.clock.advance(due.options.skewMs ?? SKEW_MS);
    const denied = call.admit();
    if (denied !== null) return { delivery: delivered(denied), answer: denied };
    if (due === null) {
      const answer = this.#run(call, {});
      return { delivery: delivered(answer), answer };
    }
    return due.when === 'before_execution' ? this.#before(call, due) : this.#after(call, due);
  }

  async #before(call: FaultyCall, due: DueFault): Promise<{ delivery: Delivery; answer: Answer | null }> {
    const { kind, options } = due;
    if (replacesAnswer(kind)) {
      return { delivery: spoiled(refused(refuse('50026')), kind, options.code), answer: null };
    }
    if (kind === 'late_execution') {
      this.#core.clock.schedule(options.delayMs ?? DELAY_MS, () => this.#run(call, {}));
      return { delivery: { type: 'reset' }, answer: null };
    }
    const answer = await this.#answerOf(call, due);
    return { delivery: delivered(answer), answer };
  }

  async #after(call: FaultyCall, due: DueFault): Promise<{ delivery: Delivery; answer: Answer | null }> {
    const { kind, options } = due;
    if (!replacesAnswer(kind) && !LATE.has(kind)) {
      const answer = await this.#answerOf(call, due);
      return { delivery: delivered(answer), answer };
    }
    const answer = this.#run(call, {});
    if (kind === 'delay') await this.#wait(options.delayMs ?? DELAY_MS);
    if (kind === 'liquidation') this.#force(call, 'full_liquidation');
    if (kind === 'adl') this.#force(call, 'adl');
    if (kind === 'instrument_suspended') this.#suspend(call);
    return { delivery: spoiled(answer, kind, options.code), answer };
  }

  /** The answer under a fault that changes what happens rather than what is heard of it. */
  async #answerOf(call: FaultyCall, { kind, options }: DueFault): Promise<Answer> {
    const isRead = call.target.startsWith('read_');
    switch (kind) {
      case 'delay':
        await this.#wait(options.delayMs ?? DELAY_MS);
        return this.#run(call, {});
      case 'duplicate': {
        const answer = this.#run(call, {});
        if (isRead) return withData(answer, (data) => data.flatMap((row) => [row, row]));
        this.#run(call, {});
        return answer;
      }
      case 'reorder':
        if (isRead) return withData(this.#run(call, {}), (data) => [...data].reverse());
        await this.#hold(options.delayMs ?? DELAY_MS);
        return this.#run(call, {});
      case 'instrument_suspended': {
        const listed = this.#listed(call);
        const before = listed?.state ?? 'live';
        if (listed !== undefined) listed.state = 'suspend';
        const answer = this.#run(call, {});
        if (listed !== undefined) listed.state = before;
        return answer;
      }
      case 'insufficient_margin':
        return itemsRefused(call, '51008', '1000');
      case 'partial_fill':
        return this.#run(call, { partial: true });
      case 'lost_algo':
        return this.#run(call, { losesProtection: true });
      case 'liquidation':
        this.#force(call, 'full_liquidation');
        return this.#run(call, {});
      case 'adl':
        this.#force(call, 'adl');
        return this.#run(call, {});
      case 'stale_snapshot':
        return this.#former.get(call.key) ?? this.#run(call, {});
      default:
        return this.#run(call, {});
    }
  }

  #run(call: FaultyCall, twist: ExecutionTwist): Answer {
    const answer = call.run(twist);
    if (call.target.startsWith('read_')) {
      this.#former.delete(call.key);
      this.#former.set(call.key, answer);
      const [oldest] = this.#former.keys();
      if (this.#former.size > REMEMBERED && oldest !== undefined) this.#former.delete(oldest);
    } else {
      this.#core.faults.executed(call);
      for (const release of this.#held.splice(0)) release();
    }
    return answer;
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#core.clock.schedule(delayMs, resolve);
    });
  }

  /** Until another command has been executed, or until it has taken long enough. */
  #hold(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#core.clock.schedule(delayMs, resolve);
      this.#held.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #listed({ items, query }: FaultyCall): ListedInstrument | undefined {
    const source = items[0] ?? query;
    const named =
      this.#core.board.get(textOf(source, 'instId')) ?? this.#core.board.byCode(textOf(source, 'instIdCode'));
    return named ?? this.#core.positions.known()[0]?.listed;
  }

  #suspend(call: FaultyCall): void {
    const listed = this.#listed(call);
    if (listed !== undefined) this.#core.market.setState(listed.instId, 'suspend');
  }

  #force(call: FaultyCall, category: 'adl' | 'full_liquidation'): void {
    const listed = this.#listed(call);
    if (listed !== undefined) this.#core.force(listed.instId, category);
  }
}

/** Faults that happen once the command has been executed. */
const LATE: ReadonlySet<string> = new Set(['delay', 'liquidation', 'adl', 'instrument_suspended']);

function withData(answer: Answer, change: (data: Answer['envelope']['data']) => Answer['envelope']['data']): Answer {
  return { status: answer.status, envelope: { ...answer.envelope, data: change(answer.envelope.data) } };
}

/** Every item of a command is refused with a code; a read has nothing to refuse. */
function itemsRefused({ items, target }: FaultyCall, code: OkxCode, subCode: string): Answer {
  if (target.startsWith('read_')) return answered([]);
  const { message } = refuse(code);
  const data = items.map((item) => ({
    ordId: '',
    clOrdId: textOf(item, 'clOrdId'),
    tag: textOf(item, 'tag'),
    sCode: code,
    sMsg: message,
    subCode,
  }));
  return { status: 200, envelope: { code: '1', msg: 'All operations failed', data } };
}
