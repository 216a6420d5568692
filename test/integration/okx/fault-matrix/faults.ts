import type { FaultKind } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import type { StreamFault } from '../../../../src/testing/mock-okx/ws/stream-faults.ts';
import { SWAP } from '../exchange-books.ts';
import type { OkxBench } from '../okx-bench.ts';
import { atCall, atPushes, type Cell, type Fired, fillSome, happening, type MatrixFault } from './fault.ts';

/** A read whose answer was lost is asked again so often that it has to fail for a while. */
const LOST: readonly FaultKind[] = [
  'headers_lost',
  'body_lost',
  'reset',
  'reset_in_body',
  'bad_gateway',
  'html',
  'empty_data',
  'truncated_json',
  'code_50004',
  'code_51149',
  'code_51054',
  'code_50013',
  'code_50026',
];

const lostAnswers = LOST.map((kind): MatrixFault => ({ name: kind, arm: atCall(kind) }));

const calls: readonly MatrixFault[] = [
  { name: 'maintenance', arm: atCall('maintenance', { times: 3 }) },
  {
    name: 'rate limit storm',
    cannot: ({ moment }) =>
      moment === 'after_execution' ? 'what is refused for the rate was not executed (B5)' : null,
    arm: atCall('rate_limited', { times: 4 }),
  },
  { name: 'a call of 8 s', arm: atCall('delay', { delayMs: 8_000 }) },
  { name: 'a call of 1 s', arm: atCall('delay', { delayMs: 1_000 }) },
  {
    name: 'reset, executed 3 s later',
    cannot: ({ moment }) => (moment === 'before_execution' ? null : 'it is lost before it is executed'),
    arm: atCall('late_execution', { delayMs: 3_000 }),
  },
  {
    name: 'insufficient margin',
    cannot: ({ command, moment }) => {
      if (moment !== 'before_execution') return 'it is refused instead of being executed';
      return command.name === 'cancel' || command.name === 'close' ? 'what frees margin is never short of it' : null;
    },
    arm: atCall('insufficient_margin'),
  },
  {
    name: 'order partly filled',
    cannot: ({ command, moment }) => {
      if (moment !== 'before_execution') return 'it is a way of being executed';
      return ['market', 'protected', 'close'].includes(command.name) ? null : 'nothing is executed at once';
    },
    arm: atCall('partial_fill'),
  },
  {
    name: 'attached stop lost',
    cannot: ({ command, moment }) => {
      if (moment !== 'before_execution') return 'it is a way of being executed';
      return command.name === 'protected' ? null : 'nothing is attached';
    },
    arm: atCall('lost_algo'),
  },
  {
    name: 'rows twice',
    cannot: ({ moment }) => (moment === 'read_back' ? null : 'HTTP does not deliver a request twice'),
    arm: atCall('duplicate'),
  },
  {
    name: 'stale answers',
    cannot: ({ moment }) => (moment === 'read_back' ? null : 'a command has no earlier answer to repeat'),
    arm: atCall('stale_snapshot'),
  },
];

/** What happens to a position happens to one that is there. */
const needsPosition = ({ command, moment }: Cell): string | null =>
  command.name === 'close' && moment !== 'before_execution' ? 'the position is closed by then' : null;

const account: readonly MatrixFault[] = [
  {
    name: 'resting order fills',
    cannot: ({ command, moment }) =>
      command.name === 'cancel' && moment !== 'before_execution' ? 'it does not rest any more' : null,
    arm: happening(fillSome),
  },
  {
    name: 'liquidation',
    cannot: needsPosition,
    arm: happening(({ mock }) => mock.force(SWAP, 'full_liquidation')),
  },
  { name: 'deleveraging', cannot: needsPosition, arm: happening(({ mock }) => mock.force(SWAP, 'adl')) },
  { name: 'stop taken away', cannot: needsPosition, arm: happening(({ books }) => books.takeStopAway()) },
  { name: 'price falls through the stop', cannot: needsPosition, arm: happening(fallThroughStop) },
  {
    name: 'funding',
    cannot: needsPosition,
    arm: happening(({ mock }) => {
      const before = mock.exchange.cash('USDT');
      mock.market.funding(SWAP, '0.001');
      return !mock.exchange.cash('USDT').eq(before);
    }),
  },
  {
    name: 'instrument suspended',
    arm: happening(({ mock, clock }) => {
      mock.market.setState(SWAP, 'suspend');
      clock.schedule(10_000, () => mock.market.setState(SWAP, 'live'));
      return true;
    }),
  },
  {
    name: 'clock of OKX jumps',
    arm: happening(({ mock }) => {
      mock.clock.advance(45_000);
      return true;
    }),
  },
];

