import type { WebSocket } from 'ws';
import type { MockCore } from '../mock-core.ts';
import type { MockQuota } from '../rate-limits.ts';
import { textOf, type WireRow } from '../wire.ts';
import type { StreamItem, StreamUrl } from './channels/channel.ts';
import { findChannel } from './channels/channel-table.ts';
import { checkLogin } from './login.ts';
import type { PushGate } from './push-gate.ts';
import { CLOSE_CODES, refuseStream, type StreamRefusal } from './stream-codes.ts';
import type { MockConnection } from './stream-control.ts';
import type { StreamFaults } from './stream-faults.ts';
import { isOrderOperation, operationReply, performOperation, refusedOperation } from './stream-operations.ts';
import type { StreamPacing } from './stream-pacing.ts';
import type { StreamPeer } from './stream-peer.ts';
import { LONGEST_REQUEST, readRequest, type StreamRequest } from './stream-request.ts';
import { Subscription, subscriptionKey } from './subscription.ts';

/** Logins, subscriptions and their ends of one connection in any hour. */
const REQUESTS: MockQuota = { name: 'WebSocket requests', limit: 480, windowMs: 3_600_000, scope: 'user' };

/** What a connection tells the server that it belongs to. */
export interface ConnectionHost {
  readonly core: MockCore;
  readonly faults: StreamFaults;
  readonly pacing: StreamPacing;
  /** Connections that hold a channel. */
  holdersOf(channel: string): number;
  requested(connection: StreamConnection, request: StreamRequest): void;
  loggedIn(connection: StreamConnection): void;
  subscribed(connection: StreamConnection, arg: WireRow): void;
  unsubscribed(connection: StreamConnection, arg: WireRow): void;
}

/** One WebSocket connection as OKX serves it. */
export class StreamConnection implements StreamPeer, MockConnection {
  readonly id: string;
  readonly url: StreamUrl;
  readonly #socket: WebSocket;
  readonly #host: ConnectionHost;
  readonly #gate: PushGate;
  readonly #subscriptions = new Map<string, Subscription>();
  #cancelIdle = (): void => {};
  #activeAt: number;
  #isMuted = false;
  isLoggedIn = false;
  isHalfOpen = false;
  isSilent = false;

