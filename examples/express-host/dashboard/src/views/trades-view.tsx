import { useQuery } from '@tanstack/react-query';
import type { ClosedPositionView, FillView } from '../../../src/contract/index.ts';
import { closedPositionsQuery, fillsQuery, ordersQuery } from '../api/queries.ts';
import { spanText } from '../format-time.ts';
import { orderColumns } from '../panels/order-columns.tsx';
import { figureColumn, sidedColumn, thoughtColumn, timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Gain, Instant, Money, Price, Quantity } from '../parts/figure.tsx';
import { PagedPanel } from '../parts/paged-panel.tsx';
import { usePages } from '../parts/pages.tsx';
import { plainWords } from '../words.ts';

const PAGE = 15;

const closedColumns: readonly Column<ClosedPositionView>[] = [
  sidedColumn('Position'),
  figureColumn('net', 'Net PnL', (row) => row.netPnl, Gain),
  figureColumn(
    'costs',
    'Fees / funding',
    (row) => row.fees,
    Money,
    (row) => <Gain of={row.funding} />,
  ),
  figureColumn('quantity', 'Largest quantity', (row) => row.maxQuantity, Quantity),
  figureColumn(
    'prices',
    'Entry / exit',
    (row) => row.entryPrice,
    Price,
    (row) => <Price of={row.exitPrice} />,
  ),
  { id: 'closedBy', sortBy: (row) => row.closedBy, header: 'Closed by', cell: (row) => plainWords(row.closedBy) },
  {
    ...timeColumn('closedAt', 'Closed', (row) => row.closedAt),
    cell: (row) => (
      <span className="stack">
        <Instant at={row.closedAt} />
        <small>after {spanText(row.closedAt - row.openedAt)}</small>
      </span>
    ),
  },
  thoughtColumn(),
];

const fillColumns: readonly Column<FillView>[] = [
  sidedColumn('Fill'),
  figureColumn('quantity', 'Quantity', (row) => row.quantity, Quantity),
  figureColumn('price', 'Price', (row) => row.price, Price),
  {
    ...figureColumn('fee', 'Fee', (row) => row.fee, Money),
    cell: (row) => (
      <span>
        <Money of={row.fee} /> <small>{row.feeCurrency}</small>
      </span>
    ),
  },
  {
    id: 'liquidity',
    sortBy: (row) => row.liquidity,
    header: 'Liquidity',
    cell: (row) => (row.cause === 'order' ? plainWords(row.liquidity) : plainWords(row.cause)),
  },
  timeColumn('at', 'At', (row) => row.at),
  thoughtColumn(),
];

export function TradesView() {
  return (
    <div className="rows">
      <ClosedPositions />
      <Orders />
      <Fills />
    </div>
  );
}

function ClosedPositions() {
  const pages = usePages();
  const read = useQuery(closedPositionsQuery({ limit: PAGE, after: pages.after }));
  return (
    <PagedPanel
      caption="Closed positions"
      read={read}
      pages={pages}
      columns={closedColumns}
      rowId={(row) => row.closedPositionId}
      empty="No position has been closed yet."
    />
  );
}

function Orders() {
  const pages = usePages();
  const read = useQuery(ordersQuery({ limit: PAGE, after: pages.after }));
  return (
    <PagedPanel
      caption="Orders"
      read={read}
      pages={pages}
      columns={orderColumns}
      rowId={(row) => row.clientOrderId}
      empty="No order has been placed yet."
    />
  );
}

function Fills() {
  const pages = usePages();
  const read = useQuery(fillsQuery({ limit: PAGE, after: pages.after }));
  return (
    <PagedPanel
      caption="Fills"
      read={read}
      pages={pages}
      columns={fillColumns}
      rowId={(row) => row.fillId}
      empty="Nothing has been filled yet."
    />
  );
}
