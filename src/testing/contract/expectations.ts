import assert from 'node:assert/strict';
import type { Decimal, DecimalInput } from '../../domain/decimal.ts';
import { toDecimal, ZERO } from '../../domain/decimal.ts';
import type { DenialCode } from '../../domain/denial.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderState } from '../../domain/order-lifecycle.ts';
import { type ErrorCode, isBrokerError } from '../../errors/index.ts';

/** Two amounts are the same to the last digit. */
export function same(actual: Decimal | null | undefined, expected: DecimalInput, what: string): void {
  assert.ok(actual != null, `${what} is ${String(actual)}`);
  const wanted = toDecimal(expected, what);
  assert.ok(actual.eq(wanted), `${what} is ${actual.toFixed()}, not ${wanted.toFixed()}`);
}

/** A call fails with an error of ours that carries the code. */
export async function fails(call: () => unknown, code: ErrorCode, what = 'the call'): Promise<void> {
  let outcome: unknown;
  try {
    outcome = await call();
  } catch (error) {
    assert.ok(isBrokerError(error, code), `${what} failed with ${describe(error)}, not ${code}`);
    assert.ok(error.message.length > 0, `${what} failed without a message`);
    return;
  }
  assert.fail(`${what} did not fail with ${code}; it returned ${describe(outcome)}`);
}

/** An order is in one of the states, or the reasons why not are told. */
export function inState(order: Order, ...states: readonly OrderState[]): void {
  assert.ok(states.includes(order.state), `the order is ${describeOrder(order)}, not ${states.join(' or ')}`);
}

/** An order was refused by ourselves with the code, in words and figures. */
export function denied(order: Order, ...codes: readonly DenialCode[]): void {
  inState(order, 'denied');
  const { denial } = order;
  assert.ok(denial !== null && codes.includes(denial.code), `the denial is ${denial?.code}, not ${codes.join(' or ')}`);
  assert.ok(denial.message.endsWith('.'), `the denial says no sentence: ${denial.message}`);
  for (const [name, figure] of Object.entries(denial.figures)) assert.equal(typeof figure, 'string', name);
}

export function describeOrder(order: Order): string {
  const why = order.denial?.code ?? order.rejection?.reason ?? order.cancelReason ?? order.unresolvedCause?.code;
  return why === undefined ? order.state : `${order.state} (${why})`;
}

export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const amount of amounts) total = total.add(amount);
  return total;
}

/** A `number` where a decimal belongs: what a caller without types may pass. */
export function floating(text: string): DecimalInput {
  return JSON.parse(text);
}

function describe(value: unknown): string {
  if (isBrokerError(value)) return `${value.code} (${value.message})`;
  return value instanceof Error ? `${value.name}: ${value.message}` : String(value);
}
