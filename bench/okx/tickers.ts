import { setTimeout as sleep } from 'node:timers/promises';
import type { Venue } from '../../src/ports/venue.ts';
import type { Contestant } from '../harness/contestant.ts';
import { aBroker } from './brokers.ts';
import { SWAP_ID, unifiedSymbol } from './instruments.ts';
import { OkxServer } from './okx-server.ts';
import type { TickerPushes } from './ticker-input.ts';
import { FIRST_PUSH_AT } from './ticker-pushes.ts';

/** What was heard of the pushes. */
export interface Heard {
  readonly delivered: number;
  /** Pushes that did not come after those that were sent before them. */
  readonly outOfOrder: number;
}

/** Counts pushes by their number; tells when the last has come. */
class Ear {
  readonly #count: number;
  #delivered = 0;
  #outOfOrder = 0;
  #newest = -1;
  #onLast: () => void = () => {};
  readonly last = new Promise<void>((resolve) => {
    this.#onLast = resolve;
  });

  constructor(count: number) {
    this.#count = count;
  }

  /** `at`: the time of the push. */
  hear(at: number): void {
    const number = at - FIRST_PUSH_AT;
    // Prices that were read over REST have times of their own.
    if (number < 0 || number >= this.#count) return;
    this.#delivered += 1;
    if (number <= this.#newest) this.#outOfOrder += 1;
    this.#newest = number;
    if (number === this.#count - 1) this.#onLast();
  }

  get heard(): Heard {
    return { delivered: this.#delivered, outOfOrder: this.#outOfOrder };
  }
}

async function aServer() {
  return OkxServer.start({ instruments: [SWAP_ID], positions: 0, fixed: 'tickers' });
}

/** Hears the prices that the venue tells the engine, on their way there. */
function listening(venue: Venue, hear: (at: number) => void): Venue {
  const open = venue.open.bind(venue);
  venue.open = (onEvent) =>
    open((event) => {
      if (event.type === 'price') hear(event.at);
      onEvent(event);
    });
  return venue;
}

export const brokerkit: Contestant<TickerPushes, Heard> = {
  name: 'brokerkit, the broker',
  async prepare({ count, perSecond }) {
    const server = await aServer();
    const ear = new Ear(count);
    await aBroker(server.address, [SWAP_ID], { decorateVenue: (venue) => listening(venue, (at) => ear.hear(at)) });
    return {
      async run() {
        void server.push({ count, perSecond });
        await ear.last;
      },
      result: () => ear.heard,
    };
  },
};

export const okxApi: Contestant<TickerPushes, Heard> = {
  name: 'okx-api WebsocketClient',
  async prepare({ count, perSecond }) {
    const server = await aServer();
    const { WebsocketClient } = await import('okx-api');
    const ear = new Ear(count);
    const quiet = { trace() {}, info() {}, error() {} };
    const client = new WebsocketClient({ demoTrading: true, wsUrl: `${server.address.ws}/public` }, quiet);
    const isReady = new Promise<void>((resolve) => {
      client.on('response', () => resolve());
    });
    client.on('update', ({ data }) => {
      for (const row of data) ear.hear(Number(row.ts));
    });
    client.subscribe({ channel: 'tickers', instId: SWAP_ID });
    await isReady;
    return {
      async run() {
        void server.push({ count, perSecond });
        await ear.last;
      },
      result: () => ear.heard,
    };
  },
};

export const plain: Contestant<TickerPushes, Heard> = {
  name: 'bare ws and JSON.parse',
  async prepare({ count, perSecond }) {
    const server = await aServer();
    const { WebSocket } = await import('ws');
    const ear = new Ear(count);
    const socket = new WebSocket(`${server.address.ws}/public`, { perMessageDeflate: false });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ op: 'subscribe', args: [{ channel: 'tickers', instId: SWAP_ID }] }));
    socket.on('message', (data) => {
      const push = JSON.parse(data.toString()) as { readonly data?: readonly { readonly ts: string }[] };
      for (const row of push.data ?? []) ear.hear(Number(row.ts));
    });
    return {
      async run() {
        void server.push({ count, perSecond });
        await ear.last;
      },
      result: () => ear.heard,
    };
  },
};

export const ccxtPro: Contestant<TickerPushes, Heard> = {
  name: 'ccxt.pro watchTicker',
  async prepare({ count, perSecond }) {
    const server = await aServer();
    const { aCcxtPro } = await import('./ccxt-clients.ts');
    const client = await aCcxtPro(server.address);
    const ear = new Ear(count);
    const symbol = unifiedSymbol(SWAP_ID);
    let isOver = false;
    return {
      async run() {
        const watch = async (): Promise<void> => {
          while (!isOver) ear.hear((await client.watchTicker(symbol)).timestamp ?? 0);
        };
        const watching = watch().catch(() => {});
        await sleep(50);
        await server.push({ count, perSecond });
        // The last one may only reach its cache, and no watch: that is where its arrival shows.
        const last = FIRST_PUSH_AT + count - 1;
        while (client.tickers[symbol]?.timestamp !== last) await sleep(2);
        isOver = true;
        await client.close();
        await watching;
      },
      result: () => ear.heard,
    };
  },
};
