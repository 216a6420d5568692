import { createServer, type Server } from 'node:http';
import type { Logger } from 'brokerkit';
import { redactor } from 'brokerkit/observability';
import express, { type Express, Router } from 'express';
import type { TradingHost } from '../host/trading-host.ts';
import { LiveSocket, type LiveSocketLimits } from '../live/live-socket.ts';
import type { AccessToken } from './access-token.ts';
import { refuseForeignName } from './caller.ts';
import { dashboardFrom } from './dashboard.ts';
import { DOCS_STYLE, docsPage } from './docs-page.ts';
import { createLimiters, type Limits } from './limits.ts';
import { openApiOf } from './openapi.ts';
import { pageHeaders } from './page-headers.ts';
import { RequestError } from './problem.ts';
import { answerProblem, requestLog } from './request-log.ts';
import { routerOf } from './router.ts';
import { LIVE_SOCKET, ROUTES } from './routes/index.ts';
import { SharedReads } from './shared-reads.ts';
import { upgrade } from './upgrade.ts';

export interface ApiOptions {
  readonly token: AccessToken;
  /** Whether reading and listening need the token too. `/healthz`, `/readyz`, the dashboard and the documents never do. */
  readonly reads?: 'open' | 'token';
  /** Names that the host is asked by, beside `localhost` and addresses: that of the reverse proxy, of the container. */
  readonly names?: readonly string[];
  /** Pages that may change state and listen, beside the host's own, as `https://bot.example`. */
  readonly origins?: readonly string[];
  /** The folder of the built dashboard; `null` for none. */
  readonly dashboard?: string | null;
  /** Whose `X-Forwarded-For` is believed, as Express' `trust proxy` takes it. Default: nobody's. */
  readonly proxies?: string | readonly string[];
  readonly limits?: Limits & LiveSocketLimits;
  /** Told in the documents. */
  readonly version: string;
  /** Takes secrets out of the words of a problem, as out of lines of the log. Default: what looks like one. */
  readonly redact?: (text: string) => string;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The API of a host: over HTTP, and live over a WebSocket. */
export interface Api {
  readonly server: Server;
  /** @throws where the port is taken. */
  listen(where: {
    readonly port: number;
    readonly address?: string;
  }): Promise<{ readonly port: number; readonly url: string }>;
  /** Takes nothing new, tells listeners that it goes, lets what is asked be answered for so long, and ends. */
  close(graceMs?: number): Promise<void>;
}

const ADDRESS = '127.0.0.1';
const GRACE_MS = 3_000;

/** Builds the API of a host; it takes requests when told to listen. */
export function createApi(host: TradingHost, options: ApiOptions): Api {
  const { logger, now, token, reads = 'open' } = options;
  const callers = { names: (options.names ?? []).map((name) => name.toLowerCase()), origins: options.origins ?? [] };
  const limits = options.limits ?? {};
  const limiters = createLimiters(limits, logger);
  const shared = new SharedReads({ now });
  const live = new LiveSocket(host.live, { limits, logger, now });
  let isClosing = false;

  const app: Express = express();
  app.set('etag', false).set('query parser', 'simple').disable('x-powered-by');
  if (options.proxies !== undefined) app.set('trust proxy', options.proxies);
  app.use(requestLog({ logger, now }), pageHeaders());
  app.use(({ headers }, _response, next) => {
    refuseForeignName(headers.host, callers);
    next();
  });
  app.use(routerOf(ROUTES, { host, token, reads, callers, limiters, shared }));
  app.use(limiters.reads, documentsOf(options.version));
  app.all(LIVE_SOCKET, (_request, response, next) => {
    response.set('Upgrade', 'websocket');
    next(new RequestError('host/upgrade_required', `${LIVE_SOCKET} is a WebSocket.`));
  });
  const dashboard = options.dashboard ?? null;
  if (dashboard !== null) app.use(dashboardFrom(dashboard));
  app.use((_request, _response, next) => next(new RequestError('host/unknown_route', 'There is no such path.')));
  app.use(answerProblem({ logger, redact: options.redact ?? redactor().text }));

  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 5_000,
      // Longer than proxies and clients keep one that nobody uses: who goes first sees a reset.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
    },
    app,
  );
  server.maxConnections = 4_096;
  server.on('upgrade', (request, stream, head) =>
    upgrade(request, stream, head, { live, token, reads, callers, logger, isClosing: () => isClosing }),
  );
  server.on('request', (_request, response) => {
    response.once('close', () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });

  let closed: Promise<void> | null = null;
  const close = async (graceMs: number): Promise<void> => {
    isClosing = true;
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), graceMs);
    await Promise.all([ended, live.close(graceMs)]);
    clearTimeout(late);
    limiters.close();
  };
  return {
    server,
    listen: ({ port, address = ADDRESS }) => listening(server, port, address),
    close: (graceMs = GRACE_MS) => {
      closed ??= close(graceMs);
      return closed;
    },
  };
}

function documentsOf(version: string): Router {
  const router = Router();
  // Made when somebody asks: a start need not wait for it.
  let made: { readonly json: string; readonly page: string } | null = null;
  const documents = () => {
    if (made === null) {
      const document = openApiOf(ROUTES, version);
      made = { json: JSON.stringify(document), page: docsPage(document) };
    }
    return made;
  };
  const sends = (path: string, type: string, text: () => string) => {
    router.get(path, (_request, response) => response.set('Cache-Control', 'no-cache').type(type).send(text()));
  };
  sends('/openapi.json', 'json', () => documents().json);
  sends('/docs', 'html', () => documents().page);
  sends('/docs.css', 'css', () => DOCS_STYLE);
  return router;
}

async function listening(server: Server, port: number, address: string): Promise<{ port: number; url: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address();
  const of = typeof bound === 'object' && bound !== null ? bound.port : port;
  return { port: of, url: `http://${address.includes(':') ? `[${address}]` : address}:${of}` };
}
