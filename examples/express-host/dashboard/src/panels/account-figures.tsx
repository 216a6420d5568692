import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AccountView } from '../../../src/contract/index.ts';
import { portfolioQuery } from '../api/queries.ts';
import { percent, ratio } from '../format-number.ts';
import { Age, Gain, Money, Percent } from '../parts/figure.tsx';
import { Loaded } from '../parts/panel.tsx';

/** Each by its name, after the equity. What was realised is net, and counted since the host's broker began. */
const FIGURES: readonly (readonly [name: string, show: (account: AccountView) => ReactNode])[] = [
  ['Unrealised PnL', ({ unrealizedPnl }) => <Gain of={unrealizedPnl} />],
  ['Realised, this run', ({ realizedPnl }) => <Gain of={realizedPnl} />],
  ['Drawdown', ({ drawdownFraction }) => <Percent of={drawdownFraction} />],
  ['Free margin', ({ freeMargin }) => <Money of={freeMargin} />],
  [
    'Its fees, funding',
    ({ fees, funding }) => (
      <>
        <Money of={fees} /> <span className="none">/</span> <Gain of={funding} />
      </>
    ),
  ],
  ['Win rate', ({ winRate }) => <Ratio of={winRate} as={(value) => percent(String(value))} />],
  ['Profit factor', ({ profitFactor }) => <Ratio of={profitFactor} />],
  ['Sharpe', ({ sharpe }) => <Ratio of={sharpe} />],
  [
    'As of',
    ({ at }) => (
      <>
        <Age at={at} /> ago
      </>
    ),
  ],
];

/** The account in figures. */
export function AccountFigures() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <section className="figures" aria-label="Account" data-area="account">
      <Loaded of={portfolio} lines={2}>
        {({ account }) => <Known of={account} />}
      </Loaded>
    </section>
  );
}

function Known({ of }: { readonly of: AccountView }) {
  return (
    <dl>
      <div data-main="true">
        <dt>Equity</dt>
        <dd>
          <Money of={of.equity} />
          <small> {of.accountCurrency}</small>
        </dd>
      </div>
      {FIGURES.map(([name, show]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{show(of)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Not known before enough has been traded. */
function Ratio({ of, as = ratio }: { readonly of: number | null; readonly as?: (value: number) => string }) {
  if (of === null) return <span className="none">not yet</span>;
  return <span className="num">{as(of)}</span>;
}
