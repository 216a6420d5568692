import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import { ORDER_METRICS, orderMetrics } from '../../../src/interceptors/order-metrics.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { FakeLedger } from './fake-ledger.ts';

type Told = OrderEvent extends infer Event ? (Event extends OrderEvent ? Omit<Event, 'clientOrderId'> : never) : never;

/** What was counted and measured while an order heard these events. */
function measured(description: OrderDescription, events: readonly Told[]): readonly string[] {
  const lines: string[] = [];
  const ring = orderMetrics({
    count: (name, labels) => lines.push(`${name} ${Object.values(labels ?? {}).join(' ')}`),
    observe: (name, value) => lines.push(`${name} ${value}`),
  });
  let order = anOrder({ state: 'pending', ...description });
  for (const told of events) {
    const event = { ...told, clientOrderId: order.clientOrderId } as OrderEvent;
    order = applyOrderEvent(order, event);
    ring.observe?.(order, event);
  }
  return lines;
}

const SENT: readonly Told[] = [
  { type: 'order.submitted', at: 100 },
  { type: 'order.acknowledged', at: 130, venueOrderId: 'v' },
];

describe('the order metrics', () => {
  it('measure sent, acknowledged, first fill and done', () => {
    const events: Told[] = [
      ...SENT,
      { type: 'order.filled', at: 150, fill: aFill({ quantity: '0.004' }) },
      { type: 'order.filled', at: 300, fill: aFill({ quantity: '0.006', fillId: 'f2' }) },
    ];
    expect(measured({ quantity: '0.01' }, events)).toEqual([
      `${ORDER_METRICS.acknowledged} 30`,
      `${ORDER_METRICS.firstFill} 20`,
      `${ORDER_METRICS.ended} filled  limit`,
      `${ORDER_METRICS.done} 200`,
    ]);
  });

  it('measure by when it was heard, not by what a venue says of its time', async () => {
    const lines: string[] = [];
    const ring = orderMetrics({ count: () => {}, observe: (name, value) => lines.push(`${name} ${value}`) });
    const ledger = new FakeLedger();
    await ring.start?.(ledger, () => {});
    let order = anOrder({ state: 'pending', quantity: '0.01' });
    const hear = (now: number, told: Told): void => {
      ledger.now = now;
      const event = { ...told, clientOrderId: order.clientOrderId } as OrderEvent;
      order = applyOrderEvent(order, event);
      ring.observe?.(order, event);
    };
    hear(100, { type: 'order.submitted', at: 100 });
    hear(140, { type: 'order.acknowledged', at: 100, venueOrderId: 'v' });
    hear(190, { type: 'order.filled', at: 120, fill: aFill({ quantity: '0.01' }) });
    expect(lines).toEqual([
      `${ORDER_METRICS.acknowledged} 40`,
      `${ORDER_METRICS.firstFill} 50`,
      `${ORDER_METRICS.done} 90`,
    ]);
  });

  it('count a cancel with its reason', () => {
    const lines = measured({}, [...SENT, { type: 'order.canceled', at: 400, reason: 'requested' }]);
    expect(lines).toContain(`${ORDER_METRICS.ended} canceled requested limit`);
  });

  it('count a denial with its code and measure nothing of it', () => {
    const denial = { code: 'trading_paused', message: '', figures: {}, nearest: null } as const;
    expect(measured({}, [{ type: 'order.denied', at: 1, denial }])).toEqual([
      `${ORDER_METRICS.ended} denied trading_paused limit`,
    ]);
  });

  it('count a rejection with its reason', () => {
    const rejection = { reason: 'position_limit', venueCode: '', venueMessage: '', figures: {} } as const;
    const lines = measured({}, [
      { type: 'order.submitted', at: 1 },
      { type: 'order.rejected', at: 5, rejection },
    ]);
    expect(lines).toEqual([`${ORDER_METRICS.ended} rejected position_limit limit`, `${ORDER_METRICS.done} 4`]);
  });

  it('count commands that were denied', async () => {
    const lines: string[] = [];
    const ring = orderMetrics({ count: (name, labels) => lines.push(`${name} ${labels?.command}`), observe() {} });
    const denial = { code: 'trading_paused', message: '', figures: {}, nearest: null } as const;
    await ring.amend?.(anOrder(), {}, async () => denial, new FakeLedger().context());
    expect(lines).toEqual([`${ORDER_METRICS.denied} amend`]);
  });
});
