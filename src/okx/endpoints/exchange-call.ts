import type { z } from 'zod';
import { type CommandOutcome, outcomesOf, outcomesOfFailure, type SentCommand } from '../outcome.ts';
import { endpointName, type OkxRequest, type OkxSend } from '../request.ts';
import { readErrorOf, unreadableAnswer } from '../venue-error.ts';
import { readEnvelope } from '../wire/envelope.ts';
import { malformed, readRows } from '../wire/parse.ts';

/** What a query may hold; what is undefined is not sent. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Rows of one page. */
export const PAGE = 100;
/** Pages of one read: more than an account can have, so a cursor that does not move is noticed. */
const MOST_PAGES = 200;

/** A read: its rows, raw. @throws {BrokerError} for every answer that is not a yes. */
export async function readData(send: OkxSend, path: string, query: Query = {}): Promise<readonly unknown[]> {
  const request = getRequest(path, query);
  const endpoint = endpointName(request);
  const answer = await send(request);
  const error = readErrorOf(endpoint, answer);
  if (error !== null) throw error;
  return readEnvelope(endpoint, answer.json).data;
}

/** A read: its rows. @throws {BrokerError} for every answer that is not a yes; `venue/malformed_response`. */
export async function read<S extends z.ZodType>(
  send: OkxSend,
  schema: S,
  path: string,
  query: Query = {},
): Promise<z.output<S>[]> {
  return readRows(endpointName({ method: 'GET', path }), schema, await readData(send, path, query));
}

/** A read of exactly one thing; an empty answer is no answer. */
export async function readOne<S extends z.ZodType>(
  send: OkxSend,
  schema: S,
  path: string,
  query: Query = {},
): Promise<z.output<S>> {
  const [row] = await read(send, schema, path, query);
  if (row === undefined) throw malformed(endpointName({ method: 'GET', path }), 'data', 'is empty');
  return row;
}

/**
 * A read of a list that comes in pages, newest first. `cursorOf` is what the next page is asked to begin after; `isEnough`
 * ends it before the list does.
 */
export async function readPages<S extends z.ZodType>(
  send: OkxSend,
  schema: S,
  path: string,
  query: Query,
  paging: {
    readonly cursorOf: (row: z.output<S>) => string;
    readonly isEnough?: (row: z.output<S>) => boolean;
    readonly limit?: number;
  },
): Promise<z.output<S>[]> {
  const limit = paging.limit ?? PAGE;
  const rows: z.output<S>[] = [];
  const seen = new Set<string>();
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await read(send, schema, path, { ...query, after, limit });
    for (const row of found) {
      // A list that grows while it is read moves rows on to the next page.
      const cursor = paging.cursorOf(row);
      if (!seen.has(cursor)) rows.push(row);
      seen.add(cursor);
    }
    const last = found.at(-1);
    if (last === undefined || found.length < limit || paging.isEnough?.(last) === true) return rows;
    const next = paging.cursorOf(last);
    if (next === after) break;
    after = next;
  }
  throw malformed(endpointName({ method: 'GET', path }), 'data', 'has pages without end');
}

/** A command: what became of each of its parts. Never throws for what OKX answered, nor for an answer that did not come. */
export async function command(
  send: OkxSend,
  kind: SentCommand['kind'],
  request: OkxRequest,
  ids: readonly string[],
): Promise<CommandOutcome[]> {
  const sent: SentCommand = { kind, endpoint: endpointName(request), ids };
  try {
    return outcomesOf(sent, await send(request));
  } catch (error) {
    return outcomesOfFailure(sent, error);
  }
}

/** As {@link command}, for one. */
export async function commandOne(
  send: OkxSend,
  kind: SentCommand['kind'],
  request: OkxRequest,
  id: string,
): Promise<CommandOutcome> {
  const [outcome] = await command(send, kind, request, [id]);
  return outcome ?? { outcome: 'unknown', cause: unreadableAnswer(endpointName(request), 0) };
}

function getRequest(path: string, query: Query): OkxRequest {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(query)) if (value !== undefined) given[key] = String(value);
  return { method: 'GET', path: `/api/v5/${path}`, ...(Object.keys(given).length === 0 ? {} : { query: given }) };
}