  constructor(
    socket: WebSocket,
    terms: { readonly id: string; readonly url: StreamUrl; readonly host: ConnectionHost; readonly gate: PushGate },
  ) {
    this.id = terms.id;
    this.url = terms.url;
    this.#socket = socket;
    this.#host = terms.host;
    this.#gate = terms.gate;
    this.#activeAt = terms.host.core.clock.now();
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#take(data.toString());
    });
    socket.on('ping', (payload) => {
      if (this.isHalfOpen) return;
      this.#activeAt = this.#now();
      socket.pong(payload);
    });
    // A socket that breaks is closed by what comes next.
    socket.on('error', () => {});
    this.#watch();
  }

  get subscriptions(): readonly WireRow[] {
    return [...this.#subscriptions.values()].map(({ arg }) => arg);
  }

  holds(channel: string): boolean {
    return this.subscriptions.some((arg) => textOf(arg, 'channel') === channel);
  }

  hear(item: StreamItem): void {
    for (const subscription of this.#subscriptions.values()) subscription.hear(item);
  }

  /** Says something that nobody asked for. */
  tell(message: WireRow): void {
    this.#send(message);
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  drop(): void {
    this.#socket.terminate();
  }

  /** The socket has gone. */
  ended(): void {
    this.#cancelIdle();
    for (const subscription of this.#subscriptions.values()) subscription.end();
    this.#subscriptions.clear();
  }

  #take(text: string): void {
    if (this.isHalfOpen) return;
    this.#activeAt = this.#now();
    if (text === 'ping') {
      this.#socket.send('pong');
      return;
    }
    const request = text.length > LONGEST_REQUEST ? null : readRequest(text);
    if (request === null) {
      this.#refuse({ id: '' }, refuseStream('60012', `Illegal request: ${text.slice(0, 200)}`));
      return;
    }
    this.#host.requested(this, request);
    const { faults } = this.#host;
    const situation = {
      ...(request.args[0] === undefined ? {} : aboutOf(request.args[0])),
      url: this.url,
      op: request.op,
    };
    if (faults.take('lose_request', situation) !== null) return;
    const wrong = faults.take('error_reply', situation);
    if (wrong?.moment === 'before_execution') {
      this.#replyWrongly(request, wrong.code, wrong.msg);
      return;
    }
    this.#isMuted = wrong !== null || faults.take('lose_reply', situation) !== null;
    this.#carryOut(request);
    this.#isMuted = false;
    if (wrong !== null) this.#replyWrongly(request, wrong.code, wrong.msg);
  }

  #carryOut(request: StreamRequest): void {
    const { op, id } = request;
    if (id !== '' && !/^[A-Za-z0-9]{1,32}$/.test(id)) {
      this.#refuse({ id: '' }, refuseStream('60013', 'Invalid args: id'));
      return;
    }
    if (isOrderOperation(op)) {
      this.#operate(request);
      return;
    }
    if (op !== 'login' && op !== 'subscribe' && op !== 'unsubscribe') {
      this.#refuse(request, refuseStream('60012', `Illegal request: op ${op}`));
      return;
    }
    if (!this.#host.core.limits.take(REQUESTS, this.id)) {
      this.#refuse(request, refuseStream('60014'));
      return;
    }
    if (request.args.length === 0) {
      this.#refuse(request, refuseStream('60013'));
      return;
    }
    if (op === 'login') this.#login(request);
    else
      for (const arg of request.args)
        op === 'subscribe' ? this.#subscribe(request, arg) : this.#unsubscribe(request, arg);
  }

  #login(request: StreamRequest): void {
    const { core, faults } = this.#host;
    const scripted = faults.take('fail_login', { url: this.url, op: 'login' });
    const refusal =
      scripted === null
        ? checkLogin(request.args[0], core.credentials, this.#now())
        : refuseStream(scripted.code ?? '60009');
    if (refusal !== null) {
      this.#refuse(request, refusal);
      if (scripted?.closes !== 'never') this.close(CLOSE_CODES.loginFailed, 'Login failed');
      return;
    }
    this.isLoggedIn = true;
    this.#reply({ event: 'login', ...named(request), code: '0', msg: '', connId: this.id });
    this.#host.loggedIn(this);
  }

  #subscribe(request: StreamRequest, arg: WireRow): void {
    const { core, faults, pacing } = this.#host;
    const name = textOf(arg, 'channel');
    const channel = findChannel(name);
    const situation = { ...aboutOf(arg), url: this.url, op: 'subscribe' };
    const scripted = faults.take('refuse_subscription', situation);
    if (scripted !== null) {
      this.#refuse(request, refuseStream(scripted.code ?? '60018'));
      return;
    }
    if (channel === undefined || channel.url !== this.url) {
      const what = `channel:${name}`;
      this.#refuse(
        request,
        refuseStream(
          '60018',
          `Wrong URL or ${what} doesn't exist. Please use the correct URL, channel and parameters.`,
        ),
      );
      return;
    }
    const refusal = channel.access === 'private' && !this.isLoggedIn ? refuseStream('60011') : channel.check(arg, core);
    if (refusal !== null) {
      this.#refuse(request, refusal);
      return;
    }
    this.#reply({ event: 'subscribe', ...named(request), arg, connId: this.id });
    const count = this.#host.holdersOf(name) + (this.holds(name) ? 0 : 1);
    const counted = { channel: name, connCount: `${count}`, connId: this.id };
    const tooMany = faults.take('channel_conn_count_error', situation) !== null;
    if (tooMany || (channel.isCounted && count > pacing.mostPerChannel)) {
      this.#reply({ event: 'channel-conn-count-error', ...counted });
      return;
    }
    if (channel.isCounted) this.#reply({ event: 'channel-conn-count', ...counted });
    const key = subscriptionKey(arg);
    this.#subscriptions.get(key)?.end();
    const send = (message: WireRow): void => this.#send(message);
    const subscription = new Subscription({ arg, channel, core, pacing, gate: this.#gate, connection: this, send });
    this.#subscriptions.set(key, subscription);
    subscription.begin();
    this.#host.subscribed(this, arg);
  }

  #unsubscribe(request: StreamRequest, arg: WireRow): void {
    const key = subscriptionKey(arg);
    this.#subscriptions.get(key)?.end();
    this.#subscriptions.delete(key);
    this.#reply({ event: 'unsubscribe', ...named(request), arg, connId: this.id });
    this.#host.unsubscribed(this, arg);
  }

  #operate(request: StreamRequest): void {
    const { core } = this.#host;
    const { op } = request;
    const now = this.#now();
    if (!isOrderOperation(op)) return;
    if (request.id === '') this.#refuse(request, refuseStream('60027', 'Parameter id can not be empty.'));
    else if (this.url !== 'private') this.#reply(refusedOperation(request, '60028', now));
    else if (!this.isLoggedIn) this.#reply(refusedOperation(request, '60011', now));
    else this.#reply(performOperation(core, op, request, now));
  }

  #replyWrongly(request: StreamRequest, code: string, msg = 'Operation failed'): void {
    this.#send(
      isOrderOperation(request.op)
        ? operationReply(request, { code, msg, at: this.#now() })
        : { event: 'error', ...named(request), code, msg, connId: this.id },
    );
  }

  #refuse(request: { readonly id: string }, { code, msg }: StreamRefusal): void {
    this.#reply({ event: 'error', ...named(request), code, msg, connId: this.id });
  }

  #reply(message: WireRow): void {
    if (!this.#isMuted) this.#send(message);
  }

  #send(message: WireRow): void {
    if (this.isHalfOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    this.#activeAt = this.#now();
    this.#socket.send(JSON.stringify(message));
  }

  /** Closes a connection on which nothing goes either way. */
  #watch(): void {
    const { core, pacing } = this.#host;
    const left = this.#activeAt + pacing.idleMs - this.#now();
    if (left <= 0 && !this.isHalfOpen) {
      this.close(CLOSE_CODES.noData, 'No data received in 30s.');
      return;
    }
    this.#cancelIdle = core.clock.schedule(left <= 0 ? pacing.idleMs : left, () => this.#watch());
  }

  #now(): number {
    return this.#host.core.clock.now();
  }
}

/** Requests that carry an id get it back. */
function named({ id }: { readonly id: string }): WireRow {
  return id === '' ? {} : { id };
}

function aboutOf(arg: WireRow): { readonly channel: string; readonly instId: string } {
  return { channel: textOf(arg, 'channel'), instId: textOf(arg, 'instId') };
}
