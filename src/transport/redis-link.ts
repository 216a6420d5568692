import Bottleneck from 'bottleneck';
import type { Redis } from 'ioredis';
import { ConfigurationError, ConnectivityError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

/** How often Redis is asked whether it is there, in milliseconds. */
const PING_EVERY_MS = 1000;

export interface RedisLinkOptions {
  readonly url: string;
  readonly clock: Clock;
  /** How long Redis may take for an answer or a connection, in milliseconds. */
  readonly answerWithinMs: number;
}

/**
 * One pair of connections to Redis, from its opening to its loss.
 *
 * It does not come back: a connection that was lost has missed messages, and may meet a Redis that has forgotten
 * everything. Whoever needs another one opens another one.
 */
export class RedisLink {
  readonly connection: Bottleneck.IORedisConnection;
  readonly #client: Redis;
  readonly #subscriber: Redis;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  #ping: CancelTimer | null = null;

  private constructor(client: Redis, subscriber: Redis, clock: Clock) {
    this.#client = client;
    this.#subscriber = subscriber;
    this.#clock = clock;
    // Bottleneck would make its own second connection, which nobody could watch.
    client.duplicate = () => subscriber;
    this.connection = new Bottleneck.IORedisConnection({ client });
    this.connection.on('error', (error) => this.lose(error));
    for (const one of [client, subscriber]) one.once('end', () => this.lose('The connection has ended.'));
    this.#pingSoon();
  }

  /**
   * Opens both connections.
   *
   * @throws {ConnectivityError} `net/unreachable` when Redis does not answer in time.
   * @throws {ConfigurationError} `config/missing_package` without the package `ioredis`, `config/invalid` for an address
   * that is none.
   */
  static async open({ url, clock, answerWithinMs }: RedisLinkOptions): Promise<RedisLink> {
    const address = addressOf(url);
    const Client = await loadClient();
    const options = {
      retryStrategy: () => null,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: answerWithinMs,
      commandTimeout: answerWithinMs,
    };
    const pair = [new Client(url, options), new Client(url, options)] as const;
    try {
      await Promise.all(pair.map((one) => becomesReady(one, clock, answerWithinMs)));
    } catch (error) {
      for (const one of pair) one.disconnect();
      throw unreachable(`Redis at ${address} does not answer: ${reasonOf(error)}`);
    }
    return new RedisLink(...pair, clock);
  }

  /** Aborts, with a `net/unreachable` as its reason, when the connection is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  lose(error: unknown): void {
    if (this.#lost.signal.aborted) return;
    const reason = unreachable(`Redis, which the rate limits are shared through, is lost: ${reasonOf(error)}`);
    // Closed before anyone hears of it: bottleneck then says nothing more to the connection.
    this.close();
    this.#lost.abort(reason);
  }

  close(): void {
    this.#ping?.();
    void this.connection.disconnect(false);
  }

  #pingSoon(): void {
    this.#ping = this.#clock.schedule(PING_EVERY_MS, () => {
      Promise.all([this.#client.ping(), this.#subscriber.ping()]).then(
        () => {
          if (!this.#lost.signal.aborted) this.#pingSoon();
        },
        (error: unknown) => this.lose(error),
      );
    });
  }
}

function becomesReady(client: Redis, clock: Clock, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(withinMs, () => reject('no answer in time'));
    let reason: unknown = 'the connection was refused';
    client.on('error', (error) => {
      reason = error;
    });
    client.once('end', () => {
      cancel();
      reject(reason);
    });
    client.once('ready', () => {
      cancel();
      resolve();
    });
  });
}

async function loadClient(): Promise<typeof Redis> {
  try {
    return (await import('ioredis')).Redis;
  } catch {
    throw new ConfigurationError('Sharing rate limits through Redis needs the package ioredis: npm install ioredis', {
      code: 'config/missing_package',
      details: { package: 'ioredis' },
    });
  }
}

/** Host and port; the rest of the address may hold a password. */
function addressOf(url: string): string {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new ConfigurationError('The address of Redis has to look like redis://host:6379 or rediss://host:6379.', {
      code: 'config/invalid',
    });
  }
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '6379' : port}`;
}

function unreachable(message: string): ConnectivityError {
  return new ConnectivityError(message, {
    code: 'net/unreachable',
    advice: { retry: 'after', delayMs: PING_EVERY_MS },
    details: { sent: false },
  });
}

/** The text alone: an error of the client carries the command that failed, and with it a password. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
