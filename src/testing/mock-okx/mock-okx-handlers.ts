import { ConnectivityError } from '../../errors/index.ts';
import type { Delivery } from './faults/delivery.ts';
import type { MockOkx } from './mock-okx.ts';
import { partsOf } from './mock-parts.ts';

/** The part of msw's `http` that the handlers need. */
export interface MswHttp<Handler> {
  all(path: RegExp, resolver: (info: { readonly request: Request }) => Promise<Response>): Handler;
}

/**
 * Handlers for `msw` that answer OKX's REST hosts, and the mock's own address, from a mock exchange without a socket.
 *
 * `http` is msw's. ccxt is not seen by msw unless it is given a `fetchImplementation`.
 *
 * @example const server = setupServer(...mockOkxHandlers(mock, http));
 */
export function mockOkxHandlers<Handler>(mock: MockOkx, http: MswHttp<Handler>): Handler[] {
  return [http.all(/^https?:\/\/[^/]+\/api\/v5\//, async ({ request }) => answerOf(await ask(mock, request)))];
}

async function ask(mock: MockOkx, request: Request): Promise<Delivery> {
  const url = new URL(request.url);
  return partsOf(mock).api.handle({
    method: request.method,
    target: `${url.pathname}${url.search}`,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
    ip: '127.0.0.1',
  });
}

function answerOf(delivery: Delivery): Response | Promise<Response> {
  switch (delivery.type) {
    case 'answer':
      return new Response(delivery.body, {
        status: delivery.status,
        headers: { 'content-type': delivery.contentType },
      });
    case 'silence':
      return new Promise(() => {});
    case 'reset':
      return Response.error();
    case 'partial': {
      const half = new TextEncoder().encode(delivery.body.slice(0, Math.floor(delivery.body.length / 2)));
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(half);
          if (delivery.end === 'reset') controller.error(cutOff());
        },
      });
      return new Response(stream, { status: delivery.status, headers: { 'content-type': 'application/json' } });
    }
  }
}

function cutOff(): ConnectivityError {
  return new ConnectivityError('The connection was reset in the middle of the answer.', {
    code: 'net/connection_lost',
  });
}
