import type { ClosedPosition } from '../domain/account.ts';
import type { Decision } from '../domain/decision.ts';
import type { Fill } from '../domain/fill.ts';
import type { Order } from '../domain/order.ts';
import type { TakeProfit } from '../domain/order-intent.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { Strategy, StrategyAnswer, StrategyContext } from '../ports/strategy.ts';
import type { Screen } from './screen.ts';
import { figure, moment, money } from './wording.ts';

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

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The same strategy, told of as it decides. */
  tell(strategy: Strategy): Strategy {
    return (context) => {
      const { at } = context;
      if (this.#broker === null) this.#listen(context.broker);
      for (const order of context.lastOrders) this.#refusal(at, order);
      if (this.#exits.length > 0) return this.#exitsFirst(context, strategy);
      const answer = strategy(context);
      if (answer instanceof Promise) return this.#toldLater(at, answer);
      if (answer !== undefined) this.#decisions(at, answer);
      return answer;
    };
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
    const decisions = (await answer) ?? undefined;
    if (decisions !== undefined) this.#decisions(at, decisions);
    return decisions;
  }

  #listen(broker: BaseBroker): void {
    this.#broker = broker;
    broker.on('order.filled', ({ order, fill }) => this.#fill(order, fill));
    broker.on('position.closed', ({ closed }) => this.#exits.push(closed));
    broker.on('trading.paused', ({ at, reason }) =>
      this.#say(at, '', this.#screen.paint('yellow', `paused: ${reason}`)),
    );
    broker.on('trading.resumed', ({ at, reason }) => this.#say(at, '', `resumed: ${reason}`));
  }

  #decisions(at: number, answer: NonNullable<StrategyAnswer>): void {
    for (const wish of answer) if ('action' in wish) this.#decision(at, wish);
  }

  #decision(at: number, decision: Decision): void {
    const { action, instrument, confidence, reasons } = decision;
    if (action === 'hold' || action === 'no_entry') return;
    const word = this.#screen.paint(action === 'buy' ? 'green' : action === 'sell' ? 'red' : 'cyan', action.padEnd(5));
    const why = this.#screen.paint('dim', reasons.join(' '));
    this.#say(at, instrument, `${word} ${Math.round(confidence * 100)} % sure  ${why}`);
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
