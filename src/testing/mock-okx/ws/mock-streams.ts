import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MockCore } from '../mock-core.ts';
import type { MockQuota } from '../rate-limits.ts';
import type { WireRow } from '../wire.ts';
import { STREAM_URLS, type StreamItem, type StreamUrl } from './channels/channel.ts';
import { PushGate } from './push-gate.ts';
import { type ConnectionHost, StreamConnection } from './stream-connection.ts';
import type { MockStreamControl, StreamHappening } from './stream-control.ts';
import { isWhere, type StreamFaultEntry, StreamFaults } from './stream-faults.ts';
import { okxPacing, type StreamPacing } from './stream-pacing.ts';
import type { StreamRequest } from './stream-request.ts';

/** Connections that one address may open in any second. */
const DIALS: MockQuota = { name: 'WebSocket connections', limit: 3, windowMs: 1_000, scope: 'ip' };
const UPGRADE_MS = 60_000;

/** A socket that asks to become a WebSocket. */
type DialingSocket = Parameters<WebSocketServer['handleUpgrade']>[1];

type Happened = StreamHappening extends infer One
  ? One extends StreamHappening
    ? Omit<One, 'at' | 'url' | 'connId'>
    : never
  : never;

/** The WebSocket side of the mock exchange: `/ws/v5/public`, `/private` and `/business`. */
export class MockStreams implements MockStreamControl {
  readonly faults: StreamFaults;
  readonly pacing: StreamPacing = okxPacing();
  readonly happenings: StreamHappening[] = [];
  readonly #core: MockCore;
  readonly #gate: PushGate;
  readonly #sockets = new WebSocketServer({ noServer: true, autoPong: false, maxPayload: 1 << 20 });
  readonly #connections = new Set<StreamConnection>();
  readonly #waiting = new Set<(happening: StreamHappening) => void>();
  readonly #endNews: () => void;
  readonly #host: ConnectionHost;
  #dials = 0;

  constructor(core: MockCore, server: Server) {
    this.#core = core;
    this.faults = new StreamFaults(core.seed, (entry) => this.#happenNow(entry));
    this.#gate = new PushGate(this.faults, core.clock);
    this.#host = {
      core,
      faults: this.faults,
      pacing: this.pacing,
      holdersOf: (channel) => this.connections.filter((connection) => connection.holds(channel)).length,
      requested: (connection, request) => this.#note(connection, { type: 'requested', ...shownRequest(request) }),
      loggedIn: (connection) => this.#note(connection, { type: 'logged_in' }),
      subscribed: (connection, arg) => this.#note(connection, { type: 'subscribed', arg }),
      unsubscribed: (connection, arg) => this.#note(connection, { type: 'unsubscribed', arg }),
    };
    this.#endNews = core.news.subscribe((item) => this.#hear(item));
    server.on('upgrade', (request: IncomingMessage, socket: DialingSocket, head: Buffer) => {
      this.#dial(request, socket, head);
    });
  }