const pushes: readonly MatrixFault[] = [
  { name: 'pushes lost', hidesNews: true, arm: atPushes({ kind: 'lose_push' }) },
  { name: 'pushes doubled', arm: atPushes({ kind: 'duplicate_push' }) },
  { name: 'pushes reordered', arm: atPushes({ kind: 'reorder_push' }) },
  { name: 'pushes late', arm: atPushes({ kind: 'delay_push', ms: 3_000 }) },
  { name: 'socket dropped at a push', arm: atPushes({ kind: 'drop', at: 'push', times: 1 }) },
  { name: 'half-open from a push on', arm: atPushes({ kind: 'half_open', at: 'push', times: 1 }) },
];

const injected = (fault: StreamFault): ((bench: OkxBench) => Fired) => {
  return ({ mock }) => {
    const record = mock.streams.faults.inject(fault);
    return () => record.fired;
  };
};
/** Every socket is cut, and something goes wrong when they are dialed again. */
const droppedWith = (fault: StreamFault): MatrixFault['arm'] =>
  happening((bench) => {
    const record = injected(fault)(bench);
    bench.mock.streams.faults.inject({ kind: 'drop' });
    return record;
  });

const streams: readonly MatrixFault[] = [
  { name: 'private socket dropped', arm: happening(injected({ kind: 'drop', where: { url: 'private' } })) },
  { name: 'every socket dropped', arm: happening(injected({ kind: 'drop' })) },
  { name: 'half-open sockets', arm: happening(injected({ kind: 'half_open' })) },
  { name: 'silence', arm: happening(injected({ kind: 'silence', where: { url: 'private' } })) },
  { name: 'notice 64008', arm: happening(injected({ kind: 'upgrade_notice', closesAfterMs: 5_000 })) },
  { name: 'close 4004', arm: happening(injected({ kind: 'close', code: 4004 })) },
  { name: 'dials refused', arm: droppedWith({ kind: 'refuse_dial', how: 'busy', times: 4 }) },
  { name: 'dials that stay mute', arm: droppedWith({ kind: 'half_open', at: 'dial', times: 2 }) },
  { name: 'login failed', arm: droppedWith({ kind: 'fail_login' }) },
  { name: 'too many connections', arm: droppedWith({ kind: 'channel_conn_count_error' }) },
  { name: 'stale snapshot', arm: droppedWith({ kind: 'stale_snapshot', times: 4 }) },
  {
    name: 'stale reads after a drop',
    hidesNews: true,
    arm: happening(({ mock }) => {
      mock.streams.faults.inject({ kind: 'drop' });
      const record = mock.faults.failNext('any_read', 'stale_snapshot', { times: 6 });
      return () => record.fired;
    }),
  },
];

/** Everything that goes wrong here. */
export const FAULTS: readonly MatrixFault[] = [...lostAnswers, ...calls, ...account, ...pushes, ...streams];

/** Why a fault cannot happen in a cell; `null` where it can. */
export function impossible(fault: MatrixFault, cell: Cell): string | null {
  return fault.cannot?.(cell) ?? null;
}

function fallThroughStop({ mock }: OkxBench): boolean {
  const before = mock.exchange.executions();
  mock.market.setPrice(SWAP, '56500');
  // The position may be as large as before: orders that rest are executed on the way down.
  return mock.exchange.executions() > before;
}
