import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pricesQuery } from '../api/queries.ts';
import { AccountFigures } from '../panels/account-figures.tsx';
import { AlertsPanel } from '../panels/alerts-panel.tsx';
import { EquityPanel } from '../panels/equity-panel.tsx';
import { EventsPanel } from '../panels/events-panel.tsx';
import { MarketStrip } from '../panels/market-strip.tsx';
import { OpenOrdersPanel } from '../panels/open-orders-panel.tsx';
import { PositionsPanel } from '../panels/positions-panel.tsx';
import { PricePanel } from '../panels/price-panel.tsx';
import { RecentDecisionsPanel } from '../panels/recent-decisions-panel.tsx';
import { SchedulerPanel } from '../panels/scheduler-panel.tsx';

export function Overview() {
  const markets = useQuery(pricesQuery).data?.items ?? [];
  const [wanted, setWanted] = useState('');
  const instrument = markets.some((market) => market.instrument === wanted) ? wanted : (markets[0]?.instrument ?? '');
  return (
    <>
      <MarketStrip chosen={instrument} onChoose={setWanted} />
      <AccountFigures />
      <div className="overview">
        <div className="column">
          <PricePanel instrument={instrument} />
          <PositionsPanel />
          <OpenOrdersPanel />
          <RecentDecisionsPanel />
        </div>
        <div className="column">
          <EquityPanel />
          <SchedulerPanel />
          <AlertsPanel />
          <EventsPanel />
        </div>
      </div>
    </>
  );
}
