import type { FaultKind, FaultMoment, FaultOptions } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import type { StreamFault } from '../../../../src/testing/mock-okx/ws/stream-faults.ts';
import { SWAP } from '../exchange-books.ts';
import type { OkxBench } from '../okx-bench.ts';
import type { MatrixCommand } from './commands.ts';

/** How often a fault has happened so far. */
export type Fired = () => number;

/** Where a fault strikes. */
export interface Cell {
  readonly command: MatrixCommand;
  readonly moment: FaultMoment;
}

/** Something that goes wrong, at any of the moments of any command. */
export interface MatrixFault {
  readonly name: string;
  /** Why it cannot happen to a command at a moment; `null` where it can. */
  cannot?(cell: Cell): string | null;
  /** Whether it keeps news back for good, so that only a comparison can find out. */
  readonly hidesNews?: true;
  /** Sees to it that it happens; called right before the command is given. */
  arm(bench: OkxBench, cell: Cell): Fired;
}

/** How long a read takes that something happens during, ms. */
const SLOW_READ_MS = 300;
/** How much later than the answer the streams tell, ms. */
const SLOW_PUSH_MS = 1_500;

/** Of the command's own call, or of the reads that find out about it. */
export function atCall(kind: FaultKind, options: FaultOptions = {}): MatrixFault['arm'] {
  return ({ mock }, { command, moment }) => {
    if (moment !== 'read_back') {
      // The answer is judged before the streams can tell better.
      if (moment === 'after_execution') slowStream(mock);
      const record = mock.faults.failNext(command.target, kind, { ...options, when: moment });
      return () => record.fired;
    }
    loseAnswer(mock, command);
    const record = mock.faults.failNext(command.target, kind, { times: 4, ...options, when: 'read_back' });
    return () => record.fired;
  };
}

/** Something that happens by itself: before the command leaves, when it was executed, or while that is read. */
export function happening(strike: (bench: OkxBench) => Fired | boolean): MatrixFault['arm'] {
  return (bench, { command, moment }) => {
    let fired: Fired = () => 0;
    const happen = (): void => {
      const result = strike(bench);
      fired = typeof result === 'function' ? result : () => (result ? 1 : 0);
    };
    if (moment === 'before_execution') happen();
    else if (moment === 'after_execution') whenExecuted(bench, happen);
    else duringReadBack(bench, command, happen);
    return () => fired();
  };
}

/** What happens to the pushes of the execution; before it, to those of another one. */
export function atPushes(fault: StreamFault): MatrixFault['arm'] {
  return (bench, { command, moment }) => {
    const records = ['orders', 'orders-algo'].map((channel) =>
      bench.mock.streams.faults.inject({ times: 3, ...fault, where: { channel } }),
    );
    const fired: Fired = () => records.reduce((sum, record) => sum + record.fired, 0);
    if (moment === 'before_execution') fillSome(bench);
    if (moment === 'read_back') {
      bench.mock.faults.failNext(command.target, 'reset', { when: 'after_execution' });
      bench.mock.faults.failNext(command.target, 'delay', { when: 'read_back', delayMs: SLOW_READ_MS });
    }
    return fired;
  };
}

/** Half of an order that rests is executed. */
export function fillSome({ mock, books }: OkxBench): boolean {
  const before = mock.exchange.executions();
  const [resting] = books.openOrders();
  const { ticks, terms } = resting ?? {};
  if (terms === undefined || typeof ticks !== 'number') return false;
  mock.market.trade(SWAP, { price: terms.listed.priceOf(ticks), quantity: '0.01', taker: 'sell' });
  return mock.exchange.executions() > before;
}

/** The command is executed and neither answered nor told, so that it has to be read. */
function loseAnswer(mock: OkxBench['mock'], { target }: MatrixCommand): void {
  mock.faults.failNext(target, 'reset', { when: 'after_execution' });
  mock.streams.faults.inject({ kind: 'lose_push', where: { channel: 'orders' }, times: 4 });
}

function slowStream(mock: OkxBench['mock']): void {
  for (const channel of ['orders', 'orders-algo']) {
    mock.streams.faults.inject({ kind: 'delay_push', ms: SLOW_PUSH_MS, where: { channel }, times: 4 });
  }
}

function whenExecuted({ mock }: OkxBench, happen: () => void): void {
  const stop = mock.news.subscribe((item) => {
    if (item.type !== 'order' && item.type !== 'algo') return;
    stop();
    // Once the answer has left: what happens now is next.
    setImmediate(happen);
  });
}

function duringReadBack(bench: OkxBench, command: MatrixCommand, happen: () => void): void {
  loseAnswer(bench.mock, command);
  const slow = bench.mock.faults.failNext(command.target, 'delay', { when: 'read_back', delayMs: SLOW_READ_MS });
  bench.look = () => {
    if (slow.fired === 0) return;
    bench.look = () => {};
    happen();
  };
}
