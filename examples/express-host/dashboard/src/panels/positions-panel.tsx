import { useQuery } from '@tanstack/react-query';
import type { PortfolioView, PositionView } from '../../../src/contract/index.ts';
import { portfolioQuery } from '../api/queries.ts';
import { approximately, percent, ratio } from '../format-number.ts';
import { figureColumn, sidedColumn, thoughtColumn } from '../parts/columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Age, Badge, Gain, Instant, Money, Price, Quantity } from '../parts/figure.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { PROTECTION_WORDS } from '../words.ts';

const columns: readonly Column<PositionView>[] = [
  sidedColumn('Position', (row) => (
    <>
      {row.marginMode}, {ratio(approximately(row.leverage))}×, for <Age at={row.openedAt} />
    </>
  )),
  figureColumn('quantity', 'Quantity', (row) => row.quantity, Quantity),
  figureColumn(
    'entry',
    'Entry / mark',
    (row) => row.entryPrice,
    Price,
    (row) => <Price of={row.markPrice} />,
  ),
  figureColumn(
    'unrealised',
    'Unrealised PnL',
    (row) => row.unrealizedPnl,
    Gain,
    (row) => <small>{returnOn(row)}</small>,
  ),
  figureColumn(
    'realised',
    'Realised / fees',
    (row) => row.realizedPnl,
    Gain,
    (row) => <Money of={row.fees} />,
  ),
  {
    id: 'protection',
    sortBy: (row) => row.protection,
    header: 'Protection',
    cell: ({ protection }) => (
      <Badge tone={PROTECTION_WORDS[protection].tone}>{PROTECTION_WORDS[protection].word}</Badge>
    ),
  },
  figureColumn(
    'exits',
    'Stop / target',
    (row) => row.stopPrice,
    Price,
    (row) => <Price of={row.targetPrice} />,
  ),
  figureColumn(
    'liquidation',
    'Liquidation',
    (row) => row.liquidationPrice,
    Price,
    (row) => <small>{distanceTo(row)}</small>,
  ),
  thoughtColumn(),
];

export function PositionsPanel() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <Panel title="Positions" area="positions" note={portfolio.data && <Note of={portfolio.data} />}>
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

function Note({ of: { positions, source, account } }: { readonly of: PortfolioView }) {
  if (source === 'broker') return `${positions.length} open`;
  return (
    <>
      {positions.length} open as of <Instant at={account.at} />
    </>
  );
}

function returnOn({ unrealizedPnl, initialMargin }: PositionView): string {
  const margin = approximately(initialMargin);
  if (unrealizedPnl === null || margin === 0) return '';
  return `${percent((approximately(unrealizedPnl) / margin).toFixed(4), 'exceptZero')} of margin`;
}

function distanceTo({ liquidationPrice, markPrice, side }: PositionView): string {
  if (liquidationPrice === null || markPrice === null) return '';
  const mark = approximately(markPrice);
  const left = ((mark - approximately(liquidationPrice)) * (side === 'long' ? 1 : -1)) / mark;
  return left <= 0 ? 'reached' : `${percent(left.toFixed(4))} away`;
}
