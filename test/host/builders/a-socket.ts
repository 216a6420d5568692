import { WebSocket } from 'ws';
import type { LiveMessage } from '../../../examples/express-host/src/contract/index.ts';
import type { AnApi } from './an-api.ts';

/** A listener of an API: what it heard, how it was let in, and how it ended. */
export interface ASocket {
  /** 101, or the status of the problem. */
  readonly status: number;
  readonly problem: string;
  readonly protocol: string;
  readonly socket: WebSocket;
  readonly heard: readonly LiveMessage[];
  /** When so many messages have been heard. */
  readonly hears: (count: number) => Promise<readonly LiveMessage[]>;
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>;
  readonly leave: () => Promise<void>;
}

export async function aSocket(
  { port }: Pick<AnApi, 'port'>,
  {
    path = '/ws/market-data',
    protocols = [],
    headers = {},
    autoPong = true,
  }: {
    readonly path?: string;
    readonly protocols?: string[];
    readonly headers?: Record<string, string>;
    readonly autoPong?: boolean;
  } = {},
): Promise<ASocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers, autoPong });
  const heard: LiveMessage[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    wake();
  });
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const { status, problem } = await new Promise<{ status: number; problem: string }>((resolve, reject) => {
    socket.once('open', () => resolve({ status: 101, problem: '' }));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, problem: text }));
    });
    socket.once('error', reject);
  });
  return {
    status,
    problem,
    protocol: socket.protocol,
    socket,
    heard,
    hears: async (count) => {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard;
    },
    ended,
    leave: async () => {
      if (status !== 101) return;
      socket.terminate();
      await ended;
    },
  };
}
