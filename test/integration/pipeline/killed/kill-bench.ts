import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsup';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import type { TraderTask } from './fixtures/killed-trader.ts';
import type { DeathPoint } from './fixtures/write-gate.ts';
import { BTC, ETH, nakedPositions, problemsOf } from './problems.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const BUILT = join(ROOT, '.tmp/killed');
/** How long a process stays away: nothing that was sent before can be executed any more, and it is no news either. */
const AWAY_MS = 300_000;
/** It looks on, ends what it finds, and looks on again. */
const RECOVER = [reply(hold(BTC)), reply(close(BTC), close(ETH)), reply(hold(BTC))] as const;
/** It opens a position, and in the next cycle closes it and opens another. */
const TRADE = [reply(buy(BTC, 49_000, 53_000)), reply(close(BTC), buy(ETH, 2_900, 3_200))];

/** How a process ended, and what it wrote until then. */
export interface Run {
  readonly wasKilled: boolean;
  readonly writes: readonly string[];
}

/** An exchange that lives on, and a folder of stores, for processes that trade until they are killed. */
export class KillBench {
  readonly #mock: MockOkx;
  readonly #folder: string;
  /** Positions that had no stop when a process had taken over. */
  readonly #naked: string[] = [];
  #child: ChildProcess | null = null;

  private constructor(mock: MockOkx, folder: string) {
    this.#mock = mock;
    this.#folder = folder;
  }

  static async start(): Promise<KillBench> {
    // One file starts in a third of the time that its sources take.
    await build({
      entry: { trader: join(import.meta.dirname, 'fixtures/killed-trader.ts') },
      outDir: BUILT,
      format: ['esm'],
      config: false,
      silent: true,
      platform: 'node',
      target: 'node20',
      splitting: false,
    });
    const mock = await MockOkx.start({ historyMinutes: 300, prices: { [BTC]: '50000', [ETH]: '3000' } });
    return new KillBench(mock, await mkdtemp(join(tmpdir(), 'brokerkit-killed-')));
  }

  /** A process takes over what the last one left, and trades; until it is killed, or to its end. */
  trade(death: DeathPoint | null = null): Promise<Run> {
    return this.#run({ trade: TRADE, death });
  }

  /** Time passes before the next process starts: what was written and never sent cannot be executed any more. */
  wait(): void {
    this.#mock.clock.advance(AWAY_MS);
  }

  /** One more process takes over and does nothing else. Everything that is not as it has to be then. */
  async settle(): Promise<readonly string[]> {
    await this.#run({ trade: [], death: null });
    return [...this.#naked.splice(0), ...(await problemsOf(this.#mock, join(this.#folder, 'db')))];
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#mock.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(what: Pick<TraderTask, 'trade' | 'death'>): Promise<Run> {
    const { restUrl: rest, wsUrl: ws, credentials } = this.#mock;
    const task: TraderTask = { rest, ws, credentials, folder: this.#folder, recover: RECOVER, ...what };
    const child = spawn(process.execPath, [join(BUILT, 'trader.js'), JSON.stringify(task)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    let complaints = '';
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => {
      const hasLooked = said.includes('looks on\n');
      said += chunk;
      if (hasLooked || !said.includes('looks on\n')) return;
      // It has taken over, and has not closed anything yet.
      this.#naked.push(...nakedPositions(this.#mock));
      child.stdin.write('go\n');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk;
    });
    const [code, signal] = await once(child, 'close');
    if (signal !== 'SIGKILL' && code !== 0) throw new Error(`The process ended with ${code}: ${complaints}`);
    // What was bought from it comes back to the book.
    this.#mock.market.setPrice(BTC, '50000');
    this.#mock.market.setPrice(ETH, '3000');
    const writes = [...said.matchAll(/^wrote (.*)$/gm)].map(([, write = '']) => write);
    return { wasKilled: signal === 'SIGKILL', writes };
  }
}

function reply(...decisions: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ decisions, pauseCycles: 0 });
}

function buy(symbol: string, stop: number, target: number): Record<string, unknown> {
  return { action: 'buy', symbol, size: 0.05, leverage: 2, stop, target, confidence: 0.8 };
}

function close(symbol: string): Record<string, unknown> {
  return { action: 'close', symbol, confidence: 0.8 };
}

function hold(symbol: string): Record<string, unknown> {
  return { action: 'hold', symbol, confidence: 0.8 };
}
