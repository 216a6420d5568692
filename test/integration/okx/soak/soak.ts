import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SeededRandom } from '../../../../src/domain/seeded-random.ts';
import { LOST_ANSWERS } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import type { StreamFault, StreamFaultRecord } from '../../../../src/testing/mock-okx/ws/stream-faults.ts';
import { SWAP } from '../exchange-books.ts';
import { differences, protectionDifferences } from '../invariants.ts';
import { OkxBench } from '../okx-bench.ts';
import { tradeAtRandom } from '../random-trading.ts';

/** How long a soak is. */
export interface SoakTerms {
  readonly orders: number;
  readonly reconnections: number;
  readonly seed: number;
}

/** What a soak came to. */
export interface SoakReport {
  readonly problems: readonly string[];
  readonly orders: number;
  readonly executions: number;
  readonly faults: number;
  readonly reconnections: number;
  readonly hoursOfClock: number;
  /** Heap after forced collections, bytes. */
  readonly heap: { readonly atFifth: number; readonly atEnd: number };
}

/** Share of the commands that something happens to. */
const FAULTY_COMMANDS = 0.05;
const FAULTY_READS = 0.01;
/** Commands under way at once. */
const AT_ONCE = 3;
/** After so many rounds everything comes to rest and is compared. */
const ROUNDS = 25;
const REST_MS = 45_000;
/** Orders, fills and calls that broker and exchange remember: a fifth of the soak fills it. */
const HISTORY = 500;

/** The ways in which a connection goes, one after the other. */
const LOSSES: readonly StreamFault[] = [
  { kind: 'drop' },
  { kind: 'half_open', where: { url: 'private' } },
  { kind: 'close', code: 4004 },
  { kind: 'drop', where: { url: 'private' } },
  { kind: 'upgrade_notice', closesAfterMs: 5_000 },
];

/** Trades at random while calls fail and connections go, and compares what is known with what is true again and again. */
export async function soak({ orders, reconnections, seed }: SoakTerms): Promise<SoakReport> {
  const bench = await OkxBench.start({ seed, historyLimit: HISTORY });
  const { broker, books, mock, clock, problems } = bench;
  const random = new SeededRandom(seed);
  const begunAt = clock.now();
  let placed = 0;
  let faults = 0;
  let comparedAt = 0;
  const losses: StreamFaultRecord[] = [];
  let heapAtFifth = 0;
  broker.on('order.updated', ({ cause }) => {
    if (cause.type === 'order.submitted') placed++;
  });
  await bench.connect();
  while (placed < orders && problems.length === 0) {
    const chances = [
      mock.faults.random({
        rate: FAULTY_COMMANDS,
        seed: random.below(1 << 30),
        delayMs: 700,
      }),
      mock.faults.random({
        rate: FAULTY_READS,
        seed: random.below(1 << 30),
        target: 'any_read',
        kinds: LOST_ANSWERS,
        when: 'before_execution',
      }),
    ];
    for (let round = 0; round < ROUNDS; round++) {
      if (losses.length < (placed / orders) * reconnections) {
        losses.push(mock.streams.faults.inject(LOSSES[losses.length % LOSSES.length]!));
      }
      const commands = Array.from({ length: AT_ONCE }, () => tradeAtRandom(broker, random));
      await bench.during(Promise.allSettled(commands));
      wander(bench, random);
    }
    for (const { record, stop } of chances) {
      faults += record.fired;
      stop();
    }
    await bench.advance(REST_MS);
    problems.push(...(await differences(broker, books, bench.orders.keys(), comparedAt)));
    problems.push(...(await protectionDifferences(broker, books, 'where_requested')));
    bench.forgetEnded();
    comparedAt = clock.now() + 1;
    // A moment that belongs to neither part.
    await bench.advance(2);
    if (heapAtFifth === 0 && placed >= orders / 5) heapAtFifth = heapInUse();
  }
  const atEnd = heapInUse();
  const executions = mock.exchange.executions();
  const hoursOfClock = (clock.now() - begunAt) / 3_600_000;
  await bench.close();
  return {
    problems,
    orders: placed,
    executions,
    faults,
    reconnections: losses.filter(({ fired }) => fired > 0).length,
    hoursOfClock,
    heap: { atFifth: heapAtFifth, atEnd },
  };
}

/** The price moves, and what rests may be executed. */
function wander({ mock, books }: OkxBench, random: SeededRandom): void {
  const resting = books.openOrders()[0];
  if (resting !== undefined && typeof resting.ticks === 'number' && random.below(3) === 0) {
    const { listed } = resting.terms;
    mock.market.trade(SWAP, { price: listed.priceOf(resting.ticks), quantity: '0.005', taker: 'sell' });
  }
  if (random.below(8) === 0) mock.market.setPrice(SWAP, `${59_500 + random.below(1_000)}`);
}

/** What is in use once everything has been thrown away that can be. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') for (let time = 0; time < 3; time++) collect();
  return process.memoryUsage().heapUsed;
}
