import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Topic } from '../api/queries.ts';
import { useNow } from '../now.ts';
import { applyMessage } from './apply-message.ts';
import { watchMode } from './forget-mode.ts';
import { LiveConnection, type LiveState } from './live-connection.ts';

const LiveContext = createContext<LiveConnection | null>(null);

/** News come in bursts: a list is read again at most this often. */
const READ_AGAIN_MS = 400;

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const connection = useMemo(() => {
    const old = new Set<Topic>();
    let timer: number | undefined;
    const readAgain = () => {
      timer = undefined;
      const topics: readonly string[] = [...old];
      old.clear();
      void client.invalidateQueries({ predicate: ({ queryKey }) => topics.includes(String(queryKey[0])) });
    };
    return new LiveConnection({
      hear: (message) =>
        applyMessage(client, message, (topics) => {
          for (const topic of topics) old.add(topic);
          if (old.size > 0 && timer === undefined) timer = window.setTimeout(readAgain, READ_AGAIN_MS);
        }),
      missed: () => void client.invalidateQueries(),
    });
  }, [client]);

  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);
  useEffect(() => watchMode(client), [client]);

  return <LiveContext value={connection}>{children}</LiveContext>;
}

export function useLive(): { readonly state: LiveState; readonly retryNow: () => void } {
  const connection = useContext(LiveContext);
  if (connection === null) throw new Error('There is no LiveProvider above.');
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  return { state, retryNow: connection.retryNow };
}

/** The host's time, as far as it is known here. */
export function useHostNow(): number {
  return useNow() + useLive().state.aheadMs;
}
