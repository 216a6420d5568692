import { useQuery } from '@tanstack/react-query';
import type { SchedulerView } from '../../../src/contract/index.ts';
import { schedulerQuery } from '../api/queries.ts';
import { durationText, whole } from '../format-number.ts';
import { countdown, spanText } from '../format-time.ts';
import { useHostNow } from '../live/live-context.tsx';
import { Badge, Identity, Instant } from '../parts/figure.tsx';
import { Pair } from '../parts/pair.tsx';
import { Loaded, Panel } from '../parts/panel.tsx';
import { plainWords, type Tone, type Word } from '../words.ts';

const STATES: Record<SchedulerView['state'], Word> = {
  running: { word: 'Running', tone: 'good' },
  paused: { word: 'Paused', tone: 'warn' },
  degraded: { word: 'Degraded', tone: 'bad' },
  standby: { word: 'Standing by', tone: 'info' },
  stopped: { word: 'Stopped', tone: 'bad' },
};
const CYCLE_TONES: Record<NonNullable<SchedulerView['lastCycle']>['status'], Tone> = {
  completed: 'good',
  model_failed: 'warn',
  failed: 'bad',
};

export function SchedulerPanel() {
  const scheduler = useQuery(schedulerQuery);
  return (
    <Panel
      title="Scheduler"
      area="scheduler"
      note={
        scheduler.data && (
          <Badge tone={STATES[scheduler.data.state].tone}>
            {scheduler.data.isBusy ? 'Cycle running' : STATES[scheduler.data.state].word}
          </Badge>
        )
      }
    >
      <Loaded of={scheduler}>
        {(data) => (
          <>
            <NextCycle scheduler={data} />
            {data.pausedBecause !== null && <p className="because-line">{data.pausedBecause}</p>}
            {data.opensBlockedBy !== null && <p className="because-line">Opens are blocked: {data.opensBlockedBy}</p>}
            <dl className="pairs">
              <Pair name="Completed">{whole(data.completed)}</Pair>
              <Pair name="Failed">{whole(data.failed)}</Pair>
              <Pair name="Skipped">{whole(data.skipped)}</Pair>
              <Pair name="Overlapped">{whole(data.overlapped)}</Pair>
              <Pair name="Model failures in a row">{whole(data.modelFailures)}</Pair>
              <Pair name="Cycles to skip">{whole(data.cyclesToSkip)}</Pair>
            </dl>
            <LastCycle cycle={data.lastCycle} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function NextCycle({ scheduler: { nextAt, intervalMs, isBusy } }: { readonly scheduler: SchedulerView }) {
  const now = useHostNow();
  const left = nextAt === null ? 0 : nextAt - now;
  return (
    <div className="next-cycle">
      <p>
        <span className="hint">{isBusy ? 'A cycle is running; the next' : 'Next cycle'}</span>
        <strong className="num" role="timer">
          {nextAt === null ? 'not planned' : countdown(left)}
        </strong>
        <span className="hint">every {spanText(intervalMs)}</span>
      </p>
      <progress aria-hidden="true" max={intervalMs} value={nextAt === null ? 0 : Math.max(0, intervalMs - left)} />
    </div>
  );
}

function LastCycle({ cycle }: { readonly cycle: SchedulerView['lastCycle'] }) {
  if (cycle === null) return <p className="empty">No cycle has run yet.</p>;
  const outcomes = Object.entries(cycle.outcomes).map(
    ([outcome, count]) => `${count} ${plainWords(outcome).toLowerCase()}`,
  );
  return (
    <div className="last-cycle">
      <h3>
        Last cycle <Badge tone={CYCLE_TONES[cycle.status]}>{plainWords(cycle.status)}</Badge>
      </h3>
      <p>
        <Instant at={cycle.at} />, {durationText(cycle.durationMs)}, {plainWords(cycle.trigger).toLowerCase()},{' '}
        <Identity of={cycle.evaluationId} />
      </p>
      <p>
        {cycle.decisions} {cycle.decisions === 1 ? 'decision' : 'decisions'}
        {outcomes.length > 0 && `: ${outcomes.join(', ')}`}
      </p>
      {cycle.problem !== null && <p className="because-line">{cycle.problem}</p>}
      {cycle.notes.length > 0 && (
        <ul className="notes">
          {cycle.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
