import {
  isConditional,
  MARGIN_MODES,
  ORDER_EFFECTS,
  ORDER_TYPES,
  type OrderIntent,
  SIDES,
  TIMES_IN_FORCE,
  triggerOf,
} from '../domain/order-intent.ts';
import { OrderError } from '../errors/index.ts';

/**
 * Refuses what is no intent at all, for callers without a type checker; its numbers are read elsewhere.
 *
 * @throws {OrderError} `order/invalid_intent`.
 */
export function assertIntent(intent: OrderIntent): void {
  if (typeof intent !== 'object' || intent === null) refuse('it is not an object', 'intent');
  if (typeof intent.instrument !== 'string') refuse('its instrument is not a text', 'instrument');
  oneOf(SIDES, intent.side, 'side');
  if (typeof intent.pricing !== 'object' || intent.pricing === null) refuse('it has no pricing', 'pricing');
  oneOf(ORDER_TYPES, intent.pricing.type, 'pricing.type');
  if (intent.pricing.type === 'limit' && intent.pricing.timeInForce !== undefined) {
    oneOf(TIMES_IN_FORCE, intent.pricing.timeInForce, 'pricing.timeInForce');
  }
  const { type } = intent.pricing;
  if (isConditional(type) && type !== 'trailing_stop' && typeof triggerOf(intent.pricing) !== 'object') {
    refuse('its trigger is not an object with a price', 'pricing.trigger');
  }
  if (intent.effect !== undefined) oneOf(ORDER_EFFECTS, intent.effect, 'effect');
  if (intent.marginMode !== undefined) oneOf(MARGIN_MODES, intent.marginMode, 'marginMode');
  aTime(intent.expiresAt, 'expiresAt');
  aTime(intent.validUntil, 'validUntil');
}

function aTime(value: number | undefined, field: string): void {
  if (value !== undefined && !Number.isFinite(value)) refuse(`its ${field} is not a time in epoch milliseconds`, field);
}

function oneOf<T extends string>(allowed: readonly T[], value: T, field: string): void {
  if (!allowed.includes(value)) refuse(`its ${field} is ${String(value)}, not one of ${allowed.join(', ')}`, field);
}

function refuse(why: string, field: string): never {
  throw new OrderError(`The intent cannot be read: ${why}.`, { code: 'order/invalid_intent', details: { field } });
}
