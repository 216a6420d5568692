import type { MockCore } from '../../mock-core.ts';
import type { AccountCause } from '../../news.ts';
import { rowsOf, textOf, type WireRow } from '../../wire.ts';
import type { Channel } from './channel.ts';

/** What came together: OKX tells it in one push. */
interface Gathered {
  readonly cause: AccountCause;
  readonly currencies: Set<string>;
  readonly positions: Set<string>;
  readonly trades: WireRow[];
}

/** The fastest word of money and positions: few fields, and only when something moved. */
export const balanceAndPositionChannel: Channel = {
  url: 'private',
  access: 'private',
  isCounted: true,
  check: () => null,
  open: ({ core, push }) => {
    let waiting: Gathered[] = [];
    let trades: WireRow[] = [];
    const flush = (): void => {
      const told = waiting;
      waiting = [];
      for (const { cause, currencies, positions, trades: executed } of told) {
        const balData = [...currencies].map((ccy) => balanceOf(core.account.balanceDetail(ccy)));
        const posData = core.positions
          .known()
          .filter(({ listed, mgnMode }) => positions.has(`${listed.instId}|${mgnMode}`))
          .map(({ listed, mgnMode, posId }) => positionOf(core.account.position(listed, mgnMode, posId)));
        push({ data: [{ pTime: `${core.clock.now()}`, eventType: cause, balData, posData, trades: executed }] });
      }
    };
    const gather = (cause: AccountCause): Gathered => {
      if (waiting.length === 0) queueMicrotask(flush);
      let last = waiting.at(-1);
      if (last?.cause !== cause) {
        last = { cause, currencies: new Set(), positions: new Set(), trades: [] };
        waiting.push(last);
      }
      last.trades.push(...trades);
      trades = [];
      return last;
    };
    push({ data: [snapshot(core)] }, 'snapshot');
    return (item) => {
      if (item.type === 'fill') {
        trades.push({ instId: item.instId, tradeId: textOf(item.row, 'tradeId') });
        return;
      }
      if (item.type !== 'account' && item.type !== 'position') return;
      // What an order holds is not said here.
      if (item.cause === 'order' || item.cause === 'margin') return;
      const into = gather(item.cause);
      if (item.type === 'position') into.positions.add(`${item.instId}|${item.mgnMode}`);
      else for (const ccy of item.currencies) into.currencies.add(ccy);
    };
  },
};

function snapshot(core: MockCore): WireRow {
  return {
    pTime: `${core.clock.now()}`,
    eventType: 'snapshot',
    balData: rowsOf(core.account.balance(), 'details').map(balanceOf),
    posData: core.account.positions().map(positionOf),
    trades: [],
  };
}

function balanceOf(detail: WireRow): WireRow {
  return pick(detail, ['ccy', 'cashBal', 'uTime']);
}

function positionOf(row: WireRow): WireRow {
  return pick(row, [
    'posId',
    'tradeId',
    'instId',
    'instType',
    'mgnMode',
    'posSide',
    'pos',
    'ccy',
    'posCcy',
    'avgPx',
    'nonSettleAvgPx',
    'settledPnl',
    'uTime',
  ]);
}

function pick(row: WireRow, fields: readonly string[]): WireRow {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? '']));
}
