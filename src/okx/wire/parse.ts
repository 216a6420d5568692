import type { z } from 'zod';
import { VenueError } from '../../errors/index.ts';

/** An answer of another form than documented. `where` is a path such as `data.0.sz`; values are never told, they may be private. */
export function malformed(endpoint: string, where: string, problem: string): VenueError {
  const place = where === '' ? 'The answer' : `The field ${where}`;
  return new VenueError(`${place} of OKX's ${endpoint} cannot be used: it ${problem}.`, {
    code: 'venue/malformed_response',
    advice: { retry: 'lookup' },
    details: { endpoint, path: where, problem },
  });
}

/**
 * Reads one row.
 *
 * @throws {VenueError} `venue/malformed_response` with the endpoint and the path of the field.
 */
export function readRow<S extends z.ZodType>(endpoint: string, schema: S, value: unknown, at = 'data.0'): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const inner = issue?.path.map(String).join('.') ?? '';
  throw malformed(endpoint, [at, inner].filter(Boolean).join('.'), problemOf(issue));
}

/** Reads every row of an answer's `data`. @throws {VenueError} `venue/malformed_response`. */
export function readRows<S extends z.ZodType>(endpoint: string, schema: S, data: readonly unknown[]): z.output<S>[] {
  return data.map((value, index) => readRow(endpoint, schema, value, `data.${index}`));
}

function problemOf(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return `is no ${issue.expected}`;
    case 'invalid_value':
      return `is none of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
    case 'too_big':
    case 'invalid_format':
    case 'custom':
      return issue.message;
    default:
      return 'has an unknown form';
  }
}
