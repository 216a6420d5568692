import { z } from 'zod';
import { ORDER_ROLES, type OrderAmendment, type OrderIntent } from '../domain/order-intent.ts';
import type { OrderEventType } from '../domain/order-lifecycle.ts';
import { ORDER_EVENT_TYPES, ORDER_STATES } from '../domain/order-lifecycle.ts';
import { PersistenceError } from '../errors/index.ts';
import type { JournalRecord } from '../ports/order-journal.ts';
import { jsonText } from './json-text.ts';
import { plainJson } from './plain-json.ts';
import type { JournalNote } from './unfinished-orders.ts';

/** The first line of a journal file. */
export const JOURNAL_HEADER = '{"type":"order-journal","version":1}\n';

/** One line of a journal, and what it says. */
export interface JournalLine {
  /** With its end. */
  readonly text: string;
  readonly note: JournalNote;
}

/** A journal file that was read. */
export interface JournalText {
  readonly lines: readonly JournalLine[];
  /** Whether the end of the file is a line that was never finished. */
  readonly isTorn: boolean;
}

/** The line of a record. Numbers are written as decimals in full, whatever decimal library they came from. */
export function journalLine(record: JournalRecord): string {
  return `${journalText(record)}\n`;
}

/** The JSON of a record. */
export function journalText(record: JournalRecord): string {
  return jsonText(`${record.type} record`, plainJson(record));
}

/** What {@link journalText} has written; `null` when the text is no record. */
export function readJournalText(text: string): JournalNote | null {
  try {
    return note.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Reads a journal file. A last line without an end was torn by a crash before its writing was answered, and is left out.
 *
 * @throws {PersistenceError} `store/corrupt` naming file and line.
 */
export function readJournal(text: string, file: string): JournalText {
  const lines: JournalLine[] = [];
  let number = 0;
  let start = 0;
  for (;;) {
    const end = text.indexOf('\n', start);
    if (end < 0) return { lines, isTorn: start < text.length };
    number++;
    const line = text.slice(start, end + 1);
    start = end + 1;
    if (number > 1) lines.push({ text: line, note: readNote(line, file, number) });
    else if (line !== JOURNAL_HEADER) throw corrupt(file, number, 'it is not the head of an order journal');
  }
}

/** The order that a record is about. */
export function orderOf(note: JournalNote): string {
  return note.type === 'event' ? note.event.clientOrderId : note.clientOrderId;
}

function readNote(line: string, file: string, number: number): JournalNote {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw corrupt(file, number, 'it is not JSON', cause);
  }
  const read = note.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw corrupt(file, number, `${issue?.path.join('.') || 'record'}: ${issue?.message}`, read.error);
}

const clientOrderId = z.string().min(1);
const at = z.number();
const eventTypes: readonly OrderEventType[] = ORDER_EVENT_TYPES;

/** What else an intent has to be is looked at when it is taken up again. */
const intent = z.custom<OrderIntent>((value) => isObject(value) && typeof value.instrument === 'string', 'no intent');

const note = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('intent'),
    clientOrderId,
    intent,
    role: z.enum(ORDER_ROLES),
    parentClientOrderId: z.string().nullable(),
    at,
  }),
  z.object({ type: z.literal('amend'), clientOrderId, change: z.custom<OrderAmendment>(isObject, 'no change'), at }),
  z.object({ type: z.literal('cancel'), clientOrderId, at }),
  z.object({ type: z.literal('protected'), clientOrderId, at }),
  z.object({
    type: z.literal('event'),
    event: z.object({ clientOrderId, type: z.enum(eventTypes), at }),
    state: z.enum(ORDER_STATES),
  }),
]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function corrupt(file: string, line: number, why: string, cause?: unknown): PersistenceError {
  return new PersistenceError(
    `The order journal ${file} cannot be read at line ${line}: ${why}. Restore it from a backup, or remove it once you know at the venue what became of its orders.`,
    { code: 'store/corrupt', details: { file, line }, cause },
  );
}
