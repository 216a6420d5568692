import { randomUUID } from 'node:crypto';
import type { Logger } from 'brokerkit';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { problemOf } from './problem.ts';

const SANE = /^[\w.-]{8,64}$/;

/** Gives each request an id, the caller's own where it is a sane one, and a line in the log when it is answered. */
export function requestLog({ logger, now }: { readonly logger: Logger; readonly now: () => number }): RequestHandler {
  return (request, response, next) => {
    const given = request.get('X-Request-Id') ?? '';
    const id = SANE.test(given) ? given : randomUUID();
    response.set('X-Request-Id', id);
    const startedAt = now();
    const { method } = request;
    // Without the query: it may hold what somebody looked for.
    const { path } = request;
    response.once('close', () => {
      const { statusCode: status } = response;
      const isRead = (method === 'GET' || method === 'HEAD') && status < 400;
      const fields = { requestId: id, method, path, status, ms: now() - startedAt };
      logger[isRead ? 'debug' : 'info'](response.writableFinished ? 'answered' : 'left unanswered', fields);
    });
    next();
  };
}

interface ProblemParts {
  readonly logger: Logger;
  readonly redact: (text: string) => string;
}

/** Answers whatever failed with a problem. What is not for the reader goes into the log, under the request's id. */
export function answerProblem({ logger, redact }: ProblemParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const id = requestIdOf(response);
    const { problem: told, headers } = problemOf(error, { path: request.path, id });
    const problem = { ...told, detail: redact(told.detail) };
    if (problem.status >= 500) {
      const about = { requestId: id, code: problem.code };
      // What is away for a while is asked for again and again; a stack says nothing of it.
      const { stack, ...words } = described(error);
      if (problem.status === 500) logger.error('a request failed', { ...about, ...words, stack });
      else logger.warn('a request could not be answered', { ...about, ...words });
    }
    response.status(problem.status).set({ ...headers, 'Cache-Control': 'no-store' });
    response.set('Content-Type', 'application/problem+json').end(JSON.stringify(problem));
  };
}

function requestIdOf(response: Response): string {
  return String(response.getHeader('X-Request-Id'));
}

function described(error: unknown): { readonly name?: string; readonly message: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}
