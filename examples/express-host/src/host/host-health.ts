import type { Clock } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';
import type { HostTrading } from './host-trading.ts';

type Health = z.infer<typeof contract.health>;
type Check = Health['checks'][string];

export interface HostHealthOptions {
  readonly trading: HostTrading;
  /** Asks the database whether it is there. */
  readonly ask: () => Promise<void>;
  readonly databaseName: string;
  readonly clock: Clock;
  readonly onDatabase: (trouble: string | null) => void;
}

/** Between two questions to the database, ms, and how long it may take to answer. */
const ASK_MS = 5_000;

/** Whether the host can be worked with, and why not. */
export class HostHealth {
  readonly #options: HostHealthOptions;
  #databaseTrouble: string | null = null;
  #cancel: () => void = () => {};
  #state: 'new' | 'running' | 'stopping' = 'new';

  constructor(options: HostHealthOptions) {
    this.#options = options;
  }

  start(): void {
    this.#state = 'running';
    this.#ask();
  }

  stop(): void {
    this.#state = 'stopping';
    this.#cancel();
  }

  get view(): Health {
    const { trading } = this.#options;
    const checks = { database: this.#database(), trading: this.#trading(), venue: this.#venue() };
    const isWell = Object.values(checks).every(({ ok }) => ok);
    if (this.#state === 'stopping') return { status: 'stopping', checks };
    if (trading.waitsFor === 'lock') return { status: 'standby', checks };
    if (trading.waitsFor !== null) return { status: 'starting', checks };
    return { status: isWell ? 'ok' : 'degraded', checks };
  }

  #database(): Check {
    const trouble = this.#databaseTrouble;
    return { ok: trouble === null, message: trouble ?? `${this.#options.databaseName} answers.` };
  }

  #trading(): Check {
    const { session, waitsFor, mode } = this.#options.trading;
    if (session === null) {
      const message =
        waitsFor === 'lock' ? 'Another instance trades this account; this one stands by.' : `${mode} has not started.`;
      return { ok: false, message };
    }
    const { state, opensBlockedBy } = session.cycles.scheduler.status;
    // A pause is what somebody wanted; it is no fault.
    const ok = state === 'running' || state === 'paused';
    return { ok, message: `${mode}: ${state}${opensBlockedBy === null ? '' : `; nothing opens: ${opensBlockedBy}`}` };
  }

  #venue(): Check {
    const { session, venueLostBecause } = this.#options.trading;
    if (session === null) return { ok: false, message: 'No venue is connected.' };
    return { ok: venueLostBecause === null, message: venueLostBecause ?? `Connected to ${session.venue}.` };
  }

  #ask(): void {
    const { clock, ask } = this.#options;
    let isAnswered = false;
    const end = (trouble: string | null): void => {
      if (isAnswered) return;
      isAnswered = true;
      cancel();
      if (this.#state === 'stopping') return;
      if ((trouble === null) !== (this.#databaseTrouble === null)) this.#options.onDatabase(trouble);
      this.#databaseTrouble = trouble;
      this.#cancel = clock.schedule(ASK_MS, () => this.#ask());
    };
    const cancel = clock.schedule(ASK_MS, () => end(`The database has not answered for ${ASK_MS / 1_000} s.`));
    ask().then(
      () => end(null),
      (error: unknown) =>
        end(`The database does not answer: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}
