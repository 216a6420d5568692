import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { modeQuery, portfolioQuery, schedulerQuery } from './api/queries.ts';
import { useLive } from './live/live-context.tsx';
import { KillDialog } from './operator/kill-dialog.tsx';
import { ModeDialog } from './operator/mode-dialog.tsx';
import { PauseDialog } from './operator/pause-dialog.tsx';
import { useActions } from './operator/use-actions.ts';
import { hashOf, useRoute, VIEWS } from './route.ts';
import { ThemeToggle } from './theme-toggle.tsx';
import { MODE_WORDS, VIEW_NAMES } from './words.ts';

// Not `Live`: that is the name of a mode.
const LIVE_NAMES = { live: 'Connected', connecting: 'Connecting', lost: 'Disconnected' } as const;

export function TopBar() {
  const { view } = useRoute();
  return (
    <header className="top">
      <div className="top-line">
        <a className="brand" href="#/overview">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" />
            <path d="M7 20l6-7 5 5 7-9" />
          </svg>
          brokerkit
        </a>
        <ModeButton />
        <LiveSign />
        <Controls />
        <ThemeToggle />
      </div>
      <nav className="views" aria-label="Views">
        {VIEWS.map((each) => (
          <a key={each} href={hashOf({ view: each, decision: null })} aria-current={each === view ? 'page' : undefined}>
            {VIEW_NAMES[each]}
          </a>
        ))}
      </nav>
    </header>
  );
}

function ModeButton() {
  const { data } = useQuery(modeQuery);
  const positions = useQuery(portfolioQuery).data?.positions.length ?? null;
  const [isOpen, setOpen] = useState(false);
  if (data === undefined) return <span className="mode-venue">Mode not known yet</span>;
  const name = MODE_WORDS[data.mode].name;
  return (
    <>
      <button
        type="button"
        className="mode-button"
        data-mode={data.mode}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        title={data.venue}
      >
        <span className="sr-only">Trading mode: </span>
        <strong>{name}</strong>
        <span className="mode-venue">{data.venue}</span>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M3 5l3 3 3-3" />
        </svg>
      </button>
      {isOpen && <ModeDialog current={data} openPositions={positions} onClose={() => setOpen(false)} />}
    </>
  );
}

function LiveSign() {
  const { status } = useLive().state;
  return (
    <span className="live-sign" data-status={status}>
      <i aria-hidden="true" />
      {LIVE_NAMES[status]}
    </span>
  );
}

function Controls() {
  const scheduler = useQuery(schedulerQuery).data;
  const mode = useQuery(modeQuery).data;
  const portfolio = useQuery(portfolioQuery).data;
  const { trigger } = useActions();
  const [dialog, setDialog] = useState<'pause' | 'resume' | 'kill' | null>(null);
  const isPaused = scheduler?.state === 'paused' || mode?.tradingPaused === true;
  const isBusy = trigger.isPending || scheduler?.isBusy === true;
  const close = () => setDialog(null);
  return (
    <fieldset className="controls">
      <legend className="sr-only">Trading</legend>
      <button type="button" className="button" disabled={trigger.isPending} onClick={() => trigger.mutate()}>
        {isBusy ? 'Cycle running…' : 'Run a cycle'}
      </button>
      <button type="button" className="button" onClick={() => setDialog(isPaused ? 'resume' : 'pause')}>
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" className="button" data-kind="danger-quiet" onClick={() => setDialog('kill')}>
        Kill switch
      </button>
      {(dialog === 'pause' || dialog === 'resume') && <PauseDialog verb={dialog} onClose={close} />}
      {dialog === 'kill' && <KillDialog account={portfolio} onClose={close} />}
    </fieldset>
  );
}
