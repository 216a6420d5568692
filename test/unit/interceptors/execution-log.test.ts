import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import { type ExecutionLog, executionLog } from '../../../src/interceptors/execution-log.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { FakeLedger } from './fake-ledger.ts';

type Told = OrderEvent extends infer Event
  ? Event extends OrderEvent
    ? Omit<Event, 'clientOrderId' | 'at'>
    : never
  : never;

const SENT: Told = { type: 'order.submitted' };
const ACKNOWLEDGED: Told = { type: 'order.acknowledged', venueOrderId: 'v' };
const FILLED: Told = { type: 'order.filled', fill: aFill({ quantity: '0.01' }) };
const CANCELED: Told = { type: 'order.canceled', reason: 'requested' };

/** A log whose clock stands where the story puts it. */
class Story {
  readonly clock = { at: 0, now: () => this.clock.at };
  readonly log: ExecutionLog;

  constructor(limit?: number) {
    this.log = executionLog({ clock: this.clock, ...(limit === undefined ? {} : { limit }) });
  }

  /** Tells an order's events, each at its instant. What the venue says about the time is another story. */
  order(description: OrderDescription, events: readonly (readonly [number, Told])[]): this {
    let order = anOrder({ state: 'pending', quantity: '0.01', ...description });
    for (const [at, told] of events) {
      this.clock.at = at;
      const event = { ...told, clientOrderId: order.clientOrderId, at: 7 } as OrderEvent;
      order = applyOrderEvent(order, event);
      this.log.observe?.(order, event);
    }
    return this;
  }
}

describe('the execution log', () => {
  it('remembers of an order when it was sent, acknowledged, first filled and done', () => {
    const fills = [
      [40, { type: 'order.filled', fill: aFill({ quantity: '0.004' }) }],
      [90, { type: 'order.filled', fill: aFill({ quantity: '0.006', fillId: 'f2' }) }],
    ] as const;
    const { log } = new Story().order({}, [[10, SENT], [15, ACKNOWLEDGED], ...fills]);
    expect(log.executions()).toMatchObject([
      { state: 'filled', type: 'limit', sentAt: 10, acknowledgedAt: 15, firstFillAt: 40, doneAt: 90 },
    ]);
  });

  it('takes a fill that was heard first for the acknowledgement', () => {
    const { log } = new Story().order({}, [
      [10, SENT],
      [12, FILLED],
    ]);
    expect(log.executions()).toMatchObject([{ acknowledgedAt: 12, firstFillAt: 12, doneAt: 12 }]);
  });

  it('leaves open what an order has not reached', () => {
    const { log } = new Story().order({}, [
      [10, SENT],
      [12, ACKNOWLEDGED],
    ]);
    expect(log.executions()).toMatchObject([{ firstFillAt: null, doneAt: null }]);
  });

  it('has no place for an order that was denied', () => {
    const denial = { code: 'trading_paused', message: '', figures: {}, nearest: null } as const;
    expect(new Story().order({}, [[1, { type: 'order.denied', denial }]]).log.executions()).toEqual([]);
  });

  it('gives the percentiles of each order type by nearest rank', () => {
    const story = new Story();
    for (let ms = 1; ms <= 200; ms++) {
      story.order({ clientOrderId: `o${ms}` }, [
        [0, SENT],
        [ms, ACKNOWLEDGED],
        [2 * ms, CANCELED],
      ]);
    }
    expect(story.log.summary()).toEqual([
      {
        type: 'limit',
        orders: 200,
        acknowledged: { orders: 200, p50: 100, p95: 190, p99: 198 },
        firstFill: null,
        done: { orders: 200, p50: 200, p95: 380, p99: 396 },
      },
    ]);
  });

  it('forgets the oldest order when it is full', () => {
    const story = new Story(2);
    for (const clientOrderId of ['a', 'b', 'c']) story.order({ clientOrderId }, [[1, SENT]]);
    expect(story.log.executions().map(({ clientOrderId }) => clientOrderId)).toEqual(['b', 'c']);
  });

  it('does not take up an order again that it has forgotten', () => {
    const story = new Story(1).order({ clientOrderId: 'b' }, [[1, SENT]]);
    story.order({ clientOrderId: 'a', state: 'working' }, [[2, FILLED]]);
    expect(story.log.executions().map(({ clientOrderId }) => clientOrderId)).toEqual(['b']);
  });

  it('goes by the time of the venue where it was given no clock', async () => {
    const log = executionLog();
    const ledger = new FakeLedger();
    await log.start?.(ledger, () => {});
    ledger.now = 123;
    const order = anOrder({ state: 'pending' });
    const event = { type: 'order.submitted', clientOrderId: order.clientOrderId, at: 7 } as const;
    log.observe?.(applyOrderEvent(order, event), event);
    expect(log.executions()).toMatchObject([{ sentAt: 123 }]);
  });

  it('prints a line for each type and point', () => {
    const { log } = new Story().order({}, [
      [10, SENT],
      [12.25, ACKNOWLEDGED],
      [30, CANCELED],
    ]);
    expect(log.text().split('\n')).toEqual([
      'order type  point         orders     p50     p95     p99',
      'limit       acknowledged       1  2.3 ms  2.3 ms  2.3 ms',
      'limit       done               1   20 ms   20 ms   20 ms',
    ]);
  });

  it('says so when nothing was sent', () => {
    expect(executionLog().text()).toBe('No order was sent.');
  });

  it.each([0, 1.5, Number.NaN])('refuses to remember %d orders', (limit) => {
    expect(() => executionLog({ limit })).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });
});
