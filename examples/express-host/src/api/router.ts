import { json, type Request, type RequestHandler, type Response, Router } from 'express';
import type { TradingHost } from '../host/trading-host.ts';
import { STORED_NEWS } from '../live/live-hub.ts';
import type { AccessToken } from './access-token.ts';
import { bearerOf } from './access-token.ts';
import { type Callers, refuseForeignPage } from './caller.ts';
import type { Limiters } from './limits.ts';
import { RequestError } from './problem.ts';
import { Answer, type Route } from './route.ts';
import type { Encoded, SharedReads } from './shared-reads.ts';

const BODY_LIMIT = '64kb';

export interface RouterParts {
  readonly host: TradingHost;
  readonly token: AccessToken;
  readonly reads: 'open' | 'token';
  readonly callers: Callers;
  readonly limiters: Limiters;
  readonly shared: SharedReads;
}

/** The table as a router: each path with its methods, and a word to those that ask it otherwise. */
export function routerOf(routes: readonly Route[], parts: RouterParts): Router {
  const router = Router({ caseSensitive: true });
  const byPath = new Map<string, Route[]>();
  for (const route of routes) {
    for (const path of [route.path, ...(route.also ?? [])]) byPath.set(path, [...(byPath.get(path) ?? []), route]);
  }
  for (const [path, ofPath] of byPath) {
    const place = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const route of ofPath) place[route.method](...guardsOf(route, parts), handlerOf(route, parts));
    place.all(otherMethods(ofPath));
  }
  return router;
}

/** Whether a route is open to probes that have no token. */
function isProbe({ path }: Route): boolean {
  return path === '/healthz' || path === '/readyz';
}

function guardsOf(route: Route, parts: RouterParts): readonly RequestHandler[] {
  const { limiters } = parts;
  switch (route.kind) {
    case 'read':
    case 'fresh':
      return parts.reads === 'open' || isProbe(route) ? [limiters.reads] : [limiters.reads, tokenGuard(parts)];
    case 'change':
      return [pageGuard(parts), tokenGuard(parts), limiters.changes, ...BODY];
    case 'way_out':
      return [pageGuard(parts), tokenGuard(parts), ...BODY];
  }
}

const BODY: readonly RequestHandler[] = [
  (request, _response, next) => {
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
    if (hasBody && request.is('application/json') === false) {
      throw new RequestError('host/unsupported_body', 'Send the body as application/json.');
    }
    next();
  },
  json({ limit: BODY_LIMIT, inflate: false }),
];

/** Before the limits: what other pages ask must not use up what the operator may. */
function pageGuard({ callers }: RouterParts): RequestHandler {
  return ({ headers }, _response, next) => {
    refuseForeignPage(headers, callers);
    next();
  };
}

/** Wrong tokens are limited, right ones never are: nobody shuts the operator out by guessing. */
function tokenGuard({ token, limiters }: RouterParts): RequestHandler {
  return (request, response, next) => {
    const presented = bearerOf(request.headers.authorization);
    if (presented !== null && token.admits(presented)) return next();
    const refuse = () =>
      next(
        new RequestError(
          'host/unauthorized',
          presented === null ? 'Send `Authorization: Bearer` with the token of this host.' : 'This is another token.',
          { headers: { 'WWW-Authenticate': 'Bearer realm="brokerkit"' } },
        ),
      );
    if (presented === null) return refuse();
    limiters.wrongTokens(request, response, (limited?: unknown) => (limited === undefined ? refuse() : next(limited)));
  };
}

function handlerOf(route: Route, { host, shared }: RouterParts): RequestHandler {
  return async (request, response) => {
    const asked = route.ask(host, { params: request.params, query: request.query, body: request.body ?? {} });
    if (route.kind === 'read') {
      // What is read after a change was told agrees with it.
      const key = `${host.runtimeMode().mode} ${host.live.told(route.madeOldBy ?? STORED_NEWS)} ${route.name} ${asked.query}`;
      sendShared(request, response, await shared.read(key, asked.answer, route.keepMs));
      return;
    }
    try {
      send(response, route, await asked.answer());
    } finally {
      if (route.kind !== 'fresh') shared.forget();
    }
  };
}

function sendShared(request: Request, response: Response, { text, bytes, etag }: Encoded): void {
  response.set({ 'Cache-Control': 'private, no-cache', ETag: etag });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  response.set({ 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': String(bytes) });
  // As text, and past what Express would do with it: head and body go out in one write.
  response.end(text);
}

function send(response: Response, route: Route, told: unknown): void {
  const { status, body } = told instanceof Answer ? told : { status: 200, body: told };
  response.status(status).set('Cache-Control', 'no-store');
  if (typeof route.response === 'string') response.set('Content-Type', route.response).send(String(body));
  else response.json(body);
}

function otherMethods(routes: readonly Route[]): RequestHandler {
  const known = routes.map(({ method }) => method.toUpperCase());
  const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request: Request, response, next) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') response.status(204).end();
    else next(new RequestError('host/wrong_method', `It is asked with ${allow}.`));
  };
}
