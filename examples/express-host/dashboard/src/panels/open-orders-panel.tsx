import { useQuery } from '@tanstack/react-query';
import { portfolioQuery } from '../api/queries.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { orderColumns } from './order-columns.tsx';

export function OpenOrdersPanel() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <Panel title="Open orders" area="orders" note={portfolio.data && `${portfolio.data.openOrders.length} resting`}>
      <Loaded of={portfolio}>
        {({ openOrders }) => (
          <DataTable
            caption="Open orders, stops and targets included"
            rows={openOrders}
            columns={orderColumns}
            rowId={({ clientOrderId }) => clientOrderId}
            empty="No order rests at the venue."
          />
        )}
      </Loaded>
    </Panel>
  );
}
