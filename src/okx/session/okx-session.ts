import { createHmac } from 'node:crypto';
import { ConfigurationError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OkxAnswer, OkxRequest, OkxSend } from '../request.ts';
import type { LoginArgs } from '../stream/connection.ts';
import { assertDemo, type OkxHosts } from './hosts.ts';
import { type HttpAnswer, type HttpCall, HttpClient } from './http-client.ts';
import type { OkxClass } from './load-okx.ts';

/** The key of an account. It stays in the session; nothing prints it. */
export interface OkxCredentials {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly passphrase: string;
}

export interface OkxSessionOptions {
  readonly okx: OkxClass;
  readonly credentials: OkxCredentials;
  readonly hosts: OkxHosts;
  readonly clock: Clock;
  /** How long a connection may be idle while an answer is due, ms; the deadline of a call is the request ring's. */
  readonly idleMs?: number;
}

export const IDLE_MS = 10_000;
const DEMO_HEADER = 'x-simulated-trading';

/** A session with OKX demo trading: signs requests and sends them through ccxt. */
export interface OkxSession {
  readonly send: OkxSend;
  /** The arguments of a WebSocket login, signed for this instant. */
  login(): LoginArgs;
  readonly hosts: OkxHosts;
  /** How far OKX's clock is ahead of ours, ms. */
  clockOffsetMs: number;
  close(): Promise<void>;
}

/** Opens a session; nothing is sent yet. */
export function openSession(options: OkxSessionOptions): OkxSession {
  assertDemo(options.hosts);
  return new Session(options);
}

class Session implements OkxSession {
  readonly hosts: OkxHosts;
  clockOffsetMs = 0;
  readonly #client: InstanceType<ReturnType<typeof transportOver>>;
  readonly #credentials: OkxCredentials;
  readonly #clock: Clock;

  constructor({ okx, credentials, hosts, clock, idleMs = IDLE_MS }: OkxSessionOptions) {
    this.hosts = hosts;
    this.#credentials = credentials;
    this.#clock = clock;
    const urls = { rest: hosts.rest, ws: hosts.ws };
    // Both, because sandbox mode replaces the one by the other: with only one of them calls would reach the real host.
    const Transport = transportOver(okx, idleMs);
    this.#client = new Transport({ sandbox: true, enableRateLimit: false, urls: { api: urls, test: urls } });
  }

  send = async (request: OkxRequest): Promise<OkxAnswer> => {
    const { method, path, query, body, expTime } = request;
    const target = query === undefined ? path : `${path}?${new URLSearchParams(query)}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = this.#headers(method, target, text ?? '', expTime);
    this.#assertDemo(headers);
    const { status, text: answer } = await this.#client.exchangeRaw(this.hosts.rest + target, method, headers, text);
    return { status, json: parsed(answer) };
  };

  login(): LoginArgs {
    const { apiKey, passphrase } = this.#credentials;
    const timestamp = String(Math.floor(this.#now() / 1_000));
    return { apiKey, passphrase, timestamp, sign: this.#sign(`${timestamp}GET/users/self/verify`) };
  }

  async close(): Promise<void> {
    await this.#client.shutDown();
  }

  #now(): number {
    return this.#clock.now() + this.clockOffsetMs;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#credentials.secretKey).update(text).digest('base64');
  }

  #headers(method: string, target: string, body: string, expTime: number | undefined): Record<string, string> {
    const timestamp = new Date(this.#now()).toISOString();
    return {
      [DEMO_HEADER]: this.#client.demoHeader(),
      'Content-Type': 'application/json',
      'OK-ACCESS-KEY': this.#credentials.apiKey,
      'OK-ACCESS-PASSPHRASE': this.#credentials.passphrase,
      'OK-ACCESS-TIMESTAMP': timestamp,
      'OK-ACCESS-SIGN': this.#sign(timestamp + method + target + body),
      ...(expTime === undefined ? {} : { expTime: String(expTime) }),
    };
  }

  /** The REST host of demo trading is that of live trading: only this header and the keys tell them apart. */
  #assertDemo(headers: Readonly<Record<string, string>>): void {
    if (headers[DEMO_HEADER] === '1') return;
    throw new ConfigurationError('A call to OKX lacks the header of demo trading; nothing was sent.', {
      code: 'config/live_locked',
      details: { header: DEMO_HEADER },
    });
  }
}

/** ccxt's OKX with everything but its way to send left out: no parsing, no judging of errors, no limiter. */
export function transportOver(okx: OkxClass, idleMs: number) {
  const http = new HttpClient(idleMs);
  return class Transport extends okx {
    override fetchImplementation = (url: string, call: HttpCall): Promise<HttpAnswer> => http.send(url, call);

    demoHeader(): string {
      const value: unknown = this.headers?.[DEMO_HEADER];
      return typeof value === 'string' ? value : '';
    }

    exchangeRaw(
      url: string,
      method: string,
      headers: Record<string, string>,
      body: string | undefined,
    ): Promise<HttpAnswer> {
      return this.fetch(url, method, headers, body);
    }

    async shutDown(): Promise<void> {
      await this.close();
      await http.close();
    }

    override async handleRestResponse(answer: HttpAnswer): Promise<HttpAnswer> {
      return answer;
    }
  };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
