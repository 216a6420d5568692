import { Decimal } from '../../../../src/domain/decimal.ts';
import { SWAP } from '../exchange-books.ts';
import { differences, protectionDifferences } from '../invariants.ts';
import { OkxBench } from '../okx-bench.ts';
import type { Cell, MatrixFault } from './fault.ts';

/** What a cell came to. */
export interface CellResult {
  /** How often the fault happened. */
  readonly fired: number;
  /** What was wrong; nothing where every invariant held. */
  readonly problems: readonly string[];
  /** How long the command took of the clock, ms. */
  readonly tookMs: number;
  /** Differences that only the reconciler found. */
  readonly drifts: number;
}

/** A command is answered within this, whatever happens, ms. */
const ANSWERED_WITHIN_MS = 12_000;
/** By then everything is known that happened, and the streams tell again, ms. */
const SETTLED_WITHIN_MS = 60_000;
/** A live stream tells within this, ms. */
const HEARD_WITHIN_MS = 1_000;
const BASE = '0.02';
const RESTING = '0.02';
const PROBE = '0.01';

/** Gives one command while one fault happens to it, and compares at the end what is known with what is true. */
export async function runCell(fault: MatrixFault, cell: Cell): Promise<CellResult> {
  const bench = await OkxBench.start();
  try {
    return await strike(bench, fault, cell);
  } finally {
    await bench.close();
  }
}

async function strike(bench: OkxBench, fault: MatrixFault, cell: Cell): Promise<CellResult> {
  const { clock, mock, problems } = bench;
  const protection = { stopLoss: { trigger: { price: '57000' } }, takeProfit: { trigger: { price: '64000' } } };
  await bench.connect();
  await bench.during(bench.place({ quantity: BASE, protection }));
  const resting = await bench.during(
    bench.place({ quantity: RESTING, pricing: { type: 'limit', price: '59000' }, protection }),
  );
  // A calm second, so that nothing is on its way from before.
  await bench.advance(1_000);

  const begunAt = clock.now();
  const fired = fault.arm(bench, cell);
  let tookMs = Number.POSITIVE_INFINITY;
  const working = cell.command.run(bench, resting).then(
    () => {
      tookMs = clock.now() - begunAt;
    },
    (error: unknown) => {
      tookMs = clock.now() - begunAt;
      // A position that is gone cannot be closed, and that is the answer.
      if (!String(error).includes('There is no cross position')) problems.push(`the command threw ${String(error)}`);
    },
  );
  await bench.during(working);
  if (tookMs > ANSWERED_WITHIN_MS) problems.push(`the command took ${tookMs} ms`);

  await bench.advance(SETTLED_WITHIN_MS);
  const happened = fired();
  if (happened === 0) problems.push('the fault did not happen');
  mock.faults.clear();
  mock.streams.faults.lift();
  if (!bench.isConnected) problems.push('the streams are not restored');
  await probe(bench);
  problems.push(...(await differences(bench.broker, bench.books, bench.orders.keys())));
  problems.push(...(await protectionDifferences(bench.broker, bench.books)));
  problems.push(...exposure(bench, cell));
  // A read-back begins with pushes that were lost.
  if (cell.moment !== 'read_back' && fault.hidesNews !== true) {
    problems.push(
      ...bench.drifts.map(({ classification, subject }) => `only a comparison found: ${classification} ${subject}`),
    );
  }
  for (const counted of bench.counts.keys()) if (isWrong(counted)) problems.push(`counted: ${counted}`);
  for (const { quota } of mock.limits.violations) problems.push(`the limit ${quota} was exceeded`);
  return { fired: happened, problems, tookMs, drifts: bench.drifts.length };
}

/** What is counted and must not happen; a comparison whose reads failed is made again at the next interval. */
function isWrong(counted: string): boolean {
  if (counted.startsWith('engine_failures Reconciling')) return false;
  return ['illegal_order_events', 'engine_failures', 'okx_unusable_pushes'].some((name) => counted.startsWith(name));
}

/** An order that fills by itself is heard of at once: the streams work again. */
async function probe(bench: OkxBench): Promise<void> {
  bench.mock.market.setPrice(SWAP, '60000');
  // So that the price is known by which the order is judged.
  await bench.advance(1_000);
  const order = await bench.during(
    bench.place({
      quantity: PROBE,
      pricing: { type: 'limit', price: '59900' },
      protection: { stopLoss: { trigger: { price: '57000' } } },
    }),
  );
  bench.mock.market.trade(SWAP, { price: '59900', quantity: '200', taker: 'sell' });
  const { clientOrderId } = order;
  const isHeard = (): boolean => bench.orders.get(clientOrderId)?.state === 'filled';
  if (!(await bench.until(isHeard, HEARD_WITHIN_MS))) {
    bench.problems.push(`a fill was not heard within ${HEARD_WITHIN_MS} ms of the streams’ being restored`);
  }
  await bench.advance(5_000);
}

/** Nothing was bought that nobody had asked for. */
function* exposure({ books }: OkxBench, { command }: Cell): Generator<string> {
  const bought = books
    .orders()
    .filter(({ terms }) => terms.side === 'buy' && !terms.reduceOnly && terms.category === 'normal')
    .reduce((sum, order) => sum.add(new Decimal(order.filledLots).mul('0.0001')), new Decimal(0));
  const asked = new Decimal(BASE).add(RESTING).add(PROBE).add(command.buys);
  if (bought.gt(asked)) yield `${bought.toFixed()} was bought, and ${asked.toFixed()} asked for`;
  if (books.lots() < 0) yield 'the position was turned round';
}
