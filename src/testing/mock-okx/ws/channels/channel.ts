import type { MockCore } from '../../mock-core.ts';
import type { MockNewsItem } from '../../news.ts';
import { textOf, type WireRow, type WireValue } from '../../wire.ts';
import { refuseStream, type StreamRefusal } from '../stream-codes.ts';
import type { StreamPacing } from '../stream-pacing.ts';

/** The three addresses of the WebSocket service. */
export const STREAM_URLS = ['public', 'private', 'business'] as const;
/** One of {@link STREAM_URLS}. */
export type StreamUrl = (typeof STREAM_URLS)[number];

/** What a subscription hears: what happens at the exchange, and what was scripted. */
export type StreamItem =
  | MockNewsItem
  /** The sequence of a book begins anew, as after maintenance. */
  | { readonly type: 'sequence_reset'; readonly instId: string }
  | { readonly type: 'status'; readonly row: WireRow };

/** A push without its `arg`. */
export interface PushBody {
  readonly data: readonly WireValue[];
  readonly [field: string]: WireValue | undefined;
}

/** What a subscription has to work with. */
export interface Outlet {
  readonly core: MockCore;
  readonly arg: WireRow;
  readonly pacing: StreamPacing;
  push(body: PushBody, kind?: 'snapshot' | 'update'): void;
  /** Runs `task` once unless the subscription has ended by then. */
  schedule(delayMs: number, task: () => void): void;
}

/** One kind of stream. */
export interface Channel {
  readonly url: StreamUrl;
  readonly access: 'public' | 'private';
  /** Whether the connections that hold it are counted. */
  readonly isCounted: boolean;
  /** What is wrong with the argument of a subscription; `null` when it is right. */
  check(arg: WireRow, core: MockCore): StreamRefusal | null;
  /** Begins a subscription; returns what hears of everything from then on. */
  open(outlet: Outlet): (item: StreamItem) => void;
}

/** A channel that wants nothing but an instrument which has a price. */
export function instrumentChannel(url: StreamUrl, open: Channel['open']): Channel {
  return { url, access: 'public', isCounted: false, check: checkInstrument, open };
}

export function checkInstrument(arg: WireRow, core: MockCore): StreamRefusal | null {
  const instId = textOf(arg, 'instId');
  if (instId === '') return refuseStream('60027', 'Parameter instId can not be empty.');
  return core.market.quoted(instId) === undefined ? unknownInstrument(arg) : null;
}

export function unknownInstrument(arg: WireRow): StreamRefusal {
  const fields = ['channel', 'instId', 'instType'].filter((name) => textOf(arg, name) !== '');
  const named = fields.map((name) => `${name}:${textOf(arg, name)}`).join(',');
  return refuseStream(
    '60018',
    `Wrong URL or ${named} doesn't exist. Please use the correct URL, channel and parameters.`,
  );
}

/** Repeats a task for as long as the subscription lives. */
export function every(outlet: Outlet, delayMs: () => number, task: () => void): void {
  outlet.schedule(delayMs(), () => {
    task();
    every(outlet, delayMs, task);
  });
}

/** Whether a row is of the instruments that a private subscription asks for. */
export function isAskedFor(arg: WireRow, instId: string, core: MockCore): boolean {
  const listed = core.board.get(instId);
  const [type, family, id] = [textOf(arg, 'instType'), textOf(arg, 'instFamily'), textOf(arg, 'instId')];
  if (id !== '' && id !== instId) return false;
  if (type !== '' && type !== 'ANY' && type !== listed?.instType) return false;
  return family === '' || family === listed?.field('instFamily');
}

/** The parts of a list; of an empty one, one empty part. */
export function pagesOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const pages: T[][] = [];
  for (let from = 0; from < list.length; from += size) pages.push(list.slice(from, from + size));
  return pages.length === 0 ? [[]] : pages;
}

/** A field of `extraParams`, which is JSON in a string. */
export function extraParam(arg: WireRow, name: string): string {
  const source = textOf(arg, 'extraParams');
  if (source === '') return '';
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' && value !== null ? textOf({ ...value }, name) : '';
  } catch {
    return '';
  }
}
