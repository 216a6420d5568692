import type { OrderView } from '../../../src/contract/index.ts';
import { approximately, quantityText } from '../format-number.ts';
import type { Column } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Identity, Instant, Instrument, Price, Quantity } from '../parts/figure.tsx';
import { orderTone, plainWords } from '../words.ts';

export const orderColumns: readonly Column<OrderView>[] = [
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Order',
    isLead: true,
    cell: (row) => (
      <span className="stack">
        <span>
          <Badge tone={row.side === 'buy' ? 'good' : 'bad'}>{row.side}</Badge> <Instrument of={row.instrument} />
        </span>
        <small>
          {plainWords(row.role)}, {plainWords(row.type).toLowerCase()}
          {row.effect === 'reduce_only' && ', reduce only'}
        </small>
      </span>
    ),
  },
  {
    id: 'state',
    sortBy: (row) => row.state,
    header: 'State',
    cell: (row) => (
      <span className="stack">
        <Badge tone={orderTone(row.state)} title={row.message ?? row.state}>
          {plainWords(row.state)}
        </Badge>
        {row.reason !== null && <small title={row.message ?? undefined}>{plainWords(row.reason)}</small>}
      </span>
    ),
  },
  {
    id: 'quantity',
    sortBy: ({ quantity }) => approximately(quantity),
    header: 'Filled / quantity',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Quantity of={row.filledQuantity} />
        <small>of {quantityText(row.quantity)}</small>
      </span>
    ),
  },
  {
    id: 'price',
    header: 'Limit / trigger',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        {row.limitPrice !== null && <Price of={row.limitPrice} />}
        {row.triggerPrice !== null && (
          <span>
            <small>at </small>
            <Price of={row.triggerPrice} />
          </span>
        )}
        {row.limitPrice === null && row.triggerPrice === null && <small>market</small>}
      </span>
    ),
  },
  {
    id: 'average',
    sortBy: ({ averagePrice }) => approximately(averagePrice ?? '0'),
    header: 'Average',
    align: 'end',
    cell: (row) => <Price of={row.averagePrice} />,
  },
  {
    id: 'createdAt',
    sortBy: (row) => row.createdAt,
    header: 'Placed',
    align: 'end',
    cell: (row) => <Instant at={row.createdAt} />,
  },
  { id: 'clientOrderId', header: 'Id', cell: (row) => <Identity of={row.clientOrderId} /> },
  {
    id: 'thought',
    header: 'Why',
    cell: (row) => <DecisionLink id={row.decision_log_id} />,
  },
];
