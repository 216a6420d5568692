import type { DecisionSummary } from '../../../src/contract/index.ts';
import { approximately, percent } from '../format-number.ts';
import { figureColumn, timeColumn } from '../parts/columns.tsx';
import type { Column } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, type FigureOf, Instrument } from '../parts/figure.tsx';
import { ACTION_WORDS, OUTCOME_WORDS, plainWords } from '../words.ts';

export const decisionColumns: readonly Column<DecisionSummary>[] = [
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Decision',
    isLead: true,
    cell: (row) => (
      <DecisionLink id={row.decision_log_id}>
        <Badge tone={ACTION_WORDS[row.action].tone}>{ACTION_WORDS[row.action].word}</Badge>{' '}
        <Instrument of={row.instrument} />
      </DecisionLink>
    ),
  },
  figureColumn('confidence', 'Confidence', (row) => row.confidence, Confidence),
  {
    id: 'outcome',
    sortBy: ({ outcome }) => outcome ?? '',
    header: 'Outcome',
    cell: (row) => <OutcomeBadge of={row} />,
  },
  {
    id: 'message',
    header: 'Because',
    isWide: true,
    cell: (row) => (
      <span className="because" title={row.message ?? undefined}>
        {row.rule !== null && <strong>{plainWords(row.rule)}. </strong>}
        {row.message ?? aboutOf(row)}
      </span>
    ),
  },
  {
    id: 'model',
    sortBy: (row) => row.model,
    header: 'Model',
    cell: (row) => <span title={row.provider}>{row.model}</span>,
  },
  timeColumn('at', 'At', (row) => row.at),
];

/** Where nothing was to be carried out, that it was says nothing. */
function isAside({ action, outcome }: DecisionSummary): boolean {
  return outcome === 'executed' && (action === 'hold' || action === 'no_entry');
}

function aboutOf(decision: DecisionSummary): string {
  return decision.outcome === null || isAside(decision) ? '' : OUTCOME_WORDS[decision.outcome].about;
}

export function OutcomeBadge({ of }: { readonly of: DecisionSummary }) {
  const { outcome, verdict } = of;
  if (outcome === null) return <Badge>{verdict === null ? 'Not judged yet' : 'Under way'}</Badge>;
  const { word, tone, about } = OUTCOME_WORDS[outcome];
  if (isAside(of)) return <Badge title="nothing was to be ordered">No order</Badge>;
  return (
    <Badge tone={tone} title={about}>
      {word}
    </Badge>
  );
}

/** In figures and as a length. */
export function Confidence({ of }: FigureOf) {
  if (of === null || of === undefined) return <span className="none">not stated</span>;
  return (
    <span className="confidence" title={of}>
      <meter min={0} max={1} value={approximately(of)} aria-hidden="true" />
      <span className="num">{percent(of)}</span>
    </span>
  );
}
