import { describe, expect, it } from 'vitest';
import type { OrderEventType, OrderState } from '../../../src/domain/order-lifecycle.ts';
import { type JournalNote, unfinishedOrders } from '../../../src/persistence/unfinished-orders.ts';
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
const naked = (clientOrderId: string): JournalRecord => ({
  type: 'intent',
  clientOrderId,
  intent: anIntent({ protection: { stopLoss: { trigger: { price: '49000' } } } }),
  role: 'entry',
  parentClientOrderId: null,
  at: 1,
});
const event = (clientOrderId: string, type: OrderEventType, state: OrderState): JournalNote => ({
  type: 'event',
  event: { type, clientOrderId, at: 2 },
  state,
});
const seen = (clientOrderId: string): JournalNote => ({ type: 'protected', clientOrderId, at: 3 });

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
  ['a filled entry whose stop was not seen', [naked('a'), sent, event('a', 'order.filled', 'filled')], [['a', 1, 2]]],
  [
    'an entry canceled after a part was filled, its stop unseen',
    [naked('a'), event('a', 'order.filled', 'partially_filled'), event('a', 'order.expired', 'expired')],
    [['a', 1, null]],
  ],
  ['no filled entry whose stop was seen', [naked('a'), event('a', 'order.filled', 'filled'), seen('a')], []],
  [
    'an entry that filled further after its stop was seen',
    [naked('a'), event('a', 'order.filled', 'partially_filled'), seen('a'), event('a', 'order.filled', 'filled')],
    [['a', 1, null]],
  ],
  [
    'a canceled entry that a fill crossed',
    [naked('a'), event('a', 'order.expired', 'canceled'), event('a', 'order.filled', 'canceled')],
    [['a', 1, null]],
  ],
  [
    'an entry that was found partly filled, then ended, its stop unseen',
    [naked('a'), event('a', 'order.submitted', 'partially_filled'), event('a', 'order.expired', 'canceled')],
    [['a', 1, 2]],
  ],
  ['no entry that asked for a stop and ended unfilled', [naked('a'), event('a', 'order.expired', 'expired')], []],
  ['no event of an order that was never ours', [event('x', 'order.submitted', 'working')], []],
] as const;

describe('the unfinished orders of a journal', () => {
  it.each(cases)('are: %s', (_name, records, expected) => {
    const found = unfinishedOrders(records);
    expect(found.map((order) => [order.clientOrderId, order.writtenAt, order.submittedAt])).toEqual(expected);
  });
});

describe('an unfinished order', () => {
  it.each([
    ['whose stop was not seen has ended', [naked('a'), event('a', 'order.filled', 'filled')], true],
    ['that was sent has not', [naked('a'), event('a', 'order.submitted', 'submitted')], false],
  ])('%s', (_name, records, expected) => {
    expect(unfinishedOrders(records).map(({ hasEnded }) => hasEnded)).toEqual([expected]);
  });
});
