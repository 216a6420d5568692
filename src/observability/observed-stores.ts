import type { DecisionLog, LoggedEvaluation } from '../ports/decision-log.ts';

/**
 * The same stores, telling of every evaluation as soon as it is durable, before its orders leave. Hand them to a pipeline.
 *
 * What a listener throws is nobody's trouble: the evaluation is written.
 */
export function observedStores<S extends { readonly decisions: DecisionLog }>(
  stores: S,
  onEvaluated: (evaluation: LoggedEvaluation) => void,
): S {
  const log = stores.decisions;
  const append = async (evaluation: LoggedEvaluation): Promise<void> => {
    await log.append(evaluation);
    try {
      onEvaluated(evaluation);
    } catch {
      // A failure here would read as one of the log, and stop opens.
    }
  };
  return withPart(stores, 'decisions', withPart(log, 'append', append));
}

/** An object with one part replaced. A copy would keep what its getters said when it was made, such as the health of stores. */
function withPart<T extends object>(whole: T, name: keyof T, part: unknown): T {
  return new Proxy(whole, {
    get(target, asked) {
      if (asked === name) return part;
      const value: unknown = Reflect.get(target, asked, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
