import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as contract from '../../../src/contract/index.ts';
import { sentenceOf } from '../api/api-problem.ts';
import { alertsQuery, HOST_PATH, modeQuery, schedulerQuery } from '../api/queries.ts';
import { forgetMode } from '../live/apply-message.ts';
import { useTell } from '../parts/notices.tsx';
import { MODE_WORDS } from '../words.ts';
import { NotGiven, useSend } from './operator-context.tsx';

type KillWish = { readonly why: string; readonly positions: 'keep' | 'flatten' };
type ModeWish = {
  readonly mode: contract.Mode;
  readonly why: string;
  readonly openPositions: 'keep' | 'refuse_if_open' | 'flatten';
};

/** Everything that an operator can do to the host. What came of it is told in a notice. */
export function useActions() {
  const send = useSend();
  const tell = useTell();
  const client = useQueryClient();

  const onError = (error: Error) => {
    if (!(error instanceof NotGiven)) tell('bad', sentenceOf(error));
  };
  const onSettled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: schedulerQuery.queryKey }),
      client.invalidateQueries({ queryKey: modeQuery.queryKey }),
      client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
      client.invalidateQueries({ queryKey: ['audit'] }),
      client.invalidateQueries({ queryKey: ['risk-journal'] }),
    ]);
  const ofScheduler = (verb: 'trigger' | 'pause' | 'resume', why: string) =>
    send(contract.scheduler, `${HOST_PATH}/scheduler/${verb}`, { method: 'POST', body: why === '' ? {} : { why } });

  const trigger = useMutation({
    mutationFn: () => ofScheduler('trigger', ''),
    onSuccess: (scheduler) => {
      client.setQueryData(schedulerQuery.queryKey, scheduler);
      tell(scheduler.lastCycle?.status === 'completed' ? 'good' : 'warn', cycleSentence(scheduler.lastCycle));
      void client.invalidateQueries({ queryKey: ['decisions'] });
    },
    onError,
    onSettled,
  });
  const pause = useMutation({
    mutationFn: (why: string) => ofScheduler('pause', why),
    onSuccess: () => tell('good', 'Trading is paused. Stops and targets stay where they are.'),
    onError,
    onSettled,
  });
  const resume = useMutation({
    mutationFn: (why: string) => ofScheduler('resume', why),
    onSuccess: () => tell('good', 'Trading goes on.'),
    onError,
    onSettled,
  });
  const kill = useMutation({
    mutationFn: (wish: KillWish) =>
      send(contract.killResult, `${HOST_PATH}/kill`, { method: 'POST', body: { ...wish } }),
    onSettled,
  });
  const changeMode = useMutation({
    mutationFn: (wish: ModeWish) =>
      send(contract.runtimeModeChanged, `${HOST_PATH}/runtime-mode`, { method: 'PATCH', body: { ...wish } }),
    onSuccess: ({ notes, ...runtimeMode }) => {
      client.setQueryData(modeQuery.queryKey, runtimeMode);
      forgetMode(client);
      const { name } = MODE_WORDS[runtimeMode.mode];
      tell('good', [`The host now trades in ${name}.`, ...notes].join(' '));
    },
    onSettled,
  });
  return { trigger, pause, resume, kill, changeMode };
}

function cycleSentence(cycle: contract.SchedulerView['lastCycle']): string {
  if (cycle === null) return 'No cycle was run.';
  if (cycle.status !== 'completed') return `The cycle did not complete: ${cycle.problem ?? cycle.status}.`;
  return `The cycle completed with ${cycle.decisions} ${cycle.decisions === 1 ? 'decision' : 'decisions'}.`;
}
