import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { auditEntry, riskEntry } from '../../../src/contract/index.ts';
import { auditQuery, riskQuery } from '../api/queries.ts';
import { AlertsPanel } from '../panels/alerts-panel.tsx';
import { LatencyPanel } from '../panels/latency-panel.tsx';
import { SchedulerPanel } from '../panels/scheduler-panel.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instant, Instrument } from '../parts/figure.tsx';
import { Figures } from '../parts/figures.tsx';
import { Json } from '../parts/json.tsx';
import { PageButtons, usePages } from '../parts/pages.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { plainWords, type Tone } from '../words.ts';

type RiskEntry = z.infer<typeof riskEntry>;
const RISK_TONES: Record<RiskEntry['kind'], Tone> = { breach: 'bad', pause: 'warn', resume: 'good', note: 'quiet' };

const riskColumns: readonly Column<RiskEntry>[] = [
  {
    id: 'kind',
    sortBy: (row) => row.kind,
    header: 'Kind',
    isLead: true,
    cell: (row) => (
      <span>
        <Badge tone={RISK_TONES[row.kind]}>{row.kind}</Badge> <strong>{plainWords(row.rule)}</strong>
        {row.isBlocked && <small> blocked</small>}
      </span>
    ),
  },
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Instrument',
    cell: (row) =>
      row.instrument === null ? <span className="none">account</span> : <Instrument of={row.instrument} />,
  },
  {
    id: 'message',
    header: 'What happened',
    isWide: true,
    cell: (row) => (
      <span className="stack because-wide">
        <span>{row.message}</span>
        <Figures of={row.figures} />
      </span>
    ),
  },
  { id: 'at', sortBy: (row) => row.at, header: 'At', align: 'end', cell: (row) => <Instant at={row.at} /> },
  {
    id: 'thought',
    header: 'Why',
    cell: (row) => (row.decision_log_id === null ? null : <DecisionLink id={row.decision_log_id} />),
  },
];

type AuditEntry = z.infer<typeof auditEntry>;
const auditColumns: readonly Column<AuditEntry>[] = [
  {
    id: 'action',
    sortBy: (row) => row.action,
    header: 'Action',
    isLead: true,
    cell: (row) => <strong>{plainWords(row.action)}</strong>,
  },
  { id: 'actor', sortBy: (row) => row.actor, header: 'By', cell: (row) => row.actor },
  { id: 'subject', sortBy: ({ subject }) => subject ?? '', header: 'Of', cell: (row) => row.subject },
  {
    id: 'details',
    header: 'Details',
    isWide: true,
    cell: (row) => <Json of={row.details} summary="Show" />,
  },
  { id: 'at', sortBy: (row) => row.at, header: 'At', align: 'end', cell: (row) => <Instant at={row.at} /> },
];

export function OperationsView() {
  return (
    <div className="halves">
      <AlertsPanel />
      <SchedulerPanel />
      <div className="full">
        <LatencyPanel />
      </div>
      <div className="full">
        <RiskJournal />
      </div>
      <div className="full">
        <Audit />
      </div>
    </div>
  );
}

function RiskJournal() {
  const pages = usePages('');
  const read = useQuery(riskQuery({ limit: 15, after: pages.after }));
  return (
    <Panel title="Risk journal">
      <Loaded of={read}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="Risk journal"
              rows={items}
              columns={riskColumns}
              rowId={(row) => row.entryId}
              empty="No limit was touched and nothing was paused."
            />
            <PageButtons pages={pages} next={next} name="the risk journal" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Audit() {
  const pages = usePages('');
  const read = useQuery(auditQuery({ limit: 15, after: pages.after }));
  return (
    <Panel title="Audit log">
      <Loaded of={read}>
        {({ items, next }) => (
          <>
            <DataTable
              caption="Audit log"
              rows={items}
              columns={auditColumns}
              rowId={(row) => row.entryId}
              empty="Nobody has changed anything yet."
            />
            <PageButtons pages={pages} next={next} name="the audit log" />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
