import { useQuery } from '@tanstack/react-query';
import type { PositionView } from '../../../src/contract/index.ts';
import { portfolioQuery } from '../api/queries.ts';
import { approximately, percent, ratio } from '../format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Age, Badge, Gain, Instrument, Money, Price, Quantity } from '../parts/figure.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { PROTECTION_WORDS } from '../words.ts';

const columns: readonly Column<PositionView>[] = [
  {
    id: 'instrument',
    sortBy: (row) => row.instrument,
    header: 'Position',
    isLead: true,
    cell: (row) => (
      <span className="stack">
        <span>
          <Badge tone={row.side === 'long' ? 'good' : 'bad'}>{row.side}</Badge> <Instrument of={row.instrument} />
        </span>
        <small>
          {row.marginMode}, {ratio(approximately(row.leverage))}×, for <Age at={row.openedAt} />
        </small>
      </span>
    ),
  },
  {
    id: 'quantity',
    sortBy: ({ quantity }) => approximately(quantity),
    header: 'Quantity',
    align: 'end',
    cell: (row) => <Quantity of={row.quantity} />,
  },
  {
    id: 'entry',
    sortBy: ({ entryPrice }) => approximately(entryPrice),
    header: 'Entry / mark',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Price of={row.entryPrice} />
        <Price of={row.markPrice} />
      </span>
    ),
  },
  {
    id: 'unrealised',
    sortBy: ({ unrealizedPnl }) => approximately(unrealizedPnl ?? '0'),
    header: 'Unrealised PnL',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Gain of={row.unrealizedPnl} />
        <small>{returnOn(row)}</small>
      </span>
    ),
  },
  {
    id: 'realised',
    sortBy: ({ realizedPnl }) => approximately(realizedPnl),
    header: 'Realised / fees',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Gain of={row.realizedPnl} />
        <Money of={row.fees} />
      </span>
    ),
  },
  {
    id: 'protection',
    sortBy: (row) => row.protection,
    header: 'Protection',
    cell: (row) => <Badge tone={PROTECTION_WORDS[row.protection].tone}>{PROTECTION_WORDS[row.protection].word}</Badge>,
  },
  {
    id: 'exits',
    header: 'Stop / target',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Price of={row.stopPrice} />
        <Price of={row.targetPrice} />
      </span>
    ),
  },
  {
    id: 'liquidation',
    sortBy: ({ liquidationPrice }) => approximately(liquidationPrice ?? '0'),
    header: 'Liquidation',
    align: 'end',
    cell: (row) => (
      <span className="stack">
        <Price of={row.liquidationPrice} />
        <small>{distanceTo(row)}</small>
      </span>
    ),
  },
  {
    id: 'thought',
    header: 'Why',
    cell: (row) => <DecisionLink id={row.decision_log_id} />,
  },
];

export function PositionsPanel() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <Panel title="Positions" area="positions" note={portfolio.data && `${portfolio.data.positions.length} open`}>
      <Loaded of={portfolio}>
        {({ positions }) => (
          <DataTable
            caption="Open positions"
            rows={positions}
            columns={columns}
            rowId={({ instrument, marginMode, side }) => `${instrument} ${marginMode} ${side}`}
            empty="No open position. The next cycle may change that."
          />
        )}
      </Loaded>
    </Panel>
  );
}

function returnOn({ unrealizedPnl, initialMargin }: PositionView): string {
  const margin = approximately(initialMargin);
  if (unrealizedPnl === null || margin === 0) return '';
  return `${percent((approximately(unrealizedPnl) / margin).toFixed(4), 'exceptZero')} of margin`;
}

function distanceTo({ liquidationPrice, markPrice }: PositionView): string {
  if (liquidationPrice === null || markPrice === null) return '';
  const mark = approximately(markPrice);
  return `${percent((Math.abs(mark - approximately(liquidationPrice)) / mark).toFixed(4))} away`;
}
