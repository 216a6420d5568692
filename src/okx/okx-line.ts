import { type BrokerError, ConnectivityError, invariant, isBrokerError, VenueError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { QuotaUse } from '../transport/quota.ts';
import type { RequestPriority } from '../transport/request.ts';
import type { RequestRing } from '../transport/request-ring.ts';
import { type OkxEndpoints, okxEndpoints } from './endpoints.ts';
import { okxError } from './error-table.ts';
import { measured } from './okx-metrics.ts';
import { OkxTime } from './okx-time.ts';
import { OKX_QUOTAS, type OkxEndpointName, quotaUses } from './quotas.ts';
import { endpointName, type OkxAnswer, type OkxRequest, type OkxSend } from './request.ts';
import type { OkxSession } from './session/okx-session.ts';
import { errorOf, rateRefusalOf, readErrorOf } from './venue-error.ts';
import { envelopeOf } from './wire/envelope.ts';

export interface OkxLineOptions {
  /** Opens the session when the first call needs it; loads ccxt. */
  readonly openSession: () => Promise<OkxSession>;
  /** Makes the ring that requests go through until the line is closed; what it counts by has to outlive it. */
  readonly makeRing: () => RequestRing;
  readonly clock: Clock;
  /** How long a read may take with its repetitions, ms; default 5000. */
  readonly readTimeoutMs?: number;
  /** How long a command may take that carries no end of its own, ms; default 5000. */
  readonly commandTimeoutMs?: number;
  /** Counts every request that leaves; left out where nobody asks. */
  readonly metrics?: Metrics;
}

const TIMEOUT_MS = 5_000;
/** OKX's clock differs from what we signed with. */
const CLOCK_REFUSED = '50102';
/** A smaller correction of the clock does not change OKX's mind. */
const CORRECTED_MS = 1_000;
const REPEAT_AFTER_MS = 200;

/** The way to OKX's REST interface: a session behind a request ring, shared by whoever trades and whoever only reads. */
export class OkxLine {
  /** OKX's time, as far as it was compared. */
  readonly time: OkxTime;
  readonly readTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** Names the account in quotas. */
  account = 'user';
  readonly #options: OkxLineOptions;
  readonly #endpoints = new Map<RequestPriority, OkxEndpoints>();
  #ring: RequestRing;
  #isClosed = false;
  #session: Promise<OkxSession> | null = null;
  #comparing: Promise<void> | null = null;

  constructor(options: OkxLineOptions) {
    this.#options = options;
    this.#ring = options.makeRing();
    this.time = new OkxTime(options.clock);
    this.readTimeoutMs = options.readTimeoutMs ?? TIMEOUT_MS;
    this.commandTimeoutMs = options.commandTimeoutMs ?? TIMEOUT_MS;
  }

  /** Takes requests again after the line was closed. */
  open(): void {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    this.#ring = this.#options.makeRing();
  }

  /** The session, opened by the first who asks. An opening that failed is tried again. */
  session(): Promise<OkxSession> {
    if (this.#session !== null) return this.#session;
    const opening = this.#options.openSession();
    this.#session = opening;
    opening.catch(() => {
      this.#session = null;
    });
    return opening;
  }

  /** Typed calls of a rank: what has to wait for the rate limits waits by it. */
  at(priority: RequestPriority): OkxEndpoints {
    let endpoints = this.#endpoints.get(priority);
    if (endpoints === undefined) {
      endpoints = okxEndpoints(this.sendAt(priority));
      this.#endpoints.set(priority, endpoints);
    }
    return endpoints;
  }

  /** Sends one request of a rank; for whoever puts something between, such as a cache. */
  sendAt(priority: RequestPriority): OkxSend {
    return (request) => this.#send(priority, request);
  }

  /** Typed reads. */
  get reads(): OkxEndpoints {
    return this.at('read');
  }

  /** Compares our clock with OKX's; calls at the same time share one comparison. */
  compareClocks(): Promise<void> {
    this.#comparing ??= this.#compareClocks();
    return this.#comparing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = this.#session;
    await this.#ring.close();
    this.#session = null;
    const session = await opened?.catch(() => null);
    await session?.close();
  }

  async #compareClocks(): Promise<void> {
    try {
      await this.time.compare(() => this.reads.public.time());
      const session = await this.session();
      session.clockOffsetMs = this.time.aheadMs;
    } finally {
      this.#comparing = null;
    }
  }

  #send(priority: RequestPriority, request: OkxRequest): Promise<OkxAnswer> {
    const name = endpointName(request);
    const quotas = this.#quotas(name, request);
    if (request.method === 'GET') {
      return this.#ring.call({
        kind: 'read',
        name,
        quotas,
        priority,
        deadlineMs: this.readTimeoutMs,
        sameAs: `${name}?${new URLSearchParams(request.query)}`,
        attempt: () => this.#readOnce(name, request),
      });
    }
    const left = request.expTime === undefined ? this.commandTimeoutMs : request.expTime - this.time.now();
    return this.#ring.call({
      kind: 'command',
      name,
      quotas,
      priority,
      deadlineMs: Math.max(1, left),
      attempt: () => this.#commandOnce(name, request),
    });
  }

  async #readOnce(name: string, request: OkxRequest): Promise<OkxAnswer> {
    const session = await this.session();
    const answer = await this.#exchange(session, name, request).catch((error: unknown) =>
      Promise.reject(asRepeatable(error)),
    );
    if (await this.#hasCorrectedClock(answer)) throw clockCorrected(name);
    const error = readErrorOf(name, answer);
    // What another attempt may answer is thrown here, so that the ring makes one; the rest is judged by whoever asks.
    if (error !== null && error.advice.retry === 'after') throw error;
    return answer;
  }

  async #commandOnce(name: string, request: OkxRequest): Promise<OkxAnswer> {
    const answer = await this.#exchange(await this.session(), name, request);
    if (await this.#hasCorrectedClock(answer)) throw clockCorrected(name);
    const refusal = rateRefusalOf(name, answer) ?? itemsRefusalOf(name, answer);
    // So that the ring slows down. That nothing was executed is what the code says.
    if (refusal !== null) throw refusal;
    return answer;
  }

  #exchange(session: OkxSession, name: string, request: OkxRequest): Promise<OkxAnswer> {
    const { metrics, clock } = this.#options;
    const sent = session.send(request);
    return metrics === undefined ? sent : measured({ metrics, clock }, name, sent);
  }

  /** Whether a request was refused for our clock, and a comparison has put that right. */
  async #hasCorrectedClock({ json }: OkxAnswer): Promise<boolean> {
    if (envelopeOf(json)?.code !== CLOCK_REFUSED) return false;
    const before = this.time.aheadMs;
    try {
      await this.compareClocks();
    } catch {
      return false;
    }
    return Math.abs(this.time.aheadMs - before) >= CORRECTED_MS;
  }

  #quotas(name: string, request: OkxRequest): QuotaUse[] {
    invariant(isLimited(name), 'A call has no known limit.', { endpoint: name });
    const subject = {
      user: this.account,
      instruments: instrumentsOf(request),
      instrumentType: request.query?.instType ?? 'any',
    };
    return quotaUses(name, subject);
  }
}

