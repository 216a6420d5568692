import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'brokerkit';
import { liveQuery } from '../contract/live.ts';
import type { Heard, LiveSocket } from '../live/live-socket.ts';
import { type AccessToken, bearerOf } from './access-token.ts';
import { type Callers, refuseForeignName, refuseForeignPage } from './caller.ts';
import { problemOf, RequestError } from './problem.ts';
import { LIVE_SOCKET } from './routes/paths.ts';

export interface UpgradeParts {
  readonly live: LiveSocket;
  readonly token: AccessToken;
  readonly reads: 'open' | 'token';
  readonly callers: Callers;
  readonly logger: Logger;
  readonly isClosing: () => boolean;
}

/** Answers a request for a WebSocket: with one, or with a problem. */
export function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, parts: UpgradeParts): void {
  // Whoever goes while being answered is no error of ours.
  stream.on('error', () => stream.destroy());
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  try {
    refuseForeignName(request.headers.host, parts.callers);
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw new RequestError('host/invalid_request', 'Only WebSockets are upgraded to; ask without `Upgrade`.');
    }
    if (path !== LIVE_SOCKET) throw new RequestError('host/unknown_route', 'There is no WebSocket at this path.');
    refuseForeignPage(request.headers, parts.callers);
    if (parts.reads === 'token' && !hasToken(request, parts.token)) {
      throw new RequestError('host/unauthorized', 'Offer the protocols `brokerkit.live` and `bearer.` with the token.');
    }
    if (parts.isClosing()) throw new RequestError('host/closing', 'Come back in a moment.', RETRY);
    if (parts.live.isFull) throw new RequestError('host/too_many_listeners', 'Come back later.', RETRY);
    parts.live.accept(request, stream, head, heardBy(new URLSearchParams(query)));
  } catch (error) {
    const { problem, headers } = problemOf(error, { path, id: randomUUID() });
    parts.logger.info('refused a listener', { code: problem.code, requestId: problem.requestId });
    const body = JSON.stringify(problem);
    const lines = Object.entries({
      ...headers,
      'Content-Type': 'application/problem+json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    }).map(([name, value]) => `${name}: ${value}`);
    const head = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...lines];
    stream.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => stream.destroy());
  }
}

const RETRY = { headers: { 'Retry-After': '5' } };

/** A browser cannot set headers on a WebSocket, but offers protocols. */
function hasToken({ headers }: IncomingMessage, token: AccessToken): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const ofProtocol = offered.find((protocol) => protocol.startsWith('bearer.'))?.slice('bearer.'.length) ?? null;
  const presented = bearerOf(headers.authorization) ?? ofProtocol;
  return presented !== null && token.admits(presented);
}

function heardBy(query: URLSearchParams): Heard | null {
  const read = liveQuery.safeParse(Object.fromEntries(query));
  if (!read.success) {
    const errors = read.error.issues.map(({ path, message }) => ({ path: ['query', ...path].join('.'), message }));
    throw new RequestError('host/invalid_request', 'Give `run` and `after`, or none of them.', { errors });
  }
  const { run, after } = read.data;
  return run === undefined || after === undefined ? null : { run, seq: after };
}
