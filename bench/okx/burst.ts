import { SystemClock } from '../../src/engine/system-clock.ts';
import { OkxLine } from '../../src/okx/okx-line.ts';
import { demoHosts } from '../../src/okx/session/hosts.ts';
import { loadOkx } from '../../src/okx/session/load-okx.ts';
import { openSession } from '../../src/okx/session/okx-session.ts';
import { LocalTokens } from '../../src/transport/local-tokens.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';
import type { Contestant, Trial } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
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

/** All tasks at once; each is an order and a reading of the positions over REST. */
function burst(tasks: number, server: OkxServer, task: () => Promise<void>): Trial<BurstResult> {
  const took: number[] = [];
  let result: BurstResult = { orders: 0, violations: 0 };
  return {
    async run() {
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: tasks }, async () => {
          await task();
          took.push(performance.now() - startedAt);
        }),
      );
      const { count, orders } = await server.violations();
      result = { orders, violations: count };
    },
    result: () => result,
    figures: () => ({ p95Ms: [...took].sort((a, b) => a - b)[Math.ceil(took.length * 0.95) - 1] ?? Number.NaN }),
  };
}

async function aServer() {
  return OkxServer.start({ instruments: [SWAP_ID], positions: 0, fixed: 'none' });
}

export const brokerkit: Contestant<number, BurstResult> = {
  name: 'brokerkit, limits on',
  async prepare(tasks) {
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
    const trial = burst(tasks, server, async () => {
      const pricing = { type: 'limit', price: '59000' } as const;
      await Promise.all([
        broker.placeOrder({ instrument: SWAP_ID, side: 'buy', quantity: '0.0001', pricing }),
        line.reads.account.positions(),
      ]);
    });
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
  },
};

function ccxtWith(limiter: 'on' | 'off', name: string): Contestant<number, BurstResult> {
  return {
    name,
    async prepare(tasks) {
      const server = await aServer();
      const client = await aCcxt(server.address, limiter);
      return burst(tasks, server, async () => {
        await Promise.all([
          client.createOrder(unifiedSymbol(SWAP_ID), 'limit', 'buy', 0.01, 59_000),
          client.fetchPositions(),
        ]);
      });
    },
  };
}

export const ccxtLimited = ccxtWith('on', 'ccxt, its limiter');
export const ccxtFree = ccxtWith('off', 'ccxt, no limiter');
