import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import * as contract from '../../../src/contract/index.ts';
import { sentenceOf } from '../api/api-problem.ts';
import { alertsQuery, HOST_PATH, modeQuery, portfolioQuery, schedulerQuery } from '../api/queries.ts';
import { useTell } from '../parts/notices.tsx';
import { MODE_WORDS } from '../words.ts';
import { NotGiven, useSend } from './operator-context.tsx';

export type KillAnswer = z.infer<typeof contract.killResult>;
type KillWish = { readonly why: string; readonly positions: 'keep' | 'flatten' };
type ModeWish = {
  readonly mode: contract.Mode;
  readonly why: string;
  readonly openPositions: 'keep' | 'refuse_if_open' | 'flatten';
};

const CHANGED: readonly (readonly unknown[])[] = [
  schedulerQuery.queryKey,
  modeQuery.queryKey,
  alertsQuery.queryKey,
  portfolioQuery.queryKey,
  ['orders'],
  ['audit'],
  ['risk-journal'],
];

/** Everything that an operator can do to the host. What came of it is told in a notice. */
export function useActions() {
  const send = useSend();
  const tell = useTell();
  const client = useQueryClient();
  const isShown = useIsShown();

  const onError = (error: Error) => {
    if (!(error instanceof NotGiven)) tell('bad', sentenceOf(error));
  };
  /** A dialog that was closed meanwhile can say nothing any more. */
  const onErrorUnseen = (error: Error) => {
    if (!isShown.current) onError(error);
  };
  const onSettled = () => Promise.all(CHANGED.map((queryKey) => client.invalidateQueries({ queryKey })));
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
    onError: onErrorUnseen,
    onSettled,
  });
  const resume = useMutation({
    mutationFn: (why: string) => ofScheduler('resume', why),
    onSuccess: () => tell('good', 'Trading goes on.'),
    onError: onErrorUnseen,
    onSettled,
  });
  const kill = useMutation({
    mutationFn: (wish: KillWish) =>
      send(contract.killResult, `${HOST_PATH}/kill`, { method: 'POST', body: { ...wish } }),
    onSuccess: ({ troubles }) => {
      if (isShown.current) return;
      if (troubles.length === 0) tell('good', 'Trading is stopped.');
      else tell('bad', `Trading is stopped, and not everything worked: ${troubles.join(' ')}`);
    },
    onError: onErrorUnseen,
    onSettled,
  });
  const changeMode = useMutation({
    mutationFn: (wish: ModeWish) =>
      send(contract.runtimeModeChanged, `${HOST_PATH}/runtime-mode`, { method: 'PATCH', body: { ...wish } }),
    onSuccess: ({ notes, ...runtimeMode }) => {
      client.setQueryData(modeQuery.queryKey, runtimeMode);
      const { name } = MODE_WORDS[runtimeMode.mode];
      tell('good', [`The host now trades in ${name}.`, ...notes].join(' '));
    },
    onError: onErrorUnseen,
    onSettled,
  });
  return { trigger, pause, resume, kill, changeMode };
}

/** Whether what asked is still there to show the answer. */
function useIsShown() {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}

function cycleSentence(cycle: contract.SchedulerView['lastCycle']): string {
  if (cycle === null) return 'No cycle was run.';
  if (cycle.status !== 'completed') return `The cycle did not complete: ${cycle.problem ?? cycle.status}.`;
  return `The cycle completed with ${cycle.decisions} ${cycle.decisions === 1 ? 'decision' : 'decisions'}.`;
}
