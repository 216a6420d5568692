import type { StoredOrder } from 'brokerkit';
import { expect, it } from 'vitest';
import { orderView } from '../../examples/express-host/src/host/record-views.ts';
import { anOrder } from './builders/views.ts';

it.each([
  ['buy', '60010.3333334'],
  ['sell', '60010.3333333'],
] as const)('shows the mean price of a %s with twelve digits, and nothing in its favour', (side, shown) => {
  const { decision_log_id: decisionId, ...order } = anOrder(0);
  const record = { ...order, decisionId, side, averagePrice: `60010.${'3'.repeat(50)}` } as StoredOrder;
  expect(orderView(record).averagePrice).toBe(shown);
});
