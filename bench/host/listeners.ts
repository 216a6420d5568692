import { WebSocket } from 'ws';

/** What the listeners heard. */
export interface ListenerFigures {
  /** Heard by each, between the first and the last of the slowest. */
  readonly messages: number;
  readonly bytes: number;
  /** Sequences that the first listener did not get. */
  readonly gaps: number;
  readonly cutOff: number;
  /** How long after it was due each cycle began, ms, ascending. */
  readonly latenessMs: readonly number[];
  readonly byType: Readonly<Record<string, number>>;
}

export interface Listeners {
  readonly count: number;
  readonly leave: () => Promise<ListenerFigures>;
}

interface Told {
  readonly type: string;
  readonly seq: number;
  readonly scheduler?: {
    readonly nextAt: number | null;
    readonly lastCycle: { readonly at: number; readonly trigger: string; readonly evaluationId: string } | null;
  };
}

/** Opens so many dashboards. The first one reads what it hears, the others count it. */
export async function listenAll(url: string, count: number): Promise<Listeners> {
  const heard = Array.from({ length: count }, () => 0);
  const byType: Record<string, number> = {};
  const latenessMs: number[] = [];
  let [bytes, gaps, cutOff, last] = [0, 0, 0, 0];
  const due: number[] = [];
  let evaluationId: string | null = null;
  const read = ({ type, seq, scheduler }: Told): void => {
    byType[type] = (byType[type] ?? 0) + 1;
    if (type === 'hello') last = seq;
    else {
      gaps += seq - last - 1;
      last = seq;
    }
    const cycle = scheduler?.lastCycle ?? null;
    if (cycle !== null && cycle.evaluationId !== evaluationId) {
      evaluationId = cycle.evaluationId;
      // When the next one is due is told from the beginning of a cycle on, and so before that one's end.
      const dueAt = due.findLast((at) => at <= cycle.at);
      if (dueAt !== undefined && cycle.trigger !== 'manual') latenessMs.push(cycle.at - dueAt);
    }
    const nextAt = scheduler?.nextAt ?? null;
    if (nextAt !== null && nextAt !== due.at(-1)) due.push(nextAt);
    if (due.length > 10) due.shift();
  };
  const sockets = await Promise.all(
    heard.map(
      (_, index) =>
        new Promise<WebSocket>((resolve, reject) => {
          const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/market-data`);
          socket.on('message', (data: Buffer) => {
            heard[index] = (heard[index] ?? 0) + 1;
            bytes += data.length;
            if (index === 0) read(JSON.parse(data.toString()));
          });
          socket.once('open', () => resolve(socket));
          socket.once('error', reject);
          socket.once('close', (code) => {
            if (code !== 1005) cutOff += 1;
          });
        }),
    ),
  );
  return {
    count,
    leave: async () => {
      const left = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.close();
      await Promise.all(left);
      const messages = Math.min(...heard);
      return { messages, bytes, gaps, cutOff, byType, latenessMs: latenessMs.toSorted((one, other) => one - other) };
    },
  };
}
