import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { portfolioQuery } from '../api/queries.ts';
import { percent, ratio } from '../format-number.ts';
import { Age, Gain, Money, Percent } from '../parts/figure.tsx';
import { Loaded } from '../parts/panel.tsx';

/** The account in figures. */
export function AccountFigures() {
  const portfolio = useQuery(portfolioQuery);
  return (
    <section className="figures" aria-label="Account" data-area="account">
      <Loaded of={portfolio} lines={2}>
        {({ account }) => (
          <dl>
            <Figure name="Equity" unit={account.accountCurrency} isMain>
              <Money of={account.equity} />
            </Figure>
            <Figure name="Unrealised PnL">
              <Gain of={account.unrealizedPnl} />
            </Figure>
            <Figure name="Realised PnL">
              <Gain of={account.realizedPnl} />
            </Figure>
            <Figure name="Drawdown">
              <Percent of={account.drawdownFraction} />
            </Figure>
            <Figure name="Free margin">
              <Money of={account.freeMargin} />
            </Figure>
            <Figure name="Fees, funding">
              <Money of={account.fees} /> <span className="none">/</span> <Gain of={account.funding} />
            </Figure>
            <Figure name="Win rate">
              <Ratio of={account.winRate} as={(value) => percent(String(value))} />
            </Figure>
            <Figure name="Profit factor">
              <Ratio of={account.profitFactor} />
            </Figure>
            <Figure name="Sharpe">
              <Ratio of={account.sharpe} />
            </Figure>
            <Figure name="As of">
              <Age at={account.at} /> ago
            </Figure>
          </dl>
        )}
      </Loaded>
    </section>
  );
}

function Figure({
  name,
  unit,
  isMain = false,
  children,
}: {
  readonly name: string;
  readonly unit?: string;
  readonly isMain?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div data-main={isMain}>
      <dt>{name}</dt>
      <dd>
        {children}
        {unit !== undefined && <small> {unit}</small>}
      </dd>
    </div>
  );
}

function Ratio({ of, as = ratio }: { readonly of: number | null; readonly as?: (value: number) => string }) {
  if (of === null) return <span className="none">no trade yet</span>;
  return <span className="num">{as(of)}</span>;
}
