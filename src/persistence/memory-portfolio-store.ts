import type { PortfolioStore } from '../ports/portfolio-store.ts';
import { curveRequest } from './curve-request.ts';
import { MemoryRows } from './memory-rows.ts';
import {
  type ClosedPositionRow,
  closedPositionCodec,
  type EquityRow,
  equityCodec,
  type PositionRow,
  positionCodec,
} from './records/account-records.ts';
import { readOnce } from './records/read-once.ts';

/** A {@link PortfolioStore} in memory. */
export function memoryPortfolioStore(): PortfolioStore {
  const snapshots = new MemoryRows<EquityRow>();
  const closed = new MemoryRows<ClosedPositionRow>();
  let newest: { readonly equity: EquityRow; readonly positions: readonly PositionRow[] } | null = null;
  const read = readOnce(equityCodec);
  const readPosition = readOnce(positionCodec);
  const readClosed = readOnce(closedPositionCodec);
  const positions = () => (newest?.positions ?? []).map(readPosition);

  return {
    async snapshot(portfolio) {
      const equity = equityCodec.write(portfolio);
      const rows = portfolio.positions.map((position) => positionCodec.write(position));
      rows.sort((one, other) => compare(one.instrument, other.instrument) || compare(one.marginMode, other.marginMode));
      snapshots.put(String(equity.at), equity.at, equity);
      if (newest === null || newest.equity.at <= equity.at) newest = { equity, positions: rows };
    },
    async latest() {
      return newest === null ? null : { ...read(newest.equity), positions: positions() };
    },
    async positions() {
      return positions();
    },
    async equity(query = {}) {
      return snapshots.page(query, () => true, read);
    },
    async equityCurve(query = {}) {
      const { from, to, points } = curveRequest(query);
      const rows = [...snapshots.values()].filter(
        ({ at }) => (from === null || at >= from) && (to === null || at < to),
      );
      if (rows.length <= points) return rows.map(read);
      const [first, last] = [rows[0]!.at, rows.at(-1)!.at];
      const chosen = new Set<EquityRow>();
      let place = 0;
      for (let step = 0; step < points; step++) {
        const instant = first + ((last - first) * step) / (points - 1);
        while (place + 1 < rows.length && rows[place + 1]!.at <= instant) place += 1;
        chosen.add(rows[place]!);
      }
      return [...chosen].map(read);
    },
    async closed(records) {
      for (const row of records.map((record) => closedPositionCodec.write(record))) {
        if (closed.get(row.closedPositionId) === undefined) closed.put(row.closedPositionId, row.closedAt, row);
      }
    },
    async closedPositions(query = {}) {
      const { instrument, decisionId } = query;
      const matches = (row: ClosedPositionRow): boolean =>
        (instrument === undefined || row.instrument === instrument) &&
        (decisionId === undefined || readClosed(row).decisionIds.includes(decisionId));
      return closed.page(query, matches, readClosed);
    },
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
