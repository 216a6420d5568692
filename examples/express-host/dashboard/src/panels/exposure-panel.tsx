import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { exposure } from '../../../src/contract/index.ts';
import { exposureQuery } from '../api/queries.ts';
import { approximately, percent } from '../format-number.ts';
import { figureColumn, timeColumn } from '../parts/columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Instrument, Money } from '../parts/figure.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';

type Item = z.infer<typeof exposure>['items'][number];
/** Times what was stated, as the judge tolerates it. */
const TOLERATED = 1.1;

function columnsFor(largest: number): readonly Column<Item>[] {
  return [
    {
      id: 'instrument',
      sortBy: (row) => row.instrument,
      header: 'Decision',
      isLead: true,
      cell: (row) => (
        <DecisionLink id={row.decision_log_id}>
          <Instrument of={row.instrument} />
        </DecisionLink>
      ),
    },
    {
      id: 'breached',
      sortBy: ({ isBreached }) => (isBreached ? 1 : 0),
      header: 'Own limit',
      cell: (row) => (row.isBreached ? <Badge tone="bad">Breached</Badge> : <Badge tone="good">Kept</Badge>),
    },
    {
      id: 'exposure',
      sortBy: ({ actualExposureFraction }) => lengthOf(actualExposureFraction),
      header: 'Exposure, stated and actual',
      isWide: true,
      cell: (row) => (
        <span className="pair-bars">
          <Bar name="stated" of={row.statedExposureFraction} largest={largest} />
          <Bar name="actual" of={row.actualExposureFraction} largest={largest} isBreach={isBeyond(row)} />
        </span>
      ),
    },
    figureColumn(
      'loss',
      'Worst loss, stated / actual',
      (row) => row.statedMaxLoss,
      Money,
      (row) => <Money of={row.actualMaxLoss} />,
    ),
    { id: 'message', header: 'Finding', isWide: true, cell: (row) => <span className="because">{row.message}</span> },
    timeColumn('at', 'At', (row) => row.at),
  ];
}

/** What the model said that it would risk, beside what it came to. */
export function ExposurePanel() {
  const read = useQuery(exposureQuery);
  const breaches = read.data?.items.filter(({ isBreached }) => isBreached).length;
  return (
    <Panel
      title="Stated and actual exposure"
      note={breaches === undefined ? undefined : `${breaches} beyond the model's own limit`}
    >
      <Loaded of={read}>
        {({ items }) => (
          <DataTable
            caption="Stated and actual exposure by decision"
            rows={items}
            columns={columnsFor(largestOf(items))}
            rowId={(row) => row.decision_log_id}
            empty="No decision has stated its exposure yet."
          />
        )}
      </Loaded>
    </Panel>
  );
}

function largestOf(items: readonly Item[]): number {
  const all = items.flatMap(({ statedExposureFraction: stated, actualExposureFraction: actual }) => [stated, actual]);
  return Math.max(0.01, ...all.map((fraction) => lengthOf(fraction) ?? 0));
}

/** The limit that was breached may be another one. */
function isBeyond({ isBreached, statedExposureFraction: stated, actualExposureFraction: actual }: Item): boolean {
  return isBreached && stated !== null && (lengthOf(actual) ?? 0) > (lengthOf(stated) ?? 0) * TOLERATED;
}

/** A short has a negative exposure, and is as much at stake as a long. */
function lengthOf(fraction: string | null): number | null {
  return fraction === null ? null : Math.abs(approximately(fraction));
}

function Bar({
  name,
  of,
  largest,
  isBreach = false,
}: {
  readonly name: string;
  readonly of: string | null;
  readonly largest: number;
  readonly isBreach?: boolean;
}) {
  return (
    <span className="pair-bar">
      <small>{name}</small>
      <meter min={0} max={largest} value={lengthOf(of) ?? 0} data-kind={isBreach ? 'bad' : name} aria-hidden="true" />
      <span className="num">{of === null ? '–' : percent(of)}</span>
    </span>
  );
}
