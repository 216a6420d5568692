import { measure } from './measure.ts';
import { type Measurement, median } from './measurement.ts';
import type { Suite } from './suite.ts';

/** The figures of one contestant over all rounds. */
export interface Standing {
  readonly contestant: string;
  readonly name: string;
  readonly milliseconds: readonly number[];
  readonly medianMs: number;
  readonly medianCpuMs: number;
  /** `null` where the contestants take no such figure. */
  readonly medianP50Ms: number | null;
  readonly medianP95Ms: number | null;
  readonly medianPeakBytes: number;
}

/** Verifies a suite, then times its contestants in interleaved rounds: A B C, A B C, … */
export async function compete(
  suite: Suite,
  rounds: number,
  progress: (text: string) => void,
): Promise<readonly Standing[]> {
  await suite.verify(async (contestant, size) => {
    progress(`${suite.name}: checking ${contestant}`);
    return (await measure(suite.name, contestant, size, 'cold')).result;
  });
  const taken = new Map<string, Measurement[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of suite.timed) {
      progress(`${suite.name}: round ${round} of ${rounds}, ${contestant}`);
      const measurement = await measure(suite.name, contestant, suite.size, suite.start);
      taken.set(contestant, [...(taken.get(contestant) ?? []), measurement]);
    }
  }
  return [...taken].map(([contestant, measurements]) => standing(contestant, measurements));
}

function standing(contestant: string, measurements: readonly Measurement[]): Standing {
  const milliseconds = measurements.map((one) => one.milliseconds);
  return {
    contestant,
    name: measurements[0]?.name ?? contestant,
    milliseconds,
    medianMs: median(milliseconds),
    medianCpuMs: median(measurements.map((one) => one.cpuMilliseconds)),
    medianP50Ms: medianOrNull(measurements.flatMap(({ p50Ms }) => (p50Ms === null ? [] : [p50Ms]))),
    medianP95Ms: medianOrNull(measurements.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]))),
    medianPeakBytes: median(measurements.map((one) => one.peakBytes)),
  };
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}
