import { ConfigurationError } from '../errors/index.ts';
import type { PageQuery } from '../ports/page.ts';

const DEFAULT_LIMIT = 100;
const LARGEST_LIMIT = 1000;

/** Where an entry stands in a list: its instant, and its place among those of the same instant. */
export interface PageKey {
  readonly at: number;
  /** In the order of arrival. */
  readonly seq: number;
}

/** A {@link PageQuery} that was looked at. */
export interface PageRequest {
  readonly from: number | null;
  readonly to: number | null;
  readonly isNewestFirst: boolean;
  readonly limit: number;
  readonly after: PageKey | null;
}

/** @throws {ConfigurationError} `config/invalid` for a limit or a cursor that is none. */
export function pageRequest({ from, to, order, limit = DEFAULT_LIMIT, after }: PageQuery): PageRequest {
  if (!Number.isSafeInteger(limit) || limit < 1) throw invalid('limit', `a whole number above zero, not ${limit}`);
  return {
    from: from ?? null,
    to: to ?? null,
    isNewestFirst: order !== 'oldest_first',
    limit: Math.min(limit, LARGEST_LIMIT),
    after: after === undefined ? null : readCursor(after),
  };
}

/** The text of a place in a list. */
export function cursorOf({ at, seq }: PageKey): string {
  return `${at}.${seq}`;
}

function readCursor(text: string): PageKey {
  const parts = /^(-?\d{1,16})\.(\d{1,16})$/.exec(text);
  if (parts === null) throw invalid('after', 'the `next` of a page');
  return { at: Number(parts[1]), seq: Number(parts[2]) };
}

function invalid(path: string, what: string): ConfigurationError {
  return new ConfigurationError(`The ${path} of a list has to be ${what}.`, {
    code: 'config/invalid',
    details: { path },
  });
}
