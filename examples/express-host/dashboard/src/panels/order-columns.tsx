import type { OrderView } from '../../../src/contract/index.ts';
import { quantityText } from '../format-number.ts';
import { figureColumn, sidedColumn, thoughtColumn, timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Badge, Identity, Price, Quantity } from '../parts/figure.tsx';
import { orderTone, plainWords } from '../words.ts';

export const orderColumns: readonly Column<OrderView>[] = [
  sidedColumn('Order', (row) => (
    <>
      {plainWords(row.role)}, {plainWords(row.type).toLowerCase()}
      {row.effect === 'reduce_only' && ', reduce only'}
    </>
  )),
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
  figureColumn(
    'quantity',
    'Filled / quantity',
    (row) => row.filledQuantity,
    Quantity,
    (row) => <small>of {quantityText(row.quantity)}</small>,
  ),
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
  figureColumn('average', 'Average', (row) => row.averagePrice, Price),
  timeColumn('createdAt', 'Placed', (row) => row.createdAt),
  { id: 'clientOrderId', header: 'Id', cell: (row) => <Identity of={row.clientOrderId} /> },
  thoughtColumn(),
];
