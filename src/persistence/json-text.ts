import { PersistenceError } from '../errors/index.ts';

/**
 * The JSON text of a value.
 *
 * @throws {PersistenceError} `store/unavailable` for what JSON cannot hold, such as `undefined` or a `bigint`.
 */
export function jsonText(key: string, value: unknown): string {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    cause = error;
  }
  if (text === undefined) {
    throw new PersistenceError(`The value of "${key}" cannot be saved: it is not JSON.`, {
      code: 'store/unavailable',
      details: { key },
      cause,
    });
  }
  return text;
}
