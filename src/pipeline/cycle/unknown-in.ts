import type { TradingContext } from '../context/build-context.ts';

/** What the model could not be told, or only as old, as sentences for the report of the cycle. */
export function unknownIn({ symbols, memoryProblem }: TradingContext): readonly string[] {
  const stale = symbols.flatMap(({ instrument, health }) =>
    health.status === 'stale' ? [`${instrument.id} could only be reduced: ${health.problems.join(' ')}`] : [],
  );
  return memoryProblem === null ? stale : [...stale, `The past could not be read: ${memoryProblem}`];
}
