import { describe, expect, it } from 'vitest';
import { isFullProof } from '../../../setup/properties.ts';
import { type SoakReport, soak } from './soak.ts';

const TERMS = isFullProof ? { orders: 10_000, reconnections: 50 } : { orders: 200, reconnections: 2 };
const TIME_LIMIT_MS = isFullProof ? 1_800_000 : 60_000;

describe('a broker that trades for hours over faults and lost connections', () => {
  it(
    'has nothing twice, loses no fill, tells no false end and agrees with the exchange all the way',
    async () => {
      const report = await soak({ ...TERMS, seed: 20_250_101 });
      process.stdout.write(`${summary(report)}\n`);
      expect(report.problems).toEqual([]);
      expect(report.orders).toBeGreaterThanOrEqual(TERMS.orders);
      expect(report.reconnections).toBeGreaterThanOrEqual(TERMS.reconnections);
      expect(report.faults).toBeGreaterThan(TERMS.orders * 0.02);
    },
    TIME_LIMIT_MS,
  );
});

function summary({ orders, executions, faults, reconnections, hoursOfClock, heap }: SoakReport): string {
  const grown = (heap.atEnd - heap.atFifth) / 1_048_576;
  return `Soak: ${orders} orders, ${executions} executions, ${faults} faults, ${reconnections} lost connections in ${hoursOfClock.toFixed(1)} h of the clock; heap ${(heap.atFifth / 1_048_576).toFixed(1)} MB at a fifth, ${grown.toFixed(1)} MB more at the end.`;
}
