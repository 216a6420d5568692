import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { alertsQuery, modeQuery, portfolioQuery, pricesQuery, schedulerQuery } from './api/queries.ts';
import { spanText, timeText } from './format-time.ts';
import { useHostNow, useLive } from './live/live-context.tsx';
import { isOld } from './market-age.ts';
import { useNow } from './now.ts';
import { MODE_WORDS, plainWords, type Tone } from './words.ts';

/** Older than this, an account is no longer called current: it is read every 15 s. */
const ACCOUNT_OLD_MS = 60_000;
const SLOW_START_MS = 3_000;

/** Everything that changes what the rest of the page means, above the rest of the page. */
export function Banners() {
  return (
    <section className="banners" aria-label="State of the host">
      <ConnectionBanner />
      <AlertBanner />
      <ModeBanners />
      <DataBanners />
    </section>
  );
}

function Banner({
  tone,
  action,
  isOfAll = false,
  children,
}: {
  readonly tone: Tone;
  readonly action?: ReactNode;
  /** Concerns everything below, and stays in sight. */
  readonly isOfAll?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="banner" data-tone={tone} data-of={isOfAll ? 'all' : undefined}>
      <p>{children}</p>
      {action}
    </div>
  );
}

function ConnectionBanner() {
  const { state, retryNow } = useLive();
  const now = useNow();
  const openedAt = useRef(now).current;
  const isSlow = state.status === 'connecting' && now - openedAt > SLOW_START_MS;
  return (
    <>
      {/* What counts seconds is not read aloud every second. */}
      <p className="sr-only" role="status">
        {state.status === 'lost' ? 'Disconnected from the host. What is shown is old.' : ''}
        {state.status === 'live' ? 'Connected to the host.' : ''}
      </p>
      {isSlow && <Banner tone="info">Connecting to the host…</Banner>}
      {state.status === 'lost' && (
        <Banner
          tone="bad"
          isOfAll
          action={
            <button type="button" className="button" onClick={retryNow}>
              Try now
            </button>
          }
        >
          <strong>Disconnected.</strong>{' '}
          {state.heardAt === null
            ? 'The host was not heard yet.'
            : `What is shown is old: last heard at ${timeText(state.heardAt, now)}, ${spanText(now - state.heardAt)} ago.`}{' '}
          {state.retryAt === null ? 'Trying now…' : `Next attempt in ${spanText(Math.max(1000, state.retryAt - now))}.`}
        </Banner>
      )}
    </>
  );
}

function AlertBanner() {
  const { data } = useQuery(alertsQuery);
  const known = useRef<ReadonlySet<string> | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (data === undefined) return;
    const fresh = data.items.filter(({ id, endedAt }) => endedAt === null && known.current?.has(id) === false);
    known.current = new Set(data.items.map(({ id }) => id));
    if (fresh.length > 0) setSaid(fresh.map(({ severity, message }) => `${severity}: ${message}`).join(' '));
  }, [data]);
  const critical = data?.items.filter(({ severity, endedAt }) => severity === 'critical' && endedAt === null) ?? [];
  const [first, ...others] = critical;
  return (
    <>
      <p className="sr-only" role="alert">
        {said}
      </p>
      {first !== undefined && (
        <Banner
          tone="bad"
          action={
            <a className="link" href="#/operations">
              All alerts
            </a>
          }
        >
          <strong>{plainWords(first.kind)}.</strong> {first.message}
          {others.length > 0 && ` And ${others.length} more.`}
        </Banner>
      )}
    </>
  );
}

function ModeBanners() {
  const mode = useQuery(modeQuery).data;
  const scheduler = useQuery(schedulerQuery).data;
  const now = useHostNow();
  if (mode === undefined) return null;
  const { pause, switchingTo, frozen } = mode;
  const isMock = mode.isMock && mode.mode === 'paper';
  return (
    <>
      {switchingTo !== null && (
        <Banner tone="info">
          Changing to {MODE_WORDS[switchingTo].name}
          {mode.step === null ? '…' : `: ${plainWords(mode.step).toLowerCase()}…`}
        </Banner>
      )}
      {mode.tradingPaused && (
        <Banner tone="warn">
          <strong>Trading is paused.</strong> {scheduler?.state === 'paused' && 'No cycle runs. '}Nothing is opened;
          stops and targets stay in force.
          {pause !== null &&
            ` By ${pause.by} at ${timeText(pause.at, now)}${pause.why === '' ? '' : `: ${pause.why}`}.`}
        </Banner>
      )}
      {isMock && (
        <Banner tone="info">Paper trading runs on a mock of OKX on this machine: its market is invented.</Banner>
      )}
      {frozen !== null && (
        <Banner tone="warn">
          <strong>Positions are frozen at {frozen.venue}.</strong> {frozen.why} Last read at {timeText(frozen.at, now)}:{' '}
          {frozen.positions === null
            ? 'which ones is not known'
            : frozen.positions.map(({ instrument, side, quantity }) => `${side} ${quantity} ${instrument}`).join(', ')}
          .
        </Banner>
      )}
      {scheduler !== undefined && <SchedulerBanner state={scheduler.state} because={scheduler.pausedBecause} />}
      {scheduler?.opensBlockedBy != null && !mode.tradingPaused && (
        <Banner tone="warn">Opens are blocked: {scheduler.opensBlockedBy}</Banner>
      )}
    </>
  );
}

function SchedulerBanner({ state, because }: { readonly state: string; readonly because: string | null }) {
  switch (state) {
    case 'standby':
      return <Banner tone="info">This host stands by: another instance trades the account.</Banner>;
    case 'degraded':
      return <Banner tone="warn">Cycles are held up. {because ?? 'Something that they need is away.'}</Banner>;
    case 'stopped':
      return <Banner tone="warn">The scheduler is stopped: no cycle is run.</Banner>;
    default:
      return null;
  }
}

function DataBanners() {
  const portfolio = useQuery(portfolioQuery).data;
  const prices = useQuery(pricesQuery).data;
  const { status } = useLive().state;
  const now = useHostNow();
  const age = portfolio === undefined ? 0 : now - portfolio.account.at;
  const unread = portfolio?.unavailable[0];
  const stale = prices?.items.filter((price) => isOld(price, now)) ?? [];
  return (
    <>
      {portfolio?.source === 'stored' && (
        <Banner tone="warn">
          The broker cannot be read. The account is shown as it was last written, {spanText(age)} ago.
        </Banner>
      )}
      {portfolio?.source === 'broker' && age > ACCOUNT_OLD_MS && status !== 'lost' && (
        <Banner tone="warn">The account is shown as of {spanText(age)} ago.</Banner>
      )}
      {unread !== undefined && status !== 'lost' && (
        <Banner tone="warn">
          Trades, decisions and events have not been readable for {spanText(now - unread.since)}: the database is away.
        </Banner>
      )}
      {stale.length > 0 && status !== 'lost' && (
        <Banner tone="warn">
          Old prices: {stale.map(({ instrument, at }) => `${instrument} (${spanText(now - at)})`).join(', ')}.
        </Banner>
      )}
    </>
  );
}
