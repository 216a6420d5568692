import { invariant } from '../../errors/index.ts';
import type { MockCore } from './mock-core.ts';
import type { RestApi } from './rest-api.ts';

/** What a mock exchange is made of. */
export interface MockParts {
  readonly core: MockCore;
  readonly api: RestApi;
}

const PARTS = new WeakMap<object, MockParts>();

/** Remembers what a mock exchange is made of, without its showing on its public surface. */
export function keepParts(mock: object, parts: MockParts): void {
  PARTS.set(mock, parts);
}

/** What a mock exchange is made of. */
export function partsOf(mock: object): MockParts {
  const parts = PARTS.get(mock);
  invariant(parts !== undefined, 'This is no mock exchange.');
  return parts;
}
