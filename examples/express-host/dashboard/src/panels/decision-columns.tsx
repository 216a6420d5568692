import type { DecisionSummary } from '../../../src/contract/index.ts';
import { approximately, percent } from '../format-number.ts';
import type { Column } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instant, Instrument } from '../parts/figure.tsx';
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
  {
    id: 'confidence',
    sortBy: ({ confidence }) => approximately(confidence ?? '0'),
    header: 'Confidence',
    align: 'end',
    cell: (row) => <Confidence of={row.confidence} />,
  },
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
        {row.message ?? (row.outcome === null ? '' : OUTCOME_WORDS[row.outcome].about)}
      </span>
    ),
  },
  {
    id: 'model',
    sortBy: (row) => row.model,
    header: 'Model',
    cell: (row) => <span title={row.provider}>{row.model}</span>,
  },
  { id: 'at', sortBy: (row) => row.at, header: 'At', align: 'end', cell: (row) => <Instant at={row.at} /> },
];

export function OutcomeBadge({ of: { outcome, verdict } }: { readonly of: DecisionSummary }) {
  if (outcome === null) return <Badge>{verdict === null ? 'Not judged yet' : 'Under way'}</Badge>;
  const { word, tone, about } = OUTCOME_WORDS[outcome];
  return (
    <Badge tone={tone} title={about}>
      {word}
    </Badge>
  );
}

/** In figures and as a length. */
export function Confidence({ of }: { readonly of: string | null }) {
  if (of === null) return <span className="none">not stated</span>;
  return (
    <span className="confidence" title={of}>
      <meter min={0} max={1} value={approximately(of)} aria-hidden="true" />
      <span className="num">{percent(of)}</span>
    </span>
  );
}
