import { Decimal, type DecimalInput, toDecimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';

/** What a field is compared with: decimals by value (`"1.50"` equals 1.5), everything else by identity. */
export type Expected = DecimalInput | number | boolean | null;

/** The fields that a test is about; a position's quantity is negative for a short. */
export type ExpectedFields<T> = { readonly [Field in keyof T]?: Expected };

/** What a test runner's `expect.extend` wants back. */
export interface MatchResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The named fields in which a position differs, each in words; a short's quantity counts as negative. */
export function positionDifferences(position: Position, expected: ExpectedFields<Position>): readonly string[] {
  return differences(expected, (field) =>
    field === 'quantity' && position.side === 'short' ? position.quantity.neg() : Reflect.get(position, field),
  );
}

/** The named fields in which an order differs, each in words. */
export function orderDifferences(order: Order, expected: ExpectedFields<Order>): readonly string[] {
  return differences(expected, (field) => Reflect.get(order, field));
}

/** The named fields in which a fill differs, each in words. */
export function fillDifferences(fill: Fill, expected: ExpectedFields<Fill>): readonly string[] {
  return differences(expected, (field) => Reflect.get(fill, field));
}

function differences(expected: object, read: (field: string) => unknown): readonly string[] {
  return Object.entries(expected).flatMap(([field, wanted]: [string, unknown]) => {
    const actual = read(field);
    return same(actual, wanted) ? [] : [`${field} is ${print(actual)}, not ${print(wanted)}`];
  });
}

function same(actual: unknown, wanted: unknown): boolean {
  if (!Decimal.isDecimal(actual)) return Object.is(actual, wanted);
  if (typeof wanted !== 'string' && !Decimal.isDecimal(wanted)) return false;
  return toDecimal(wanted, 'expected value').eq(actual);
}

function print(value: unknown): string {
  return Decimal.isDecimal(value) ? new Decimal(value).toFixed() : String(value);
}

function verdict(what: string, found: readonly string[]): MatchResult {
  return {
    pass: found.length === 0,
    message: () => (found.length === 0 ? `The ${what} is as described.` : `The ${what} differs: ${found.join('; ')}.`),
  };
}

/**
 * Matchers for a test runner's `expect.extend(brokerMatchers)`; only the named fields are compared.
 *
 * The plain functions behind them, such as {@link positionDifferences}, need no runner.
 */
export const brokerMatchers = {
  toEqualPosition: (received: Position, expected: ExpectedFields<Position>): MatchResult =>
    verdict('position', positionDifferences(received, expected)),
  toEqualOrder: (received: Order, expected: ExpectedFields<Order>): MatchResult =>
    verdict('order', orderDifferences(received, expected)),
  toEqualFill: (received: Fill, expected: ExpectedFields<Fill>): MatchResult =>
    verdict('fill', fillDifferences(received, expected)),
  toEqualDecimal: (received: unknown, expected: DecimalInput): MatchResult =>
    verdict('number', same(received, expected) ? [] : [`it is ${print(received)}, not ${print(expected)}`]),
};
