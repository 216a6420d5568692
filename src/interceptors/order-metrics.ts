import type { Denial } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import type { OrderInterceptor, RingResult } from '../ports/interceptor.ts';
import type { Metrics } from '../ports/metrics.ts';

/** The names under which {@link orderMetrics} counts and measures. Durations are in milliseconds. */
export const ORDER_METRICS = {
  /** Orders that ended, by `outcome` (the terminal state), `reason` of a refusal or cancel, and order `type`. */
  ended: 'brokerkit_orders_ended',
  /** Amendments and leverage changes that we denied, by `command` and `reason`. */
  denied: 'brokerkit_commands_denied',
  /** Orders whose outcome was not known for a while. */
  unresolved: 'brokerkit_orders_unresolved',
  /** From sending to acknowledgement. */
  acknowledged: 'brokerkit_order_acknowledged_ms',
  /** From acknowledgement to the first fill, from sending where that was heard first. */
  firstFill: 'brokerkit_order_first_fill_ms',
  /** From sending to the end. */
  done: 'brokerkit_order_done_ms',
} as const;

/** Counts how orders end and measures how long they take, as the host hears of it: sent → acknowledged → first fill → done. */
export function orderMetrics(metrics: Metrics): OrderInterceptor {
  const countDenials = async (command: string, result: RingResult): Promise<Denial | undefined> => {
    const denial = await result;
    if (denial !== undefined) metrics.count(ORDER_METRICS.denied, { command, reason: denial.code });
    return denial;
  };
  let now: (() => number) | null = null;
  /** When the venue was heard to have taken on the orders that have not ended. */
  const takenOn = new Map<string, number>();
  const measure = (name: string, from: number | null, to: number | null, type: string): void => {
    if (from !== null && to !== null) metrics.observe(name, to - from, { type });
  };

  return {
    name: 'order-metrics',
    start: async (ledger) => {
      now = () => ledger.now;
    },
    amend: (_order, _change, next) => countDenials('amend', next()),
    setLeverage: (_position, _leverage, next) => countDenials('set_leverage', next()),
    observe(order, event) {
      const { progress, type, clientOrderId } = order;
      // What an event says of its time is the venue's, or when it was asked: the host had to wait until it was heard.
      const at = now?.() ?? event.at;
      switch (event.type) {
        case 'order.acknowledged':
        case 'order.armed':
          if (takenOn.has(clientOrderId)) return;
          takenOn.set(clientOrderId, at);
          measure(ORDER_METRICS.acknowledged, progress.submittedAt, at, type);
          return;
        case 'order.unresolved':
          metrics.count(ORDER_METRICS.unresolved, { type });
          return;
        case 'order.filled':
          if (progress.filledLots === event.fill.facts.lots) {
            measure(ORDER_METRICS.firstFill, takenOn.get(clientOrderId) ?? progress.submittedAt, at, type);
          }
          if (order.state !== 'filled') return;
          break;
        case 'order.canceled':
        case 'order.expired':
        case 'order.rejected':
        case 'order.denied':
        case 'order.not_placed':
          break;
        default:
          return;
      }
      takenOn.delete(clientOrderId);
      metrics.count(ORDER_METRICS.ended, { outcome: order.state, reason: reasonOf(order), type });
      measure(ORDER_METRICS.done, progress.submittedAt, at, type);
    },
  };
}

function reasonOf(order: Order): string {
  if (order.state === 'denied') return order.denial.code;
  if (order.state === 'rejected') return order.rejection.reason;
  if (order.state === 'canceled') return order.cancelReason;
  return '';
}
