import { z } from 'zod';
import { malformed } from './parse.ts';
import { optionalText } from './scalar.ts';

/** What a subscription is about. */
const channelArg = z.object({
  channel: z.string().min(1),
  instId: optionalText,
  instType: optionalText,
  instFamily: optionalText,
  ccy: optionalText,
});

const eventFrame = z.object({
  event: z.string(),
  code: z.union([z.string(), z.number().int().transform(String)]).default(''),
  msg: optionalText,
  id: optionalText,
  connId: optionalText,
  channel: optionalText,
  connCount: z.union([z.string(), z.number().int().transform(String)]).default(''),
  arg: channelArg.optional().catch(undefined),
});
const answerFrame = z.object({
  id: z.string().min(1),
  op: z.string().min(1),
  code: z.string(),
  msg: optionalText,
  data: z.array(z.unknown()).default([]),
});

/** The events by which OKX answers and warns. */
export type EventFrame = z.output<typeof eventFrame> & { readonly kind: 'event' };
/** The answer to an order that was sent over the socket. */
export type AnswerFrame = z.output<typeof answerFrame> & { readonly kind: 'answer' };
/** News of a channel; rows are read by the channel's own schema. */
export interface PushFrame {
  readonly kind: 'push';
  readonly channel: string;
  readonly instId: string;
  readonly arg: Readonly<Record<string, unknown>>;
  /** `snapshot` or `update` for books, else `""`. */
  readonly action: string;
  /** `snapshot` or `event_update` for account and positions, else `""`. */
  readonly eventType: string;
  /** Whether a snapshot that comes in pages is complete with this one. */
  readonly isLastPage: boolean;
  readonly data: readonly unknown[];
}
/** A message of OKX's WebSocket. */
export type Frame = { readonly kind: 'pong' } | EventFrame | AnswerFrame | PushFrame;

/**
 * Reads one message.
 *
 * Pushes are told apart by hand: they come by the thousand and their rows are read anyway.
 *
 * @throws {VenueError} `venue/malformed_response` for what is no message of OKX.
 */
export function readFrame(message: string): Frame {
  if (message === 'pong') return PONG;
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw malformed('WebSocket', '', 'is no JSON');
  }
  if (!isRecord(value)) throw malformed('WebSocket', '', 'is no object');
  if ('event' in value) return { kind: 'event', ...readWith(eventFrame, value) };
  const { arg, data } = value;
  if (isRecord(arg) && Array.isArray(data)) return pushOf(arg, data, value);
  if ('op' in value) return { kind: 'answer', ...readWith(answerFrame, value) };
  throw malformed('WebSocket', '', 'is neither an event nor news nor an answer');
}

const PONG = { kind: 'pong' } as const;

function pushOf(
  arg: Readonly<Record<string, unknown>>,
  data: readonly unknown[],
  frame: Readonly<Record<string, unknown>>,
): PushFrame {
  const { channel, instId } = arg;
  if (typeof channel !== 'string') throw malformed('WebSocket', 'arg.channel', 'is no string');
  const { action, eventType, lastPage } = frame;
  return {
    kind: 'push',
    channel,
    instId: typeof instId === 'string' ? instId : '',
    arg,
    action: typeof action === 'string' ? action : '',
    eventType: typeof eventType === 'string' ? eventType : '',
    isLastPage: lastPage !== false,
    data,
  };
}

function readWith<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw malformed('WebSocket', where, 'has an unknown form');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
