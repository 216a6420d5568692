import type { OrderIntent } from '../../../src/domain/order-intent.ts';
import type { OrderState } from '../../../src/domain/order-lifecycle.ts';
import type { JournalRecord } from '../../../src/ports/order-journal.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';

export const PROTECTED: OrderIntent = anIntent({ protection: { stopLoss: { trigger: { price: '49000' } } } });

export function anIntentRecord(
  clientOrderId: string,
  parts: { readonly intent?: OrderIntent; readonly quantity?: OrderIntent['quantity'] } = {},
): Extract<JournalRecord, { readonly type: 'intent' }> {
  const intent = parts.intent ?? anIntent(parts.quantity === undefined ? {} : { quantity: parts.quantity });
  return { type: 'intent', clientOrderId, intent, role: 'entry', parentClientOrderId: null, at: 1 };
}

export function anOrderEvent(
  clientOrderId: string,
  type: 'order.submitted' | 'order.expired',
  state: OrderState,
): JournalRecord {
  return { type: 'event', event: { type, clientOrderId, at: 2 }, state };
}
