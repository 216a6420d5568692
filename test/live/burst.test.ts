import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BaseBroker } from '../../src/ports/broker.ts';
import { aDemoBroker, demoAccount, liveName, SWAP } from './demo-account.ts';

const TASKS = 20;
const MOST_P95_MS = 2_000;
/** Far enough to rest, near enough for OKX's price limits. */
const DISTANCE = '0.97';
const FOLDER = '.tmp/live';

interface Task {
  readonly ms: number;
  readonly isRight: boolean;
}

/** An order that rests, and the positions; how long both took. */
async function task(broker: BaseBroker, price: string, quantity: string): Promise<Task> {
  const startedAt = performance.now();
  const intent = { instrument: SWAP, side: 'buy', quantity, pricing: { type: 'limit', price } } as const;
  const [order] = await Promise.all([broker.placeOrder(intent), broker.getPositions()]);
  return { ms: performance.now() - startedAt, isRight: order.state === 'working' };
}

describe.skipIf(demoAccount() === null)(liveName('a burst of 20 tasks on OKX demo trading'), () => {
  const tasks: Task[] = [];
  let broker: BaseBroker;

  beforeAll(async () => {
    broker = aDemoBroker();
    await broker.connect();
    const rules = await broker.getInstrument(SWAP);
    const price = rules.priceOf(rules.ticks((await broker.getMarketPrice(SWAP)).mul(DISTANCE), 'down')).toFixed();
    tasks.push(
      ...(await Promise.all(Array.from({ length: TASKS }, () => task(broker, price, rules.minQuantity.toFixed())))),
    );
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/burst.json`, `${JSON.stringify({ at: new Date().toISOString(), p95Ms: p95(), tasks })}\n`);
  });
  afterAll(async () => {
    await broker.cancelAllOrders(SWAP);
    await broker.close();
  });

  function p95(): number {
    return tasks.map(({ ms }) => ms).sort((a, b) => a - b)[Math.ceil(TASKS * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
  }

  it('places every order', () => {
    expect(tasks.filter(({ isRight }) => isRight)).toHaveLength(TASKS);
  });

  it('is done with 95 of 100 tasks within two seconds', () => {
    expect(p95()).toBeLessThan(MOST_P95_MS);
  });
});
