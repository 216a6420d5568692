import { lazy, Suspense, useEffect, useRef } from 'react';
import { Banners } from './banners.tsx';
import { untilLoaded } from './parts/until-loaded.ts';
import { useRoute, type View } from './route.ts';
import { TopBar } from './top-bar.tsx';
import { Overview } from './views/overview.tsx';

const DecisionsView = lazy(() =>
  untilLoaded(() => import('./views/decisions-view.tsx')).then((m) => ({ default: m.DecisionsView })),
);
const TradesView = lazy(() =>
  untilLoaded(() => import('./views/trades-view.tsx')).then((m) => ({ default: m.TradesView })),
);
const ModelView = lazy(() =>
  untilLoaded(() => import('./views/model-view.tsx')).then((m) => ({ default: m.ModelView })),
);
const OperationsView = lazy(() =>
  untilLoaded(() => import('./views/operations-view.tsx')).then((m) => ({ default: m.OperationsView })),
);
const DecisionDrawer = lazy(() =>
  untilLoaded(() => import('./decision/decision-drawer.tsx')).then((m) => ({ default: m.DecisionDrawer })),
);

const VIEW_PAGES: Record<View, React.ComponentType> = {
  overview: Overview,
  decisions: DecisionsView,
  trades: TradesView,
  model: ModelView,
  operations: OperationsView,
};

export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const first = useRef(route.view);
  const Page = VIEW_PAGES[route.view];

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
      <main ref={main} id="main" tabIndex={-1}>
        <h1 className="sr-only">brokerkit</h1>
        <Suspense fallback={<p className="empty">Loading…</p>}>
          <Page />
        </Suspense>
      </main>
      <footer className="foot">
        <p>Times are those of this machine. Point at a figure to see all its digits.</p>
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
