import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OUTCOMES } from '../../../src/contract/index.ts';
import { decisionsQuery, pricesQuery } from '../api/queries.ts';
import { decisionColumns } from '../panels/decision-columns.tsx';
import { PagedTable } from '../parts/paged-panel.tsx';
import { usePages } from '../parts/pages.tsx';
import { Panel } from '../parts/panel.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { TextField } from '../parts/text-field.tsx';
import { OUTCOME_WORDS } from '../words.ts';

const NO_FILTER = { symbol: '', outcome: '', from: '', to: '' };

export function DecisionsView() {
  const [filter, setFilter] = useState(NO_FILTER);
  const pages = usePages(JSON.stringify(filter));
  const decisions = useQuery(
    decisionsQuery({
      symbol: filter.symbol,
      outcome: filter.outcome,
      from: instantOf(filter.from),
      to: instantOf(filter.to),
      after: pages.after,
      limit: 25,
    }),
  );
  const markets = useQuery(pricesQuery).data?.items ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== '');
  const change = (part: Partial<typeof NO_FILTER>) => setFilter((before) => ({ ...before, ...part }));

  return (
    <Panel title="Decision log">
      <search className="filters">
        <SelectField
          label="Instrument"
          value={filter.symbol}
          onChange={(symbol) => change({ symbol })}
          options={[
            { value: '', name: 'All' },
            ...markets.map(({ instrument }) => ({ value: instrument, name: instrument })),
          ]}
        />
        <SelectField
          label="Outcome"
          value={filter.outcome}
          onChange={(outcome) => change({ outcome })}
          options={[
            { value: '', name: 'All' },
            ...OUTCOMES.map((outcome) => ({ value: outcome, name: OUTCOME_WORDS[outcome].word })),
          ]}
        />
        <TextField label="From" type="datetime-local" value={filter.from} onChange={(from) => change({ from })} />
        <TextField label="Before" type="datetime-local" value={filter.to} onChange={(to) => change({ to })} />
        <button type="button" className="button" disabled={!isFiltered} onClick={() => setFilter(NO_FILTER)}>
          Clear
        </button>
      </search>
      <PagedTable
        caption="Decisions"
        read={decisions}
        pages={pages}
        columns={decisionColumns}
        rowId={(row) => row.decision_log_id}
        empty={
          isFiltered ? 'No decision fits this filter.' : 'The model has decided nothing yet. Run a cycle to ask it.'
        }
      />
    </Panel>
  );
}

function instantOf(local: string): number | null {
  const at = local === '' ? Number.NaN : new Date(local).getTime();
  return Number.isNaN(at) ? null : at;
}
