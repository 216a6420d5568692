import type { Contestant } from '../harness/contestant.ts';
import { aBroker } from './brokers.ts';
import { aCcxt } from './ccxt-clients.ts';
import { swapIds } from './instruments.ts';
import { OkxServer } from './okx-server.ts';

const INSTRUMENTS = swapIds(10);

/** What the last reading showed: base units by instrument, in the order of their names. */
export interface Held {
  readonly positions: readonly string[];
}

async function aServer() {
  return OkxServer.start({ instruments: INSTRUMENTS, positions: INSTRUMENTS.length, fixed: 'calls' });
}

export const brokerkit: Contestant<number, Held> = {
  name: 'brokerkit getPositions',
  async prepare(count) {
    const { address } = await aServer();
    const broker = await aBroker(address, INSTRUMENTS);
    let held: readonly string[] = [];
    return {
      async run() {
        for (let index = 0; index < count; index++) {
          const positions = await broker.getPositions();
          held = positions.map(({ instrument, quantity }) => `${instrument} ${quantity.toFixed()}`);
        }
      },
      result: () => ({ positions: [...held].sort() }),
    };
  },
};

export const ccxt: Contestant<number, Held> = {
  name: 'ccxt fetchPositions, no limiter',
  async prepare(count) {
    const { address } = await aServer();
    const client = await aCcxt(address, 'off');
    let held: readonly string[] = [];
    return {
      async run() {
        for (let index = 0; index < count; index++) {
          const positions = await client.fetchPositions();
          held = positions.map(
            ({ info, contracts = 0, contractSize = 0 }) => `${info.instId} ${Number(contracts) * contractSize}`,
          );
        }
      },
      result: () => ({ positions: [...held].sort() }),
    };
  },
};