  get connections(): readonly StreamConnection[] {
    return [...this.#connections];
  }

  until(isIt: (happening: StreamHappening) => boolean): Promise<StreamHappening> {
    const past = this.happenings.find(isIt);
    return past === undefined ? this.next(isIt) : Promise.resolve(past);
  }

  next(isIt: (happening: StreamHappening) => boolean): Promise<StreamHappening> {
    return new Promise((resolve) => {
      const watch = (happening: StreamHappening): void => {
        if (!isIt(happening)) return;
        this.#waiting.delete(watch);
        resolve(happening);
      };
      this.#waiting.add(watch);
    });
  }

  announce(row: WireRow): void {
    this.#hear({ type: 'status', row });
  }

  /** Ends every connection. */
  close(): void {
    this.#endNews();
    for (const connection of this.#connections) connection.drop();
    this.#sockets.close();
  }

  #hear(item: StreamItem): void {
    for (const connection of this.#connections) connection.hear(item);
  }

  #dial(request: IncomingMessage, socket: DialingSocket, head: Buffer): void {
    socket.on('error', () => {});
    const path = (request.url ?? '').split('?')[0];
    const url = STREAM_URLS.find((name) => path === `/ws/v5/${name}`);
    if (url === undefined) {
      turnAway(socket, '404 Not Found');
      return;
    }
    const scripted = this.faults.take('refuse_dial', { url });
    const isFree = this.#core.limits.take(DIALS, request.socket.remoteAddress ?? '');
    if (scripted !== null || !isFree) {
      this.#record({ type: 'refused', at: this.#core.clock.now(), url, connId: '' });
      if (scripted?.how === 'reset') socket.destroy();
      else turnAway(socket, scripted?.how === 'unavailable' ? '503 Service Unavailable' : '429 Too Many Requests');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#open(opened, url));
  }

  #open(socket: WebSocket, url: StreamUrl): void {
    this.#dials += 1;
    const id = ((0x9e3779b1 * this.#dials) >>> 0).toString(16).padStart(8, '0');
    const connection = new StreamConnection(socket, { id, url, host: this.#host, gate: this.#gate });
    this.#connections.add(connection);
    socket.on('close', (code) => {
      this.#connections.delete(connection);
      this.#gate.forget(connection);
      connection.ended();
      this.#note(connection, { type: 'closed', code });
    });
    connection.isHalfOpen = this.faults.take('half_open', { url }, ({ at }) => at === 'dial') !== null;
    this.#note(connection, { type: connection.isHalfOpen ? 'half_opened' : 'opened' });
  }

  #happenNow(entry: StreamFaultEntry): void {
    const { fault } = entry;
    for (const connection of this.connections) {
      const held = connection.subscriptions.map((arg) => ({ ...arg }));
      const channels = held.map(({ channel }) => (typeof channel === 'string' ? channel : ''));
      const { url, channel } = fault.where ?? {};
      if (!isWhere(url === undefined ? {} : { url }, connection)) continue;
      if (channel !== undefined && !channels.includes(channel)) continue;
      entry.fired += 1;
      this.#strike(connection, fault);
    }
  }

  #strike(connection: StreamConnection, fault: StreamFaultEntry['fault']): void {
    switch (fault.kind) {
      case 'drop':
        connection.drop();
        break;
      case 'half_open':
        connection.isHalfOpen = true;
        this.#note(connection, { type: 'half_opened' });
        break;
      case 'close':
        connection.close(fault.code, fault.reason);
        break;
      case 'silence':
        connection.isSilent = true;
        break;
      case 'sequence_reset': {
        const { instId } = fault.where ?? {};
        for (const { listed } of this.#core.market.all()) {
          if (instId === undefined || listed.instId === instId) {
            connection.hear({ type: 'sequence_reset', instId: listed.instId });
          }
        }
        break;
      }
      case 'upgrade_notice':
        connection.tell({
          event: 'notice',
          code: '64008',
          msg: 'The connection will soon be closed for a service upgrade. Please reconnect.',
          connId: connection.id,
        });
        this.#core.clock.schedule(fault.closesAfterMs ?? UPGRADE_MS, () => connection.close(1001, 'Service upgrade'));
        break;
    }
  }

  #note(connection: StreamConnection, happened: Happened): void {
    this.#record({ ...happened, at: this.#core.clock.now(), url: connection.url, connId: connection.id });
  }

  #record(happening: StreamHappening): void {
    this.happenings.push(happening);
    const { historyLimit } = this.#core;
    if (this.happenings.length >= 2 * historyLimit) this.happenings.splice(0, this.happenings.length - historyLimit);
    for (const watch of this.#waiting) watch(happening);
  }
}

function turnAway(socket: DialingSocket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** What a login carries is nobody's business. */
function shownRequest({ op, id, args }: StreamRequest): { op: string; id: string; args: readonly WireRow[] } {
  return { op, id, args: op === 'login' ? [] : args };
}
