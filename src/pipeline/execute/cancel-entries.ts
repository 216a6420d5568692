import type { InstrumentId } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { BaseBroker } from '../../ports/broker.ts';

/** What became of entries that were to wait no longer. */
export interface CanceledEntries {
  /** Those that have ended, as they stand after their cancel. */
  readonly ended: readonly Order[];
  /** Those that have not, each with why. */
  readonly left: readonly { readonly order: Order; readonly why: string }[];
}

/**
 * Cancels every order that could still open something, all at once; what protects or reduces stays. `instruments`: of these
 * alone.
 *
 * @throws What the broker throws when its orders cannot be read.
 */
export async function cancelEntries(
  broker: Pick<BaseBroker, 'getOpenOrders' | 'cancelOrder'>,
  instruments?: readonly InstrumentId[],
): Promise<CanceledEntries> {
  const entries = (await broker.getOpenOrders()).filter(
    ({ effect, instrument }) => effect === 'open' && (instruments?.includes(instrument) ?? true),
  );
  const answers = await Promise.allSettled(entries.map(({ clientOrderId }) => broker.cancelOrder({ clientOrderId })));
  const ended: Order[] = [];
  const left: { readonly order: Order; readonly why: string }[] = [];
  for (const [index, answer] of answers.entries()) {
    const order = entries[index] as Order;
    // One that cannot be canceled is no reason to leave the others.
    if (answer.status === 'rejected') left.push({ order, why: textOf(answer.reason) });
    else if (answer.value.isTerminal) ended.push(answer.value);
    else left.push({ order: answer.value, why: `${order.clientOrderId} is still ${answer.value.state}.` });
  }
  return { ended, left };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
