import type { StoreScope } from '../domain/runtime-mode.ts';
import { PersistenceError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeldLock, InstanceLock } from '../ports/instance-lock.ts';

/** A connection to PostgreSQL of its own, such as a `pg` Client: the lock lives as long as it does. */
export interface LockConnection {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly { readonly taken?: unknown }[] }>;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  end(): Promise<void>;
}

/** How {@link advisoryLock} reaches the database, and whose account it locks. */
export interface AdvisoryLockOptions {
  /** Opens a connection that nobody else uses: `async () => { const client = new pg.Client(url); await client.connect(); return client; }`. */
  readonly connect: () => Promise<LockConnection>;
  /** Whose account it is: one lock per portfolio and mode. */
  readonly scope: StoreScope;
  readonly clock: Clock;
  /** How often the connection is asked whether it lives, ms. Default 2,000. */
  readonly heartbeatMs?: number;
  /** How long it may take to answer before it counts as lost, ms. Default 2,000. */
  readonly answerMs?: number;
}

/**
 * Lets one process trade an account, by a session advisory lock of PostgreSQL.
 *
 * The server gives the lock up when the connection ends; we know that it is lost when the connection breaks or stops
 * answering, within heartbeat plus answer time. PGlite cannot do this: its folder has a lock of its own.
 */
export function advisoryLock(options: AdvisoryLockOptions): InstanceLock {
  return {
    async tryAcquire() {
      let connection: LockConnection;
      try {
        connection = await options.connect();
      } catch (cause) {
        throw unavailable(cause);
      }
      const held = new SessionLock(connection, options);
      return (await held.take()) ? held : null;
    },
  };
}

class SessionLock implements HeldLock {
  readonly #connection: LockConnection;
  readonly #options: AdvisoryLockOptions;
  #isHeld = false;
  #isReleased = false;
  #lostBecause: { readonly cause: unknown } | null = null;
  #onLost: ((cause: unknown) => void) | null = null;
  #cancelTimers: () => void = () => {};

  constructor(connection: LockConnection, options: AdvisoryLockOptions) {
    this.#connection = connection;
    this.#options = options;
    connection.on('error', (error) => this.#lost(error));
    connection.on('end', () => this.#lost(lockLost('The connection that held the lock ended.')));
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Whether the lock was free. The connection of one that was not is closed. */
  async take(): Promise<boolean> {
    const { portfolioId, runtimeMode } = this.#options.scope;
    let rows: readonly { readonly taken?: unknown }[];
    try {
      // Both halves of the key are hashes by the server, so that every client of any version takes the same lock.
      ({ rows } = await this.#connection.query(
        "select pg_try_advisory_lock(hashtext('brokerkit'), hashtext($1)) as taken",
        [`${portfolioId}|${runtimeMode}`],
      ));
    } catch (cause) {
      await this.#end();
      throw unavailable(cause);
    }
    // The connection may have broken behind the answer.
    this.#isHeld = rows[0]?.taken === true && this.#lostBecause === null;
    if (this.#isHeld) this.#beat();
    else await this.#end();
    return this.#isHeld;
  }

  onLost(listener: (cause: unknown) => void): void {
    if (this.#lostBecause === null) this.#onLost = listener;
    else listener(this.#lostBecause.cause);
  }

  async release(): Promise<void> {
    this.#isHeld = false;
    this.#cancelTimers();
    await this.#end();
  }

  /** Asks now and then whether the connection lives: one that went silent would otherwise be believed for hours. */
  #beat(): void {
    const { clock, heartbeatMs = 2_000, answerMs = 2_000 } = this.#options;
    this.#cancelTimers = clock.schedule(heartbeatMs, () => {
      const giveUp = clock.schedule(answerMs, () =>
        this.#lost(lockLost(`The connection that held the lock did not answer within ${answerMs} ms.`)),
      );
      this.#cancelTimers = giveUp;
      this.#connection.query('select 1').then(
        () => {
          giveUp();
          if (this.#isHeld) this.#beat();
        },
        (error: unknown) => this.#lost(error),
      );
    });
  }

  #lost(cause: unknown): void {
    if (this.#isReleased || this.#lostBecause !== null) return;
    this.#lostBecause = { cause };
    const wasHeld = this.#isHeld;
    this.#isHeld = false;
    this.#cancelTimers();
    // If the server still believes in it, closing gives it back.
    void this.#end();
    if (wasHeld) this.#onLost?.(cause);
  }

  async #end(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    await this.#connection.end().catch(() => {});
  }
}

function unavailable(cause: unknown): PersistenceError {
  return new PersistenceError('The lock on the account could not be asked for: the database cannot be reached.', {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs: 1_000 },
    cause,
  });
}

function lockLost(message: string): PersistenceError {
  return new PersistenceError(message, { code: 'store/unavailable', advice: { retry: 'after', delayMs: 1_000 } });
}
