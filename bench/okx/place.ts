import { setTimeout as sleep } from 'node:timers/promises';
import type { Venue, VenueEvent } from '../../src/ports/venue.ts';
import type { Contestant, Trial } from '../harness/contestant.ts';
import { aBroker } from './brokers.ts';
import { aCcxt } from './ccxt-clients.ts';
import { swapIds, unifiedSymbol } from './instruments.ts';
import { OkxServer } from './okx-server.ts';

const INSTRUMENTS = swapIds(16);
/** What the limits let through at once: 16 instruments of 60 orders each, and 1,000 for the account. */
export const BURST = 960;
/** After it every token is back. */
const PAUSE_MS = 2_100;

/** How many orders were acknowledged. */
export interface Placed {
  readonly acknowledged: number;
}

/** Orders that rest at the same time, at most: what came of them is told between these, outside of what is timed. */
const RESTING = 48;

/** Places orders one after the other, in bursts; `clear` is not in the processor time that is returned. */
async function burstBy(count: number, place: (instId: string) => Promise<boolean>, clear: () => void): Promise<Burst> {
  const before = process.cpuUsage();
  let acknowledged = 0;
  let clearing = 0;
  for (let index = 0; index < count; index++) {
    if (index % BURST === 0) await sleep(PAUSE_MS);
    if (index % RESTING === 0) clearing += cpuOf(clear);
    if (await place(INSTRUMENTS[index % INSTRUMENTS.length] ?? '')) acknowledged += 1;
  }
  return { acknowledged, cpuMilliseconds: milliseconds(process.cpuUsage(before)) - clearing };
}

interface Burst extends Placed {
  readonly cpuMilliseconds: number;
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return milliseconds(process.cpuUsage(before));
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Times `place`, and has what rests cleared away by `clear`. */
function trialOf(count: number, place: (instId: string) => Promise<boolean>, clear: () => void): Trial<Placed> {
  let burst: Burst = { acknowledged: 0, cpuMilliseconds: Number.NaN };
  return {
    async run() {
      burst = await burstBy(count, place, clear);
    },
    result: () => ({ acknowledged: burst.acknowledged }),
    figures: () => ({ cpuMilliseconds: burst.cpuMilliseconds }),
  };
}

async function aServer() {
  return OkxServer.start({ instruments: INSTRUMENTS, positions: 0, fixed: 'calls' });
}

export const brokerkit: Contestant<number, Placed> = {
  name: 'brokerkit placeOrder',
  async prepare(count) {
    const { address } = await aServer();
    const resting: string[] = [];
    let tell: (event: VenueEvent) => void = () => {};
    const decorateVenue = (venue: Venue): Venue => {
      const open = venue.open.bind(venue);
      venue.open = (onEvent) => {
        tell = onEvent;
        return open(onEvent);
      };
      return venue;
    };
    const broker = await aBroker(address, INSTRUMENTS, { decorateVenue });
    const pricing = { type: 'limit', price: '59000' } as const;
    return trialOf(
      count,
      async (instrument) => {
        const order = await broker.placeOrder({ instrument, side: 'buy', quantity: '0.0001', pricing });
        resting.push(order.clientOrderId);
        return order.state === 'working';
      },
      () => {
        for (const clientOrderId of resting.splice(0)) {
          tell({ type: 'order', event: { type: 'order.canceled', clientOrderId, at: 0, reason: 'requested' } });
        }
      },
    );
  },
};

export const ccxt: Contestant<number, Placed> = {
  name: 'ccxt createOrder, no limiter',
  async prepare(count) {
    const { address } = await aServer();
    const client = await aCcxt(address, 'off');
    return trialOf(
      count,
      async (instId) => {
        const { id } = await client.createOrder(unifiedSymbol(instId), 'limit', 'buy', 0.01, 59_000);
        return typeof id === 'string';
      },
      () => {},
    );
  },
};
