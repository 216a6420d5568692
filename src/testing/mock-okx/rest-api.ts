import { checkHeaders } from './authentication.ts';
import { type Answer, refused } from './envelope.ts';
import { type Delivery, delivered } from './faults/delivery.ts';
import { FaultyRun } from './faults/faulty-run.ts';
import type { MockCore } from './mock-core.ts';
import { type Refusal, refuse } from './okx-codes.ts';
import type { ExecutionTwist } from './order-desk.ts';
import type { RequestRecord, RestRequest } from './rest-request.ts';
import type { Route } from './routes/route.ts';
import { isRow, textOf, type WireRow } from './wire.ts';

/** A call as it came in. */
export interface RawRequest {
  readonly method: string;
  /** Path and query string. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ip: string;
}

/** The REST protocol without a socket: routes, signatures, limits. */
export class RestApi {
  readonly requests: RequestRecord[] = [];
  readonly core: MockCore;
  readonly #routes = new Map<string, Route>();
  readonly #faulty: FaultyRun;

  constructor(core: MockCore, routes: readonly Route[]) {
    this.core = core;
    this.#faulty = new FaultyRun(core);
    for (const route of routes) this.#routes.set(`${route.method} ${route.path}`, route);
  }

  /** Answers a call as the exchange would, with the faults that hit it. */
  async handle(raw: RawRequest): Promise<Delivery> {
    const { route, record, request } = this.#receive(raw);
    if (route === undefined) {
      const answer = unknownRoute(request);
      record.status = answer.status;
      record.code = answer.envelope.code;
      return delivered(answer);
    }
    const { target } = route;
    const call = { target, route: `${request.method} ${request.path}`, at: request.receivedAt };
    const due = this.core.faults.take(call);
    record.fault = due === null ? null : `${due.kind} ${due.when}`;
    const { delivery, answer } = await this.#faulty.carryOut(
      {
        ...call,
        key: `${call.route}?${record.query}`,
        items: request.items,
        query: request.query,
        admit: () => this.#admit(route, request),
        run: (twist) => this.#run(route, request, twist),
      },
      due,
    );
    record.status = delivery.type === 'answer' || delivery.type === 'partial' ? delivery.status : null;
    record.code = answer?.envelope.code ?? null;
    return delivery;
  }

  /** The route of a call, and its record. */
  #receive(raw: RawRequest): {
    readonly route: Route | undefined;
    readonly record: RequestRecord;
    readonly request: RestRequest;
  } {
    const [path = '', query = ''] = splitOnce(raw.target, '?');
    const route = this.#routes.get(`${raw.method} ${path}`);
    const receivedAt = this.core.clock.now();
    const record: RequestRecord = {
      method: raw.method,
      path,
      query,
      body: raw.body,
      at: receivedAt,
      status: null,
      code: null,
      known: route !== undefined,
      fault: null,
    };
    this.requests.push(record);
    const { historyLimit } = this.core;
    if (this.requests.length >= 2 * historyLimit) this.requests.splice(0, this.requests.length - historyLimit);
    const request: RestRequest = {
      method: raw.method,
      path,
      requestPath: raw.target,
      query: Object.fromEntries(new URLSearchParams(query)),
      items: itemsOf(raw.body) ?? [],
      body: raw.body,
      headers: raw.headers,
      ip: raw.ip,
      receivedAt,
    };
    return { route, record, request };
  }

  /** What the call may not pass by: signature, permission, limit. `null` when it may be carried out. */
  #admit(route: Route, request: RestRequest): Answer | null {
    const refusal = this.#check(route, request);
    return refusal === null ? null : refused(refusal);
  }

  /** Carries out a call that was admitted. */
  #run(route: Route, request: RestRequest, twist: ExecutionTwist): Answer {
    this.core.market.catchUp();
    return route.run({ core: this.core, request, twist });
  }

  #check(route: Route, request: RestRequest): Refusal | null {
    const { core } = this;
    if (route.access !== 'public') {
      const { credentials, environment, clock } = core;
      const refusal = checkHeaders(request, credentials, { environment, now: clock.now() });
      if (refusal !== null) return refusal;
      if (route.access === 'trade' && !core.permissions.split(',').includes('trade')) return refuse('50120');
    }
    if (route.method === 'POST') {
      const type = request.headers['content-type'] ?? '';
      if (!type.toLowerCase().includes('application/json')) return refuse('50006');
      if (request.body === '') return refuse('50000');
      if (itemsOf(request.body) === null) return refuse('50002');
    }
    const { quota } = route;
    if (quota === null) return null;
    const key = this.#quotaKey(route, request);
    return core.limits.take(quota, key) ? null : refuse('50011');
  }

  #quotaKey({ quota }: Route, { query, items, ip }: RestRequest): string {
    const scope = quota?.scope ?? 'user';
    const who = scope.startsWith('ip') ? ip : this.core.accountId;
    if (!scope.endsWith('instrument')) return who;
    const source: WireRow = items[0] ?? query;
    return `${who}|${textOf(source, 'instId') || textOf(source, 'instType')}`;
  }
}

/** The objects of a JSON body; `null` where it is none. An empty body has none. */
function itemsOf(body: string): readonly WireRow[] | null {
  if (body === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (isRow(value)) return [value];
  return Array.isArray(value) && value.every(isRow) ? value : null;
}

/** A route that the mock does not have is a fault of the test, not a feature to guess at. */
function unknownRoute({ method, path }: RestRequest): Answer {
  return {
    status: 404,
    envelope: { code: '404', msg: `The mock exchange does not know the route ${method} ${path}.`, data: [] },
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