function isLimited(name: string): name is OkxEndpointName {
  return name in OKX_QUOTAS;
}

function instrumentsOf({ query, body }: OkxRequest): string[] {
  if (query?.instId !== undefined) return query.instId.split(',');
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null && 'instId' in item && typeof item.instId === 'string'
      ? [item.instId]
      : [],
  );
}

/** Everything in an answer was refused for the rate; `null` where something was not. */
function itemsRefusalOf(name: string, { json }: OkxAnswer): BrokerError | null {
  const envelope = envelopeOf(json);
  if (envelope?.code !== '1' || envelope.data.length === 0) return null;
  let refusal: BrokerError | null = null;
  for (const item of envelope.data) {
    const sCode = typeof item === 'object' && item !== null && 'sCode' in item ? String(item.sCode) : '';
    if (okxError(sCode).throws !== 'net/rate_limited') return null;
    refusal ??= errorOf(name, sCode, envelope.msg);
  }
  return refusal;
}

/** Nothing was executed, and the next attempt is signed with the right time. */
function clockCorrected(endpoint: string): BrokerError {
  return new ConnectivityError(`OKX refused ${endpoint} for our clock, which has been put right since.`, {
    code: 'net/unreachable',
    advice: { retry: 'after', delayMs: 0 },
    details: { sent: false, endpoint, venueCode: CLOCK_REFUSED },
  });
}

/** A read has no outcome that could be in doubt: what went wrong on the way is asked again. */
function asRepeatable(error: unknown): unknown {
  if (!isBrokerError(error) || error.advice.retry !== 'lookup') return error;
  const options = {
    advice: { retry: 'after', delayMs: REPEAT_AFTER_MS },
    details: error.details,
    cause: error,
  } as const;
  return repeatable(error, options);
}

function repeatable(
  error: BrokerError,
  options: Pick<BrokerError, 'advice' | 'details'> & { readonly cause: unknown },
): BrokerError {
  switch (error.code) {
    case 'net/timeout':
    case 'net/connection_lost':
      return new ConnectivityError(error.message, { code: error.code, ...options });
    case 'venue/unavailable':
    case 'venue/malformed_response':
      return new VenueError(error.message, { code: error.code, ...options });
    default:
      return error;
  }
}
