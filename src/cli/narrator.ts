import type { ClosedPosition } from '../domain/account.ts';
import { type Decision, isEntry } from '../domain/decision.ts';
import type { Fill } from '../domain/fill.ts';
import type { Order } from '../domain/order.ts';
import type { BaseBroker } from '../ports/broker.ts';
import type { Strategy, StrategyAnswer, StrategyContext } from '../ports/strategy.ts';
import type { Screen } from './screen.ts';
import { figure, moment, money } from './wording.ts';

/** Lines after which a long run is told by its progress and its report alone. */
const MOST_LINES = 240;

const CLOSED_BY: Readonly<Record<ClosedPosition['closedBy'], string>> = {
  order: 'closed',
  stop_loss: 'stop',
  take_profit: 'target',
  liquidation: 'LIQUIDATED',
  adl: 'deleveraged',
};

/** Tells a run as it happens: decisions, orders, fills, equity. */
export class Narrator {
  readonly #screen: Screen;
  #lines = 0;
  #broker: BaseBroker | null = null;
  #equityDue = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The same strategy, told of as it decides. */
  tell(strategy: Strategy): Strategy {
    return (context) => {
      const { at } = context;
      if (this.#broker === null) this.#listen(context.broker);
      for (const order of context.lastOrders) this.#refusal(at, order);
      if (this.#equityDue) return this.#equityFirst(context, strategy);
      const answer = strategy(context);
      if (answer instanceof Promise) return this.#toldLater(at, answer);
      if (answer !== undefined) this.#decisions(at, answer);
      return answer;
    };
  }

  async #equityFirst(context: StrategyContext, strategy: Strategy): Promise<StrategyAnswer> {
    this.#equityDue = false;
    const { equity } = await context.account.getBalance();
    this.#say(context.at, '', this.#screen.paint('bold', `equity ${money(equity)}`));
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
    broker.on('position.closed', ({ closed }) => this.#closed(closed));
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
    const guards = isEntry(decision)
      ? `  stop ${decision.stop?.toString() ?? '–'}  target ${decision.target?.toString() ?? '–'}`
      : '';
    const word = this.#screen.paint(action === 'buy' ? 'green' : action === 'sell' ? 'red' : 'cyan', action.padEnd(5));
    const why = this.#screen.paint('dim', reasons.join(' '));
    this.#say(at, instrument, `${word}  ${Math.round(confidence * 100)} % sure${guards}  ${why}`);
  }

  #fill(order: Order, fill: Fill): void {
    const role = order.role === 'entry' ? '' : ` (${order.role.replace('_', ' ')})`;
    const text = `filled ${fill.side} ${figure(fill.quantity)} at ${figure(fill.price)}${role}, fee ${money(fill.fee)} ${fill.feeCurrency}`;
    this.#say(fill.at, fill.instrument, `   ${text}`);
  }

  #closed(closed: ClosedPosition): void {
    const color = closed.netPnl.isNegative() ? 'red' : 'green';
    const result = this.#screen.paint(color, `${money(closed.netPnl, 'signed')} net`);
    this.#say(closed.closedAt, closed.instrument, `   ${closed.side} ${CLOSED_BY[closed.closedBy]}: ${result}`);
    this.#equityDue = true;
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
