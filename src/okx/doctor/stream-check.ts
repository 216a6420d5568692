import type { WebSocket } from 'ws';
import type { BrokerError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { Connection, type LoginArgs } from '../stream/connection.ts';

export interface StreamCheckOptions {
  readonly url: string;
  readonly dial: (url: string) => WebSocket;
  readonly login: (() => LoginArgs) | null;
  readonly clock: Clock;
  readonly answerMs: number;
}

/** Dials a WebSocket, logs in, hangs up; `null` when that went well. */
export function checkStream(options: StreamCheckOptions): Promise<BrokerError | null> {
  return new Promise((resolve) => {
    const connection = new Connection({ ...options, silenceMs: options.answerMs * 3 }, [], {
      onLive: () => {
        connection.close();
        resolve(null);
      },
      onLost: (_reason, error) => resolve(error),
      onPush: () => {},
      onRefused: () => {},
      onUpgradeNotice: () => {},
    });
  });
}
