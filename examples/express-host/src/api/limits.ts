import type { Logger } from 'brokerkit';
import type { Request, RequestHandler } from 'express';
import { MemoryStore, rateLimit } from 'express-rate-limit';
import { RequestError } from './problem.ts';

/** How often one address may ask. */
export interface Limits {
  /** From this machine. Default 2000. */
  readonly ownReadsPerSecond?: number;
  /** From another. Default 100. */
  readonly readsPerSecond?: number;
  /** With the token; pause and kill are not counted. Default 60. */
  readonly changesPerMinute?: number;
  /** Requests whose token is another one. Default 10. */
  readonly wrongTokensPerMinute?: number;
}

const READ_WINDOW_S = 5;
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** The limits of a running API. */
export interface Limiters {
  readonly reads: RequestHandler;
  readonly changes: RequestHandler;
  readonly wrongTokens: RequestHandler;
  close(): void;
}

export function createLimiters(limits: Limits, logger: Logger): Limiters {
  const own = limits.ownReadsPerSecond ?? 2000;
  const others = limits.readsPerSecond ?? 100;
  const stores: MemoryStore[] = [];
  const limiter = (identifier: string, seconds: number, limit: (request: Request) => number): RequestHandler => {
    const store = new MemoryStore();
    stores.push(store);
    return rateLimit({
      windowMs: seconds * 1000,
      limit,
      identifier,
      store,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      // Who sits behind a proxy is told apart by it or not at all; no reason to print a stack.
      validate: { xForwardedForHeader: false, forwardedHeader: false },
      logger: {
        error: (error, message) => logger.error(message ?? String(error)),
        warn: (error, message) => logger.warn(message ?? String(error)),
      },
      handler: (_request, _response, next) => {
        next(new RequestError('host/too_many_requests', `Too many ${identifier} from this address.`));
      },
    });
  };
  return {
    reads: limiter('reads', READ_WINDOW_S, ({ ip }) => {
      return READ_WINDOW_S * (LOOPBACK.test(ip ?? '') ? own : others);
    }),
    changes: limiter('changes', 60, () => limits.changesPerMinute ?? 60),
    wrongTokens: limiter('wrong-tokens', 60, () => limits.wrongTokensPerMinute ?? 10),
    close: () => {
      for (const store of stores) store.shutdown();
    },
  };
}
