import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import type { OrderState } from '../../../src/domain/order-lifecycle.ts';
import { unfinishedOrders } from '../../../src/persistence/unfinished-orders.ts';
import type { JournalRecord } from '../../../src/ports/order-journal.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';

const intent = (clientOrderId: string, at = 1): JournalRecord => ({
  type: 'intent',
  clientOrderId,
  intent: anIntent(),
  role: 'entry',
  parentClientOrderId: null,
  at,
});
const event = (clientOrderId: string, type: 'order.submitted' | 'order.expired', state: OrderState): JournalRecord => {
  const told: OrderEvent = { type, clientOrderId, at: 2 };
  return { type: 'event', event: told, state };
};

const sent = event('a', 'order.submitted', 'submitted');
const cases = [
  ['nothing', [], []],
  ['an intent alone, not known to have left', [intent('a')], [['a', 1, null]]],
  ['an order that was sent', [intent('a'), sent], [['a', 1, 2]]],
  ['an order that ended', [intent('a'), sent, event('a', 'order.expired', 'expired')], []],
  [
    'an intent written again after a sending: it may have left twice',
    [intent('a'), sent, intent('a', 3)],
    [['a', 1, null]],
  ],
  [
    'an order that came to life after it was called absent',
    [intent('a'), event('a', 'order.expired', 'not_placed'), event('a', 'order.submitted', 'working')],
    [['a', 1, 2]],
  ],
  [
    'the oldest first',
    [intent('b'), intent('a')],
    [
      ['b', 1, null],
      ['a', 1, null],
    ],
  ],
  ['no event of an order that was never ours', [event('x', 'order.submitted', 'working')], []],
] as const;

describe('the unfinished orders of a journal', () => {
  it.each(cases)('are: %s', (_name, records, expected) => {
    const found = unfinishedOrders(records);
    expect(found.map((order) => [order.clientOrderId, order.writtenAt, order.submittedAt])).toEqual(expected);
  });
});
