import { curveRequest } from '../persistence/curve-request.ts';
import {
  closedPositionCodec,
  equityCodec,
  fillCodec,
  orderCodec,
  positionCodec,
} from '../persistence/records/account-records.ts';
import type { ExecutionQuery, ExecutionStore } from '../ports/execution-store.ts';
import type { PortfolioStore } from '../ports/portfolio-store.ts';
import type { ScopedDatabase } from './scoped.ts';
import { timestampOf } from './table.ts';
import { CLOSED_POSITIONS, FILLS, ORDERS, PORTFOLIOS, POSITIONS, SNAPSHOTS } from './tables.ts';

/** A {@link PortfolioStore} in Postgres. */
export function postgresPortfolioStore(db: ScopedDatabase): PortfolioStore {
  return {
    async snapshot(portfolio) {
      const row = equityCodec.write(portfolio);
      const positions = portfolio.positions.map((position) => ({ ...positionCodec.write(position), asOf: row.at }));
      await db.run(WRITE_SNAPSHOT, JSON.stringify([row]), JSON.stringify(positions));
    },
    async latest() {
      const [row] = await db.rows(
        `SELECT json_build_object('equity', ${PORTFOLIOS.json('n')}, 'positions', (${READ_POSITIONS}))::text AS row
         FROM auto_portfolios n WHERE n.portfolio_id = $1 AND n.runtime_mode = $2`,
      );
      if (row === undefined) return null;
      const { equity, positions } = row as { readonly equity: unknown; readonly positions: readonly unknown[] | null };
      return {
        ...equityCodec.read(equity),
        positions: (positions ?? []).map((position) => positionCodec.read(position)),
      };
    },
    async positions() {
      const [row] = await db.rows(
        `SELECT coalesce((${READ_POSITIONS}), '[]')::text AS row
         FROM auto_portfolios n WHERE n.portfolio_id = $1 AND n.runtime_mode = $2`,
      );
      return ((row ?? []) as readonly unknown[]).map((position) => positionCodec.read(position));
    },
    equity(query = {}) {
      return db.list(SNAPSHOTS, 'at', [], (row) => equityCodec.read(row), query);
    },
    async equityCurve(query = {}) {
      const { from, to, points } = curveRequest(query);
      const rows = await db.rows(READ_CURVE, from, to, points);
      return rows.map((row) => equityCodec.read(row));
    },
    async closed(positions) {
      const rows = positions.map((position) => closedPositionCodec.write(position));
      await db.insert(CLOSED_POSITIONS, rows, 'ON CONFLICT DO NOTHING');
    },
    async closedPositions(query = {}) {
      const where = [
        ['t.instrument = ?', query.instrument],
        ['t.decision_ids @> jsonb_build_array(?::text)', query.decisionId],
      ] as const;
      return db.list(CLOSED_POSITIONS, 'closed_at', where, (row) => closedPositionCodec.read(row), query);
    },
  };
}

/** `$3` the figures, `$4` the positions. The newest snapshot alone says which positions are open. */
const WRITE_SNAPSHOT = `WITH snapshot AS (
    ${SNAPSHOTS.insert(`ON CONFLICT (portfolio_id, runtime_mode, at) DO UPDATE SET ${SNAPSHOTS.excluded('at')}`)}
  ), newest AS (
    INSERT INTO auto_portfolios AS n (${PORTFOLIOS.columnNames}) SELECT ${PORTFOLIOS.values()} FROM ${PORTFOLIOS.rowsOf('$3')}
    ON CONFLICT (portfolio_id, runtime_mode) DO UPDATE SET ${PORTFOLIOS.excluded()} WHERE n.at <= excluded.at
    RETURNING n.at
  ), gone AS (
    DELETE FROM portfolio_positions p USING newest
    WHERE p.portfolio_id = $1 AND p.runtime_mode = $2 AND NOT EXISTS (SELECT FROM ${POSITIONS.rowsOf('$4')}
      WHERE r.instrument = p.instrument AND r."marginMode" = p.margin_mode AND r.side = p.side)
  )
  INSERT INTO portfolio_positions AS p (${POSITIONS.columnNames})
  SELECT ${POSITIONS.values()} FROM newest, ${POSITIONS.rowsOf('$4')}
  ON CONFLICT (portfolio_id, runtime_mode, instrument, margin_mode, side) DO UPDATE
  SET ${POSITIONS.excluded('instrument', 'marginMode', 'side')} WHERE p.as_of <= excluded.as_of`;

