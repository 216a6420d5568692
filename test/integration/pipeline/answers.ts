import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import { aBuy, reply } from '../../unit/pipeline/builders/cycles.ts';
import { BTC } from './http-world.ts';

/** A tenth of 100,000 at 3x is 30,000; at 60,000 that is half a coin. */
export const BUY = reply(aBuy({ size: 0.1, leverage: 3, stop: 58_000, target: 64_000 }));
export const CLOSE = reply({ action: 'close', symbol: BTC, confidence: 0.1 });
export const HALF_A_COIN = { quantity: '0.5', stops: ['58000'] } as const;
/** How long the model is waited for here, ms. */
export const DEADLINE_MS = 30_000;

const BUSY: MockAnswer = { type: 'error', status: 503 };

interface Course {
  readonly answers: readonly MockAnswer[];
  /** Questions that are sent for it. */
  readonly asked: number;
  readonly tookMs: number;
}

/** What delays an answer or surrounds it, and takes nothing away from it. */
export const DELAYS: Readonly<Record<string, Course>> = {
  'at once': { answers: [BUY], asked: 1, tookMs: 0 },
  'behind thinking and signs of life': {
    answers: [{ type: 'answer', text: BUY, reasoning: CLOSE, keepAliveLines: 40 }],
    asked: 1,
    tookMs: 0,
  },
  'after a long time in the queue': {
    answers: [{ type: 'slow', afterMs: 25_000, text: BUY }],
    asked: 1,
    tookMs: 25_000,
  },
  'when it wants to be asked again later': {
    answers: [{ type: 'error', status: 429, retryAfterSeconds: 20 }, BUY],
    asked: 2,
    tookMs: 20_000,
  },
  'at the third attempt': { answers: [BUSY, { type: 'error', status: 500 }, BUY], asked: 3, tookMs: 3_000 },
  'when it was shown that it said nothing': { answers: [{ type: 'blank' }, BUY], asked: 2, tookMs: 0 },
  'when it was shown that prose is no answer': { answers: ['I would buy 0.5 BTC.', BUY], asked: 2, tookMs: 0 },
};

/** What leads to no answer. `problem` is what the report says of it. */
export const TROUBLES: Readonly<Record<string, Course & { readonly problem: RegExp }>> = {
  'a queue that outlasts the deadline, for all its signs of life': {
    answers: [{ type: 'slow', afterMs: 2 * DEADLINE_MS, text: BUY }],
    problem: /no complete answer within 30000 ms/,
    asked: 1,
    tookMs: DEADLINE_MS,
  },
  'no sign of life at all': {
    answers: [{ type: 'silence' }],
    problem: /no complete answer within 30000 ms/,
    asked: 1,
    tookMs: DEADLINE_MS,
  },
  'blank text, and blank text again when it is shown its error': {
    answers: [{ type: 'blank' }, { type: 'blank' }],
    problem: /^blank/,
    asked: 2,
    tookMs: 0,
  },
  'a buy that was cut off': {
    answers: [{ type: 'truncated', text: BUY.slice(0, -2) }],
    problem: /^truncated/,
    asked: 1,
    tookMs: 0,
  },
  'a buy that reads as whole and is said to be cut off': {
    answers: [{ type: 'truncated', text: BUY }],
    problem: /^truncated/,
    asked: 1,
    tookMs: 0,
  },
  'a limit that lasts longer than the deadline': {
    answers: [{ type: 'error', status: 429, retryAfterSeconds: 600 }],
    problem: /number of requests \(429\)/,
    asked: 1,
    tookMs: 0,
  },
  'an account without balance': {
    answers: [{ type: 'error', status: 402 }],
    problem: /no balance left \(402\)/,
    asked: 1,
    tookMs: 0,
  },
  'a key that is not accepted': {
    answers: [{ type: 'error', status: 401 }],
    problem: /does not accept the key \(401\)/,
    asked: 1,
    tookMs: 0,
  },
  'a server that stays busy': {
    answers: [BUSY, { type: 'error', status: 500 }, BUSY],
    problem: /failed \(503\)/,
    asked: 3,
    tookMs: 3_000,
  },
  'a gateway that gives up': {
    answers: [{ type: 'html', status: 502 }],
    problem: /failed \(502\)/,
    asked: 1,
    tookMs: 0,
  },
  'a page in the place of an answer': {
    answers: [{ type: 'html' }],
    problem: /no answer of a model/,
    asked: 1,
    tookMs: 0,
  },
  'a line that breaks in the middle of an answer': {
    answers: [{ type: 'reset', when: 'mid_body' }],
    problem: /broke off/,
    asked: 1,
    tookMs: 0,
  },
};
