import { useQuery } from '@tanstack/react-query';
import type { ClosedPositionView, FillView } from '../../../src/contract/index.ts';
import { closedPositionsQuery, fillsQuery, ordersQuery } from '../api/queries.ts';
import { approximately } from '../format-number.ts';
import { spanText } from '../format-time.ts';
import { orderColumns } from '../panels/order-columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Gain, Instant, Instrument, Money, Price, Quantity } from '../parts/figure.tsx';
import { PageButtons, usePages } from '../parts/pages.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { plainWords } from '../words.ts';

const closedColumns: readonly Column<ClosedPositionView>[] = [
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Position',
    isLead: true,
    cell: (row) => (
      <span>
        <Badge tone={row.side === 'long' ? 'good' : 'bad'}>{row.side}</Badge> <Instrument of={row.instrument} />
      </span>
    ),
  },
  {
    id: 'net',
    sortBy: ({ netPnl }) => approximately(netPnl),
    header: 'Net PnL',
    align: 'end',
    cell: (row) => <Gain of={row.netPnl} />,
  },
  {
    id: 'costs',
    header: 'Fees / funding',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Money of={row.fees} />
        <Gain of={row.funding} />
      </span>
    ),
  },
  {
    id: 'quantity',
    sortBy: ({ maxQuantity }) => approximately(maxQuantity),
    header: 'Largest quantity',
    align: 'end',
    cell: (row) => <Quantity of={row.maxQuantity} />,
  },
  {
    id: 'prices',
    header: 'Entry / exit',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Price of={row.entryPrice} />
        <Price of={row.exitPrice} />
      </span>
    ),
  },
  { id: 'closedBy', sortBy: (row) => row.closedBy, header: 'Closed by', cell: (row) => plainWords(row.closedBy) },
  {
    id: 'closedAt',
    sortBy: (row) => row.closedAt,
    header: 'Closed',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Instant at={row.closedAt} />
        <small>after {spanText(row.closedAt - row.openedAt)}</small>
      </span>
    ),
  },
  {
    id: 'thought',
    header: 'Why',
    cell: (row) => <DecisionLink id={row.decision_log_id} />,
  },
];

const fillColumns: readonly Column<FillView>[] = [
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Fill',
    isLead: true,
    cell: (row) => (
      <span>
        <Badge tone={row.side === 'buy' ? 'good' : 'bad'}>{row.side}</Badge> <Instrument of={row.instrument} />
      </span>
    ),
  },
  {
    id: 'quantity',
    sortBy: ({ quantity }) => approximately(quantity),
    header: 'Quantity',
    align: 'end',
    cell: (row) => <Quantity of={row.quantity} />,
  },
  {
    id: 'price',
    sortBy: ({ price }) => approximately(price),
    header: 'Price',
    align: 'end',
    cell: (row) => <Price of={row.price} />,
  },
  {
    id: 'fee',
    sortBy: ({ fee }) => approximately(fee),
    header: 'Fee',
    align: 'end',
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
  { id: 'at', sortBy: (row) => row.at, header: 'At', align: 'end', cell: (row) => <Instant at={row.at} /> },
  { id: 'thought', header: 'Why', cell: (row) => <DecisionLink id={row.decision_log_id} /> },
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
  const pages = usePages('');
  const read = useQuery(closedPositionsQuery({ limit: 15, after: pages.after }));
  return (
    <Panel title="Closed positions">
      <Loaded of={read}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="Closed positions"
              rows={items}
              columns={closedColumns}
              rowId={(row) => row.closedPositionId}
              empty="No position has been closed yet."
            />
            <PageButtons pages={pages} next={next} name="closed positions" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Orders() {
  const pages = usePages('');
  const read = useQuery(ordersQuery({ limit: 15, after: pages.after }));
  return (
    <Panel title="Orders">
      <Loaded of={read}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="Orders"
              rows={items}
              columns={orderColumns}
              rowId={(row) => row.clientOrderId}
              empty="No order has been placed yet."
            />
            <PageButtons pages={pages} next={next} name="orders" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Fills() {
  const pages = usePages('');
  const read = useQuery(fillsQuery({ limit: 15, after: pages.after }));
  return (
    <Panel title="Fills">
      <Loaded of={read}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="Fills"
              rows={items}
              columns={fillColumns}
              rowId={(row) => row.fillId}
              empty="Nothing has been filled yet."
            />
            <PageButtons pages={pages} next={next} name="fills" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
