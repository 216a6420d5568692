import type { ComponentType, ReactNode } from 'react';
import { approximately } from '../format-number.ts';
import type { Column } from './data-table.tsx';
import { DecisionLink } from './decision-link.tsx';
import { type FigureOf, Instant, Instrument, Side } from './figure.tsx';

/** Side and instrument, above the others where a row is a card. */
export function sidedColumn<
  Row extends { readonly instrument: string; readonly side: 'buy' | 'sell' | 'long' | 'short' },
>(header: string, below?: (row: Row) => ReactNode): Column<Row> {
  return {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header,
    isLead: true,
    cell: (row) => (
      <span className="stack">
        <span>
          <Side of={row.side} /> <Instrument of={row.instrument} />
        </span>
        {below !== undefined && <small>{below(row)}</small>}
      </span>
    ),
  };
}

/** A decimal, sorted by its size; what is not known comes last. */
export function figureColumn<Row>(
  id: string,
  header: string,
  of: (row: Row) => string | null,
  Figure: ComponentType<FigureOf>,
  beside?: (row: Row) => ReactNode,
): Column<Row> {
  return {
    id,
    sortBy: (row) => sizeOf(of(row)),
    header,
    align: 'end',
    cell: (row) =>
      beside === undefined ? (
        <Figure of={of(row)} />
      ) : (
        <span className="stack">
          <Figure of={of(row)} />
          {beside(row)}
        </span>
      ),
  };
}

/** When it was. */
export function timeColumn<Row>(id: string, header: string, at: (row: Row) => number): Column<Row> {
  return { id, sortBy: at, header, align: 'end', cell: (row) => <Instant at={at(row)} /> };
}

/** From a row to the thought behind it. */
export function thoughtColumn<Row extends { readonly decision_log_id: string | null }>(): Column<Row> {
  return { id: 'thought', header: 'Why', cell: (row) => <DecisionLink id={row.decision_log_id} /> };
}

function sizeOf(text: string | null): number | null {
  return text === null ? null : approximately(text);
}
