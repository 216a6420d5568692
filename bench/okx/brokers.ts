import { createBroker } from '../../src/create-broker.ts';
import type { OkxDemoBrokerDependencies } from '../../src/okx/okx-demo-broker.ts';
import { memoryOrderJournal } from '../../src/persistence/memory-order-journal.ts';
import type { BaseBroker } from '../../src/ports/broker.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import type { ServerAddress } from './server-messages.ts';

/** Metrics that are kept, not thrown away: a count and a sum for each name and label. */
export function keptMetrics(): Metrics {
  const sums = new Map<string, { count: number; sum: number }>();
  const add = (name: string, labels: Readonly<Record<string, string>> = {}, by: number): void => {
    const key = `${name} ${Object.values(labels).join(' ')}`;
    const kept = sums.get(key);
    if (kept === undefined) sums.set(key, { count: 1, sum: by });
    else {
      kept.count += 1;
      kept.sum += by;
    }
  };
  return {
    count: (name, labels, by = 1) => add(name, labels, by),
    observe: (name, value, labels) => add(name, labels, value),
  };
}

/** A connected broker as a host would have it: limits on, a journal in memory, metrics. */
export async function aBroker(
  { rest, ws, apiKey, secretKey, passphrase }: ServerAddress,
  instruments: readonly string[],
  dependencies: OkxDemoBrokerDependencies = {},
): Promise<BaseBroker> {
  const broker = createBroker(
    {
      kind: 'okx_demo',
      apiKey,
      secretKey,
      passphrase,
      endpoints: { rest, ws },
      instruments,
      reconcileEveryMs: 600_000,
    },
    { journal: memoryOrderJournal(), metrics: keptMetrics(), ...dependencies },
  );
  await broker.connect();
  return broker;
}
