import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { LockedTraderTask } from '../fixtures/locked-trader.ts';

const TRADER = join(import.meta.dirname, '../fixtures/locked-trader.ts');
const PATIENCE = { timeout: 60_000, interval: 10 };

/** Something that a process said of itself. */
export interface Said {
  readonly what: string;
  readonly value: unknown;
}

/** A process that wants to trade an account; what it says, and what its model answers. */
export class LockedTrader {
  readonly #child: ChildProcess;
  #text = '';
  #complaints = '';

  constructor(task: LockedTraderTask) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', TRADER, JSON.stringify(task)]);
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk;
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints += chunk;
    });
  }

  get said(): readonly Said[] {
    return this.#text
      .split('\n')
      .slice(0, -1)
      .map((line): Said => JSON.parse(line));
  }

  all(what: string): readonly unknown[] {
    return this.said.filter((one) => one.what === what).map(({ value }) => value);
  }

  /** The `count`th thing of its kind, when it has been said. */
  async says(what: string, count = 1): Promise<unknown> {
    await vi.waitUntil(() => {
      if (this.#child.exitCode !== null) throw new Error(`The process ended: ${this.#complaints}`);
      return this.all(what).length >= count;
    }, PATIENCE);
    return this.all(what)[count - 1];
  }

  /** Waits until its scheduler stands so. */
  async is(state: string): Promise<void> {
    await vi.waitUntil(() => JSON.stringify(this.all('is').at(-1) ?? '').includes(`"${state}"`), PATIENCE);
  }

  answer(...decisions: readonly Record<string, unknown>[]): void {
    this.#child.stdin?.write(`${JSON.stringify({ decisions, pauseCycles: 0 })}\n`);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }
}
