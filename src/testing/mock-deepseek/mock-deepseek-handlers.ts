import { ConnectivityError } from '../../errors/index.ts';
import type { MswHttp } from '../mock-okx/mock-okx-handlers.ts';
import type { Delivery } from './mock-answer.ts';
import type { MockDeepSeek } from './mock-deepseek.ts';

/**
 * Handlers for `msw` that answer DeepSeek's address from a mock without a socket.
 *
 * `http` is msw's.
 *
 * @example const server = setupServer(...mockDeepSeekHandlers(mock, http));
 */
export function mockDeepSeekHandlers<Handler>(mock: MockDeepSeek, http: MswHttp<Handler>): Handler[] {
  return [
    http.all(/^https:\/\/api\.deepseek\.com\//, async ({ request }) => {
      const delivery = mock.handle({
        method: request.method,
        path: new URL(request.url).pathname,
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      });
      return responseOf(delivery, mock);
    }),
  ];
}

function responseOf(delivery: Delivery, mock: MockDeepSeek): Response | Promise<Response> {
  const { status, headers, pieces, end } = delivery;
  if (pieces.length === 0 && end === 'never') return new Promise(() => {});
  if (pieces.length === 0 && end === 'reset') return Response.error();
  const encoder = new TextEncoder();
  const rest = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (let piece = rest.shift(); piece !== undefined; piece = rest.shift()) {
        if (typeof piece === 'string') {
          controller.enqueue(encoder.encode(piece));
          return;
        }
        const { waitMs } = piece;
        await new Promise<void>((resolve) => {
          mock.clock.schedule(waitMs, resolve);
        });
      }
      if (end === 'complete') controller.close();
      else if (end === 'reset') controller.error(cutOff());
    },
  });
  return new Response(body, { status, headers });
}

function cutOff(): ConnectivityError {
  return new ConnectivityError('The connection was reset in the middle of the answer.', {
    code: 'net/connection_lost',
  });
}
