import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { SWAP_ID } from './instruments.ts';
import type { PushRequest } from './server-messages.ts';

/** The time of the first push; each further one is a millisecond later, which is its number. */
export const FIRST_PUSH_AT = 1_750_000_000_000;
/** Bytes that may wait in the server: what comes as fast as it goes is bounded by the reader. */
const MOST_BUFFERED = 1_000_000;
const BATCH = 200;
const TICK_MS = 5;

/** One push of the tickers channel; prices differ from push to push. */
function tickerPush(number: number): string {
  const last = `${60_000 + (number % 1_000)}.${number % 10}`;
  return `{"arg":{"channel":"tickers","instId":"${SWAP_ID}"},"data":[{"instType":"SWAP","instId":"${SWAP_ID}","last":"${last}","lastSz":"0.12","askPx":"${last}","askSz":"811.02","bidPx":"59999.9","bidSz":"620.4","open24h":"59100.1","high24h":"61200.5","low24h":"58800","sodUtc0":"59500.2","sodUtc8":"59420.9","volCcy24h":"98123.4412","vol24h":"9812344.12","ts":"${FIRST_PUSH_AT + number}"}]}`;
}

/** Sends the pushes; resolves when the last has been handed to the socket. */
export async function pushTickers(client: WebSocket, { count, perSecond }: PushRequest): Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  while (sent < count) {
    const due = perSecond === null ? sent + BATCH : Math.floor(((performance.now() - startedAt) * perSecond) / 1000);
    for (; sent < Math.min(due, count); sent++) client.send(tickerPush(sent));
    if (perSecond !== null) await sleep(TICK_MS);
    else if (client.bufferedAmount > MOST_BUFFERED) await sleep(1);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}
