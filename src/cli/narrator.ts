import type { ClosedPosition } from '../domain/account.ts';
import type { DecisionSummary } from '../domain/decision.ts';
import type { Fill } from '../domain/fill.ts';
import type { Order } from '../domain/order.ts';
import type { TakeProfit } from '../domain/order-intent.ts';
import type { CycleReport } from '../pipeline/cycle/cycle-report.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { DecisionFinding, SettledDecision, Strategy, StrategyAnswer, StrategyContext } from '../ports/strategy.ts';
import type { Screen } from './screen.ts';
import { figure, moment, money, oneLine } from './wording.ts';

/** Lines after which a long run is told by its progress and its report alone. */
const MOST_LINES = 600;

const CLOSED_BY: Readonly<Record<ClosedPosition['closedBy'], string>> = {
  order: 'decision',
  stop_loss: 'stop',
  take_profit: 'target',
  liquidation: 'liquidation',
  adl: 'deleveraging',
};

/** Tells a run as it happens: decisions, orders, fills, equity. */
export class Narrator {
  readonly #screen: Screen;
  /** As it was told last; empty before the first exit. */
  equity = '';
  #lines = 0;
  #broker: BaseBroker | null = null;
  /** Closed since the strategy was asked last; they are told with the equity that they left. */
  readonly #exits: ClosedPosition[] = [];
  /** Filled while the strategy was being asked: by decisions that it carries out itself, and tells of afterwards. */
  #early: { readonly order: Order; readonly fill: Fill }[] = [];
  #isAsking = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The same strategy, told of as it decides. */
  tell(strategy: Strategy): Strategy {
    const told: Strategy = (context) => {
      const { at } = context;
      if (this.#broker === null) this.#listen(context.broker);
      for (const order of context.lastOrders) this.#refusal(at, order);
      if (this.#exits.length > 0) return this.#exitsFirst(context, strategy);
      const answer = strategy(context);
      if (answer instanceof Promise) return this.#toldLater(at, answer);
      if (answer !== undefined) this.#answer(at, answer);
      return answer;
    };
    const { end } = strategy;
    return end === undefined ? told : Object.assign(told, { end: () => end.call(strategy) });
  }

  /** Tells of a cycle that came to no decision. */
  trouble({ at, status, problem }: CycleReport): void {
    if (status === 'completed') return;
    const what = status === 'failed' ? 'the cycle broke off' : 'abstained';
    this.#say(at, '', this.#screen.paint('yellow', `${what}: ${oneLine(problem ?? '')}`));
  }

  async #exitsFirst(context: StrategyContext, strategy: Strategy): Promise<StrategyAnswer> {
    const { equity } = await context.account.getBalance();
    this.equity = `equity ${money(equity)}`;
    this.#exits.splice(0).forEach((closed, index, all) => {
      this.#exit(closed, index === all.length - 1 ? `, ${this.#screen.paint('bold', this.equity)}` : '');
    });
    return this.#toldLater(context.at, strategy(context));
  }

  async #toldLater(at: number, answer: ReturnType<Strategy>): Promise<StrategyAnswer> {
    this.#isAsking = true;
    let wishes: StrategyAnswer;
    try {
      wishes = (await answer) ?? undefined;
    } finally {
      this.#isAsking = false;
    }
    if (wishes !== undefined) this.#answer(at, wishes);
    for (const { order, fill } of this.#early.splice(0)) this.#fill(order, fill);
    return wishes;
  }

  #listen(broker: BaseBroker): void {
    this.#broker = broker;
    broker.on('order.filled', ({ order, fill }) => {
      if (this.#isAsking) this.#early.push({ order, fill });
      else this.#fill(order, fill);
    });
    broker.on('position.closed', ({ closed }) => this.#exits.push(closed));
    broker.on('trading.paused', ({ at, reason }) =>
      this.#say(at, '', this.#screen.paint('yellow', `paused: ${reason}`)),
    );
    broker.on('trading.resumed', ({ at, reason }) => this.#say(at, '', `resumed: ${reason}`));
  }

  #answer(at: number, answer: NonNullable<StrategyAnswer>): void {
    for (const wish of answer) {
      if ('settled' in wish) this.#settled(at, wish);
      else if ('action' in wish) this.#decision(at, wish);
    }
  }

  #decision(at: number, decision: DecisionSummary): void {
    const { action, instrument, confidence, reasons } = decision;
    if (action === 'hold' || action === 'no_entry') return;
    const word = this.#screen.paint(action === 'buy' ? 'green' : action === 'sell' ? 'red' : 'cyan', action.padEnd(5));
    // What was to be done, and why; the report has the rest.
    const why = this.#screen.paint('dim', oneLine(reasons.slice(0, 2).join(' ')));
    this.#say(at, instrument, `${word} ${Math.round(confidence * 100)} % sure  ${why}`);
  }

  /** What was decided, what the judge made of it, and what came of that. */
  #settled(at: number, { settled, outcome, orders, reason, findings }: SettledDecision): void {
    if (settled.action === 'hold' || settled.action === 'no_entry') return;
    this.#decision(at, settled);
    for (const finding of findings) this.#finding(at, settled.instrument, finding);
    const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    const isTold = findings.some(({ effect }) => effect === 'refuse');
    // A refusal of the ring or of the exchange is told when the next bar begins, with the order that it is about.
    if (reason !== null && !isTold && ids.size === 0) {
      this.#say(at, settled.instrument, this.#warning(`${outcome} by ${reason.code}: ${oneLine(reason.message)}`));
    }
    const mine = this.#early.filter(({ order }) => ids.has(order.clientOrderId));
    this.#early = this.#early.filter(({ order }) => !ids.has(order.clientOrderId));
    for (const { order, fill } of mine) this.#fill(order, fill);
  }

  #finding(at: number, instrument: string, { rule, effect, message, before, after }: DecisionFinding): void {
    const change = before === null || after === null ? '' : ` ${before} → ${after}`;
    const word = effect === 'refuse' ? 'refused' : effect === 'clamp' ? 'clamped' : 'noted';
    const text = `${word} by ${rule}${change}: ${oneLine(message)}`;
    this.#say(at, instrument, effect === 'flag' ? `   ${this.#screen.paint('dim', text)}` : this.#warning(text));
  }

  #fill(order: Order, fill: Fill): void {
    const type = order.type.replaceAll('_', ' ');
    const { stopLoss, takeProfit } = order.protection ?? {};
    const stop = stopLoss === undefined ? '' : `, stop ${stopLoss.trigger.price.toString()}`;
    const target = takeProfit === undefined ? '' : `, target ${targetOf(takeProfit)}`;
    const text = `${type} ${fill.side} filled: ${figure(fill.quantity)} at ${figure(fill.price)}${stop}${target}, fee ${money(fill.fee)}`;
    this.#say(fill.at, fill.instrument, `   ${text}`);
  }

  #exit(closed: ClosedPosition, equity: string): void {
    const result = this.#screen.paint(closed.netPnl.isNegative() ? 'red' : 'green', money(closed.netPnl, 'signed'));
    const text = `${closed.side} ended by ${CLOSED_BY[closed.closedBy]}: ${result} net${equity}`;
    this.#say(closed.closedAt, closed.instrument, `   ${text}`);
  }

  #refusal(at: number, order: Order): void {
    if (order.state === 'denied') this.#say(at, order.instrument, this.#warning(`denied: ${order.denial.message}`));
    if (order.state === 'rejected') {
      const { reason, venueMessage } = order.rejection;
      this.#say(at, order.instrument, this.#warning(`rejected: ${reason} (${venueMessage})`));
    }
  }

  #warning(text: string): string {
    return `   ${this.#screen.paint('yellow', text)}`;
  }

  #say(at: number, instrument: string, text: string): void {
    this.#lines += 1;
    if (this.#lines > MOST_LINES) return;
    this.#screen.line(`${this.#screen.paint('dim', moment(at))}  ${instrument.padEnd(13)}  ${text}`);
    if (this.#lines === MOST_LINES) this.#screen.line('… and so on: the report tells of all.');
  }
}

function targetOf(takeProfit: TakeProfit): string {
  return ('resting' in takeProfit ? takeProfit.resting : takeProfit.trigger.price).toString();
}
