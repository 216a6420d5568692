import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/engine/system-clock.ts';
import { OkxLine } from '../../src/okx/okx-line.ts';
import { demoHosts } from '../../src/okx/session/hosts.ts';
import { loadOkx } from '../../src/okx/session/load-okx.ts';
import { openSession } from '../../src/okx/session/okx-session.ts';
import { LocalTokens } from '../../src/transport/local-tokens.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';
import type { Contestant, Trial } from '../harness/contestant.ts';
import { quantile } from '../harness/measurement.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { BareClient } from './bare-client.ts';
import { aBroker } from './brokers.ts';
import { aCcxt } from './ccxt-clients.ts';
import { SWAP_ID, unifiedSymbol } from './instruments.ts';
import { OkxServer } from './okx-server.ts';

/** What a burst came to. */
export interface BurstResult {
  /** Orders that rest at the exchange. */
  readonly orders: number;
  /** Calls that came when a window was full. */
  readonly violations: number;
}

/** Bursts before the one that is timed: client and server are compiled by then, and connected. */
const WARM_UPS = 15;
/** After it every window is empty again. */
const PAUSE_MS = 2_100;

interface Trader {
  /** Places an order and reads the positions over REST. */
  task(): Promise<void>;
  /** Cancels what rests. */
  clear(): Promise<void>;
  /** Called when the warm-ups are over. */
  warm?(): void;
}

async function burst(tasks: number, task: () => Promise<void>): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    Array.from({ length: tasks }, async () => {
      await task();
      return performance.now() - startedAt;
    }),
  );
}

/** All tasks at once, after as many bursts as `warmUps` says. */
function trialOf(tasks: number, server: OkxServer, trader: Trader, warmUps = WARM_UPS): Trial<BurstResult> {
  let took: number[] = [];
  let result: BurstResult = { orders: 0, violations: 0 };
  return {
    // Here and not in the preparation: what is collected by force between the two takes compiled code along.
    async run() {
      for (let count = 0; count < warmUps; count++) {
        await burst(tasks, trader.task);
        await trader.clear();
      }
      trader.warm?.();
      await sleep(PAUSE_MS);
      took = (await burst(tasks, trader.task)).sort((a, b) => a - b);
      const { count, orders } = await server.violations();
      result = { orders, violations: count };
    },
    result: () => result,
    figures: () => ({ milliseconds: took.at(-1) ?? Number.NaN, p95Ms: quantile(took, 0.95) }),
  };
}

async function aServer() {
  return OkxServer.start({ instruments: [SWAP_ID], positions: 0, fixed: 'none' });
}

async function aTrial(tasks: number, warmUps?: number): Promise<Trial<BurstResult>> {
  const server = await aServer();
  const { rest, ws, ...credentials } = server.address;
  const clock = new SystemClock();
  // One source for the broker and for who reads beside it: what one uses up the other does not have.
  const tokens = new LocalTokens(clock);
  const broker = await aBroker(server.address, [SWAP_ID], { tokens });
  const line = new OkxLine({
    clock,
    makeRing: () => new RequestRing({ clock, tokens }),
    openSession: async () =>
      openSession({ okx: await loadOkx(), credentials, hosts: demoHosts('global', { rest, ws }), clock }),
  });
  await line.session();
  const pricing = { type: 'limit', price: '59000' } as const;
  const trader: Trader = {
    async task() {
      await Promise.all([
        broker.placeOrder({ instrument: SWAP_ID, side: 'buy', quantity: '0.0001', pricing }),
        line.reads.account.positions(),
      ]);
    },
    async clear() {
      await broker.cancelAllOrders();
    },
  };
  const trial = trialOf(tasks, server, trader, warmUps);
  return {
    ...trial,
    async run() {
      await trial.run();
      const { orders, violations } = trial.result();
      if (orders !== tasks || violations > 0) {
        throw new Mismatch(`okx-burst: ${orders} of ${tasks} orders, ${violations} windows violated`);
      }
    },
  };
}

export const brokerkit: Contestant<number, BurstResult> = {
  name: 'brokerkit, limits on',
  prepare: (tasks) => aTrial(tasks),
};

export const brokerkitAtOnce: Contestant<number, BurstResult> = {
  name: 'brokerkit, its first burst',
  prepare: (tasks) => aTrial(tasks, 0),
};

function ccxtWith(limiter: 'on' | 'off', name: string): Contestant<number, BurstResult> {
  return {
    name,
    async prepare(tasks) {
      const server = await aServer();
      const client = await aCcxt(server.address, 'off');
      const symbol = unifiedSymbol(SWAP_ID);
      let placed: string[] = [];
      return trialOf(tasks, server, {
        async task() {
          const [{ id }] = await Promise.all([
            client.createOrder(symbol, 'limit', 'buy', 0.01, 59_000),
            client.fetchPositions(),
          ]);
          placed.push(id ?? '');
        },
        async clear() {
          await client.cancelOrders(placed, symbol);
          placed = [];
        },
        warm: () => {
          client.enableRateLimit = limiter === 'on';
        },
      });
    },
  };
}

export const ccxtLimited = ccxtWith('on', 'ccxt, its limiter');
export const ccxtFree = ccxtWith('off', 'ccxt, no limiter');

/** What the machine, the server and Node's own client take, whoever asks. */
export const bare: Contestant<number, BurstResult> = {
  name: 'bare node:http, signed',
  async prepare(tasks) {
    const server = await aServer();
    const client = new BareClient(server.address);
    let placed: string[] = [];
    return trialOf(tasks, server, {
      async task() {
        const order = { instId: SWAP_ID, tdMode: 'cross', side: 'buy', ordType: 'limit', sz: '0.01', px: '59000' };
        const [ordId] = await Promise.all([client.place(order), client.get('/api/v5/account/positions')]);
        placed.push(ordId);
      },
      async clear() {
        const orders = placed.map((ordId) => ({ instId: SWAP_ID, ordId }));
        placed = [];
        await client.post('/api/v5/trade/cancel-batch-orders', orders);
      },
    });
  },
};
