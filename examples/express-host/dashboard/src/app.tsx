import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { modeQuery } from './api/queries.ts';
import { Banners } from './banners.tsx';
import { useLive } from './live/live-context.tsx';
import { lazyPart } from './parts/lazy-part.ts';
import { useRoute, type View } from './route.ts';
import { TopBar } from './top-bar.tsx';
import { Overview } from './views/overview.tsx';
import { MODE_WORDS, VIEW_NAMES } from './words.ts';

const DecisionsView = lazyPart(() => import('./views/decisions-view.tsx').then((part) => part.DecisionsView));
const TradesView = lazyPart(() => import('./views/trades-view.tsx').then((part) => part.TradesView));
const ModelView = lazyPart(() => import('./views/model-view.tsx').then((part) => part.ModelView));
const OperationsView = lazyPart(() => import('./views/operations-view.tsx').then((part) => part.OperationsView));
const DecisionDrawer = lazyPart(() => import('./decision/decision-drawer.tsx').then((part) => part.DecisionDrawer));

const VIEW_PAGES: Record<View, React.ComponentType> = {
  overview: Overview,
  decisions: DecisionsView,
  trades: TradesView,
  model: ModelView,
  operations: OperationsView,
};

const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const first = useRef(route.view);
  const Page = VIEW_PAGES[route.view];
  const { status } = useLive().state;
  useTitle(route.view, status === 'lost');

  useEffect(() => {
    // The first view is where the person already is.
    if (first.current === route.view) return;
    first.current = route.view;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [route.view]);

  return (
    <>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <TopBar />
      <Banners />
      <main ref={main} id="main" tabIndex={-1} data-connection={status}>
        <h1 className="sr-only">{VIEW_NAMES[route.view]}</h1>
        <Suspense fallback={<p className="empty">Loading…</p>}>
          <Page />
        </Suspense>
      </main>
      <footer className="foot">
        <p>Times are in this browser's time zone, {ZONE}. Point at a figure to see all its digits.</p>
        <p>
          Price and equity charts: TradingView Lightweight Charts™, Copyright © 2026 TradingView, Inc.{' '}
          <a className="link" href="https://www.tradingview.com/" rel="noreferrer">
            tradingview.com
          </a>
        </p>
      </footer>
      {route.decision !== null && (
        <Suspense fallback={null}>
          <DecisionDrawer key={route.decision} route={route} id={route.decision} />
        </Suspense>
      )}
    </>
  );
}

/** Which tab it is: what is shown, in which mode, and that it is old where it is. */
function useTitle(view: View, isLost: boolean): void {
  const mode = useQuery(modeQuery).data?.mode;
  useEffect(() => {
    const parts = [isLost ? 'Disconnected' : null, mode === undefined ? null : MODE_WORDS[mode].name, VIEW_NAMES[view]];
    document.title = [...parts.filter((part) => part !== null), 'brokerkit'].join(' · ');
  }, [view, isLost, mode]);
}
