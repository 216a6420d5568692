import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { auditEntry, riskEntry } from '../../../src/contract/index.ts';
import { auditQuery, riskQuery } from '../api/queries.ts';
import { AlertsPanel } from '../panels/alerts-panel.tsx';
import { LatencyPanel } from '../panels/latency-panel.tsx';
import { SchedulerPanel } from '../panels/scheduler-panel.tsx';
import { timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instrument } from '../parts/figure.tsx';
import { Figures } from '../parts/figures.tsx';
import { Json } from '../parts/json.tsx';
import { PagedPanel } from '../parts/paged-panel.tsx';
import { usePages } from '../parts/pages.tsx';
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
  timeColumn('at', 'At', (row) => row.at),
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
  timeColumn('at', 'At', (row) => row.at),
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

const PAGE = 15;

function RiskJournal() {
  const pages = usePages();
  const read = useQuery(riskQuery({ limit: PAGE, after: pages.after }));
  return (
    <PagedPanel
      caption="Risk journal"
      read={read}
      pages={pages}
      columns={riskColumns}
      rowId={(row) => row.entryId}
      empty="No limit was touched and nothing was paused."
    />
  );
}

function Audit() {
  const pages = usePages();
  const read = useQuery(auditQuery({ limit: PAGE, after: pages.after }));
  return (
    <PagedPanel
      caption="Audit log"
      read={read}
      pages={pages}
      columns={auditColumns}
      rowId={(row) => row.entryId}
      empty="Nobody has changed anything yet."
    />
  );
}
