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
  const decisions = observedDecisions(stores.decisions, onEvaluated);
  // A copy would keep the health of the stores as it was when it was made.
  return new Proxy(stores, {
    get(target, name) {
      if (name === 'decisions') return decisions;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function observedDecisions(log: DecisionLog, onEvaluated: (evaluation: LoggedEvaluation) => void): DecisionLog {
  return {
    append: async (evaluation) => {
      await log.append(evaluation);
      try {
        onEvaluated(evaluation);
      } catch {
        // A failure here would read as one of the log, and stop opens.
      }
    },
    judged: (verdicts) => log.judged(verdicts),
    settled: (outcomes) => log.settled(outcomes),
    decision: (decisionId) => log.decision(decisionId),
    evaluation: (evaluationId) => log.evaluation(evaluationId),
    list: (query) => log.list(query),
    forgetPrompts: (before) => log.forgetPrompts(before),
  };
}