/** Of the snapshot `n`. */
const READ_POSITIONS = `SELECT json_agg(${POSITIONS.json('p', [], ['asOf'])} ORDER BY p.instrument, p.margin_mode, p.side)
  FROM portfolio_positions p WHERE p.portfolio_id = $1 AND p.runtime_mode = $2 AND p.as_of = n.at`;

/**
 * `$3` and `$4` the range, `$5` how many points. Each instant finds its snapshot by the index, so that the length of the
 * curve does not matter; where no more snapshots are there than points, they are all told. The limits keep the planner from
 * reading the whole table.
 */
const READ_CURVE = `WITH few AS MATERIALIZED (
    SELECT at FROM portfolio_snapshots WHERE ${inRange('at')} ORDER BY at LIMIT $5::integer + 1
  ), bounds AS MATERIALIZED (
    SELECT (SELECT min(at) FROM few) AS first, (SELECT count(*) FROM few) AS found,
      (SELECT max(at) FROM portfolio_snapshots WHERE ${inRange('at')}) AS last
  ), instants AS (
    SELECT at FROM few, bounds WHERE found <= $5::integer
    UNION ALL
    SELECT first + (last - first) * step / ($5::integer - 1)
    FROM bounds, generate_series(0, $5::integer - 1) AS step WHERE found > $5::integer
  )
  SELECT ${SNAPSHOTS.json('t')}::text AS row FROM (
    SELECT DISTINCT ON (newest.at) newest.* FROM instants CROSS JOIN LATERAL (
      SELECT * FROM portfolio_snapshots s
      WHERE s.portfolio_id = $1 AND s.runtime_mode = $2 AND s.at <= instants.at ORDER BY s.at DESC LIMIT 1
    ) newest ORDER BY newest.at
  ) t ORDER BY t.at`;

function inRange(at: string): string {
  const bound = (parameter: string, open: string): string => `coalesce(${timestampOf(parameter)}, '${open}')`;
  return `portfolio_id = $1 AND runtime_mode = $2 AND ${at} >= ${bound('$3', '-infinity')} AND ${at} < ${bound('$4', 'infinity')}`;
}

/** An {@link ExecutionStore} in Postgres. */
export function postgresExecutionStore(db: ScopedDatabase): ExecutionStore {
  return {
    async orders(orders) {
      const newest = new Map<string, ReturnType<typeof orderCodec.write>>();
      for (const row of orders.map((order) => orderCodec.write(order))) {
        const known = newest.get(row.clientOrderId);
        if (known === undefined || known.updatedAt <= row.updatedAt) newest.set(row.clientOrderId, row);
      }
      await db.insert(
        ORDERS,
        [...newest.values()],
        `ON CONFLICT (portfolio_id, runtime_mode, client_order_id) DO UPDATE
         SET ${ORDERS.excluded('clientOrderId', 'createdAt')} WHERE ${ORDERS.name}.updated_at <= excluded.updated_at`,
      );
    },
    async fills(fills) {
      await db.insert(
        FILLS,
        fills.map((fill) => fillCodec.write(fill)),
        'ON CONFLICT DO NOTHING',
      );
    },
    listOrders(query = {}) {
      return db.list(ORDERS, 'created_at', conditions(query), (row) => orderCodec.read(row), query);
    },
    listFills(query = {}) {
      return db.list(FILLS, 'at', conditions(query), (row) => fillCodec.read(row), query);
    },
  };
}

function conditions({ instrument, decisionId, clientOrderId }: ExecutionQuery) {
  return [
    ['t.instrument = ?', instrument],
    ['t.decision_id = ?', decisionId],
    ['t.client_order_id = ?', clientOrderId],
  ] as const;
}
