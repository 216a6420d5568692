import type { DecisionLog, LoggedEvaluation } from '../ports/decision-log.ts';

/**
 * A decision log that tells of every evaluation as soon as it is durable, before its orders leave.
 *
 * Hand it to a pipeline in place of the log that it stands before. What a listener throws is nobody's trouble: the
 * evaluation is written.
 */
export function observedDecisions(log: DecisionLog, onEvaluated: (evaluation: LoggedEvaluation) => void): DecisionLog {
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
