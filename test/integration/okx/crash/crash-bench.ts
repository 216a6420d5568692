import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'tsup';
import { SeededRandom } from '../../../../src/domain/seeded-random.ts';
import { createBroker } from '../../../../src/index.ts';
import { fileOrderJournal } from '../../../../src/persistence/file-order-journal.ts';
import { orderOf, readJournal } from '../../../../src/persistence/journal-lines.ts';
import type { BaseBroker } from '../../../../src/ports/broker.ts';
import type { OrderJournal } from '../../../../src/ports/order-journal.ts';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { ExchangeBooks, SWAP } from '../exchange-books.ts';
import { accountDifferences, falselyEnded, placedTwice, protectionDifferences } from '../invariants.ts';

/** What is left when the last process was killed and another one has taken over. */
export interface CrashReport {
  readonly problems: readonly string[];
  /** Orders that the exchange took. */
  readonly orders: number;
  readonly summary: string;
}

const TRADER = join(import.meta.dirname, '../fixtures/trader.ts');
const ROOT = join(import.meta.dirname, '../../../..');
const BUILT = join(ROOT, '.tmp/crash');
/** A process is killed after so many calls at most, counted from its first. */
const MOST_CALLS = 220;
/** … and so many ms after the last of them, at most. */
const MOST_DELAY_MS = 12;
const SEED = 20_250_101;
/** So many requests, orders and fills are kept: kills are counted by requests, and the books are compared whole. */
const HISTORY = 200_000;
const FAULTY_SHARE = 0.03;
/** When nothing that was sent before can be executed any more, ms. */
const EXPIRED_MS = 25_000;

/** An exchange, and processes that trade on it with one journal until they are killed. */
export class CrashBench {
  readonly #mock: MockOkx;
  readonly #books: ExchangeBooks;
  readonly #journal: string;
  readonly #random = new SeededRandom(SEED);
  /** Every order that was ever written to the journal. */
  readonly #written = new Set<string>();
  /** What processes said of the end of orders. */
  readonly #ended = new Map<string, string>();
  readonly #problems: string[] = [];
  #child: ChildProcess | null = null;
  #kills = 0;

  private constructor(mock: MockOkx, journal: string) {
    this.#mock = mock;
    this.#books = new ExchangeBooks(mock);
    this.#journal = journal;
  }

  static async start(journal: string): Promise<CrashBench> {
    // One file starts in a third of the time that its sources take.
    await build({
      entry: { trader: TRADER },
      outDir: BUILT,
      format: ['esm'],
      config: false,
      silent: true,
      platform: 'node',
      target: 'node20',
      splitting: false,
    });
    const mock = await MockOkx.start({
      ...{ seed: SEED, historyMinutes: 1, historyLimit: HISTORY },
      prices: { [SWAP]: '60000' },
    });
    mock.faults.random({ rate: FAULTY_SHARE, seed: SEED, delayMs: 20 });
    return new CrashBench(mock, journal);
  }

  /** Starts a process, and kills it at a moment that the seed draws: while it connects, recovers or trades. */
  async runUntilKilled(run: number): Promise<void> {
    const { restUrl, wsUrl, credentials } = this.#mock;
    const { apiKey, secretKey, passphrase } = credentials;
    const args = [join(BUILT, 'trader.js'), restUrl, wsUrl, apiKey, secretKey, passphrase, this.#journal, `${run}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk;
    });
    const closed = once(child, 'close');
    const calls = this.#mock.requests.length + 1 + this.#random.below(MOST_CALLS);
    const delayMs = this.#random.below(MOST_DELAY_MS);
    const watch = setInterval(() => {
      if (this.#mock.requests.length < calls) return;
      clearInterval(watch);
      setTimeout(() => child.kill('SIGKILL'), delayMs);
    }, 1);
    const [code, signal] = await closed;
    clearInterval(watch);
    if (signal !== 'SIGKILL') throw new Error(`Process ${run} ended by itself with ${code}: ${complaints}`);
    this.#kills += 1;
    this.#note(said);
    await this.#readJournal();
    // What was bought from it comes back to the book.
    this.#mock.market.setPrice(SWAP, '60000');
  }

  /** One more process takes over, and is left alone until everything is known. */
  async recover(): Promise<CrashReport> {
    this.#mock.faults.clear();
    const journal = fileOrderJournal(this.#journal);
    const broker = this.#makeBroker(journal);
    const { clock } = this.#mock;
    try {
      await broker.connect();
      clock.advance(EXPIRED_MS);
      await until(async () => (await broker.getOpenOrders()).every(({ state }) => state !== 'unresolved'));
      clock.advance(EXPIRED_MS);
      await until(async () => (await this.#accountDifferences(broker)).length === 0);
      this.#problems.push(...(await this.#accountDifferences(broker)));
    } finally {
      await broker.close();
      await journal.close();
    }
    await this.#readJournal();
    const orders = this.#books.orders().filter(({ terms }) => terms.clOrdId !== '');
    for (const { terms } of orders) {
      if (!this.#written.has(terms.clOrdId)) this.#problems.push(`${terms.clOrdId} was placed and never written down`);
    }
    this.#problems.push(...placedTwice(this.#books), ...falselyEnded(this.#ended, this.#books));
    this.#problems.push(...(await this.#unfinished()).map((id) => `${id} has no end in the journal, and is not open`));
    const { length: executions } = this.#books.fills();
    const summary = `Crash: ${this.#kills} kills, ${this.#written.size} orders written, ${orders.length} placed, ${executions} executions, ${this.#problems.length} problems.`;
    return { problems: this.#problems, orders: orders.length, summary };
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#mock.close();
  }

  #makeBroker(journal: OrderJournal): BaseBroker {
    const { credentials, restUrl, wsUrl, clock } = this.#mock;
    return createBroker(
      {
        kind: 'okx_demo',
        ...credentials,
        endpoints: { rest: restUrl, ws: wsUrl },
        instruments: [SWAP],
        commandTimeoutMs: 1_000,
      },
      { clock, journal },
    );
  }

  async #accountDifferences(broker: BaseBroker): Promise<readonly string[]> {
    return [
      ...(await accountDifferences(broker, this.#books)),
      ...(await protectionDifferences(broker, this.#books, 'where_requested')),
    ];
  }

  /** Lines of the output that are whole. */
  #note(said: string): void {
    for (const line of said.split('\n').slice(0, -1)) {
      const [id = '', state = ''] = line.split(' ');
      const before = this.#ended.get(id);
      if (before !== undefined && before !== state) this.#problems.push(`${id} was said to be ${before} and ${state}`);
      this.#ended.set(id, state);
    }
  }

  async #readJournal(): Promise<void> {
    const text = await readFile(this.#journal, 'utf8').catch(() => '');
    for (const { note } of readJournal(text, this.#journal).lines) this.#written.add(orderOf(note));
  }

  /** Orders without an end in the journal that do not rest at the exchange. */
  async #unfinished(): Promise<string[]> {
    const journal = fileOrderJournal(this.#journal);
    const open = new Set([
      ...this.#books.openOrders().map(({ terms }) => terms.clOrdId),
      ...this.#books.openAlgos().map(({ terms }) => terms.algoClOrdId),
    ]);
    const left = (await journal.unfinished()).filter((order) => !order.hasEnded && !open.has(order.clientOrderId));
    await journal.close();
    return left.map(({ clientOrderId }) => clientOrderId);
  }
}

/** Asks again and again until it holds, for ten seconds at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 500 && !(await holds()); asked++) await new Promise((resolve) => setTimeout(resolve, 20));
}
