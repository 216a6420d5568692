import { useQuery } from '@tanstack/react-query';
import { decisionsQuery } from '../api/queries.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { decisionColumns } from './decision-columns.tsx';

/** Which model it was is said in the log. */
const columns = decisionColumns.filter(({ id }) => id !== 'model');

export function RecentDecisionsPanel() {
  const decisions = useQuery(decisionsQuery({ limit: 6 }));
  return (
    <Panel
      title="Latest decisions"
      area="decisions"
      actions={
        <a className="link" href="#/decisions">
          All decisions
        </a>
      }
    >
      <Loaded of={decisions}>
        {({ items }) => (
          <DataTable
            caption="Latest decisions"
            rows={items}
            columns={columns}
            rowId={(row) => row.decision_log_id}
            empty="The model has decided nothing yet. Run a cycle to ask it."
          />
        )}
      </Loaded>
    </Panel>
  );
}
