import type { RejectionReason } from '../domain/denial.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import { type BrokerError, ConnectivityError, isBrokerError } from '../errors/index.ts';
import type { VenueReply } from '../ports/venue.ts';
import { okxError } from './error-table.ts';
import type { OkxAnswer } from './request.ts';
import { errorOf, printable, unreadableAnswer } from './venue-error.ts';
import { type CommandItem, commandItem, type Envelope, envelopeOf } from './wire/envelope.ts';

/** The kinds of command; some codes mean another thing to a cancel than to a new order. */
export const COMMAND_KINDS = ['place', 'amend', 'cancel', 'setting'] as const;
/** One of {@link COMMAND_KINDS}. */
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What became of one command. */
export type CommandOutcome =
  /** OKX has taken it on; that it is done is told by the orders channel. */
  | { readonly outcome: 'accepted'; readonly item: CommandItem }
  | {
      readonly outcome: 'refused';
      readonly reason: RejectionReason;
      readonly venueCode: string;
      readonly venueMessage: string;
      readonly figures: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'not_executed'; readonly retryAfterMs: number; readonly venueCode: string }
  /** An order of the same id lives: it is to be read, compared and adopted. */
  | { readonly outcome: 'duplicate_live'; readonly venueCode: string; readonly cause: BrokerError }
  /** The order to cancel or change is not open: why has to be read. */
  | { readonly outcome: 'query'; readonly venueCode: string; readonly venueMessage: string }
  | { readonly outcome: 'unknown'; readonly cause: BrokerError };

/** One command that was sent, or several in one batch. */
export interface SentCommand {
  readonly kind: CommandKind;
  /** Method and path, for the words of an error. */
  readonly endpoint: string;
  /** The ids of the orders that it is about, in the order in which they were sent. */
  readonly ids: readonly string[];
}

/** An attempt that never reached OKX is made again after so long. */
const UNREACHED_MS = 500;

/** What became of each command of an answer, in the order of the ids. Never throws: what cannot be read is `unknown`. */
export function outcomesOf(command: SentCommand, answer: OkxAnswer): CommandOutcome[] {
  const envelope = envelopeOf(answer.json);
  if (envelope === null) return command.ids.map(() => unknown(unreadableAnswer(command.endpoint, answer.status)));
  const items = itemsOf(envelope);
  return command.ids.map((id, index) => {
    const item = itemFor(items, id, index, command.ids.length);
    if (item !== undefined && item.sCode !== '') return judgeItem(command, item);
    if (command.kind === 'setting' && envelope.code === '0') return { outcome: 'accepted', item: NO_ITEM };
    if (envelope.code === '0' || envelope.code === '1' || envelope.code === '2') {
      // Neither a yes nor a no for this one.
      return unknown(unreadableAnswer(command.endpoint, answer.status));
    }
    const judged = judge(command, envelope.code, envelope.msg, '');
    // A gateway in front of the exchange may say no to what the exchange has taken.
    const isCertain = answer.status < 500 || judged.outcome !== 'refused';
    return isCertain ? judged : unknown(errorOf(command.endpoint, envelope.code, envelope.msg, { retry: 'lookup' }));
  });
}

/** What became of the commands of a call that threw. */
export function outcomesOfFailure(command: SentCommand, error: unknown): CommandOutcome[] {
  if (wasNeverSent(error)) {
    const delay = isBrokerError(error) && error.advice.retry === 'after' ? error.advice.delayMs : UNREACHED_MS;
    return command.ids.map(() => ({ outcome: 'not_executed', retryAfterMs: delay, venueCode: 'not_sent' }));
  }
  return command.ids.map(() => unknown(asDoubt(command, error)));
}

/** The answer of a venue to the engine. `events` are what an acceptance amounts to. */
export function replyOf(outcome: CommandOutcome, events: readonly OrderEvent[] = []): VenueReply {
  switch (outcome.outcome) {
    case 'accepted':
      return { outcome: 'acknowledged', events };
    case 'refused':
      return outcome;
    case 'not_executed':
      return { outcome: 'not_executed', retryAfterMs: outcome.retryAfterMs };
    case 'duplicate_live':
    case 'unknown':
      return { outcome: 'unknown', cause: outcome.cause };
    case 'query': {
      const { venueCode, venueMessage } = outcome;
      return { outcome: 'refused', reason: 'order_not_found', venueCode, venueMessage };
    }
  }
}

const NO_ITEM: CommandItem = commandItem.parse({});

function itemsOf({ data }: Envelope): CommandItem[] {
  return data.map((value) => {
    const result = commandItem.safeParse(value);
    return result.success ? result.data : NO_ITEM;
  });
}

/** The item of an order: by its id where items name theirs, else by its place, provided that none is missing. */
function itemFor(items: readonly CommandItem[], id: string, index: number, sent: number): CommandItem | undefined {
  const named = items.find((item) => [item.clOrdId, item.algoClOrdId, item.ordId, item.algoId].includes(id));
  if (named !== undefined) return named;
  const placed = items.length === sent ? items[index] : undefined;
  const isAnothers = placed !== undefined && (placed.clOrdId !== '' || placed.algoClOrdId !== '') && sent > 1;
  return isAnothers ? undefined : placed;
}

function judgeItem(command: SentCommand, item: CommandItem): CommandOutcome {
  if (item.sCode !== '0') return judge(command, item.sCode, item.sMsg, item.subCode);
  // Without an id of the venue nothing says that there is an order.
  if (command.kind !== 'setting' && item.ordId === '' && item.algoId === '') {
    return unknown(unreadableAnswer(command.endpoint, 200));
  }
  return { outcome: 'accepted', item };
}

function judge(command: SentCommand, code: string, message: string, subCode: string): CommandOutcome {
  const row = okxError(code);
  if (command.kind === 'cancel' && code === '51410') return { outcome: 'accepted', item: NO_ITEM };
  switch (row.executed) {
    case 'unknown':
      return unknown(errorOf(command.endpoint, code, message));
    case 'duplicate_live':
      // Only for a new order does it mean an order; for the others it is the id of the request.
      if (command.kind !== 'place') break;
      return { outcome: 'duplicate_live', venueCode: code, cause: errorOf(command.endpoint, code, message) };
    case 'query':
      if (command.kind === 'cancel' || command.kind === 'amend') {
        return { outcome: 'query', venueCode: code, venueMessage: sentence(message, row.person) };
      }
      if (command.kind === 'place') return unknown(errorOf(command.endpoint, code, message));
      break;
    case 'no':
      if (row.advice.retry === 'after') {
        return { outcome: 'not_executed', retryAfterMs: row.advice.delayMs, venueCode: code };
      }
  }
  return {
    outcome: 'refused',
    reason: row.reason,
    venueCode: code,
    venueMessage: sentence(message, row.person),
    figures: subCode === '' ? {} : { subCode },
  };
}

function sentence(message: string, person: string): string {
  return message === '' ? person : `${printable(message)}. ${person}`.replace('..', '.');
}

function unknown(cause: BrokerError): CommandOutcome {
  return { outcome: 'unknown', cause };
}

function wasNeverSent(error: unknown): boolean {
  if (!isBrokerError(error)) return false;
  return error.details.sent === false || error.code === 'net/unreachable' || error.code === 'net/rate_limited';
}

function asDoubt({ endpoint }: SentCommand, error: unknown): BrokerError {
  if (isBrokerError(error)) return error;
  return new ConnectivityError(`The connection broke while OKX was asked for ${endpoint}.`, {
    code: 'net/connection_lost',
    advice: { retry: 'lookup' },
    details: { endpoint },
    cause: error,
  });
}
