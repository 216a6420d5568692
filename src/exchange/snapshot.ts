import { invariant } from '../errors/index.ts';
import type { ExchangeState } from './exchange-state.ts';
export function snapshotOf(_state: ExchangeState): unknown {
  return invariant(false, 'Not there yet.');
}
export function restoreState(_state: ExchangeState, _snapshot: unknown): void {
  invariant(false, 'Not there yet.');
}
