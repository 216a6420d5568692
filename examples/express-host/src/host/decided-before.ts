import type { BaseBroker, LoggedEvaluation, Stores } from 'brokerkit';

/** What was decided, and at which prices. */
export type Decided = Pick<LoggedEvaluation, 'decisions' | 'judgeView'>;

/** The decisions behind what is open already: positions, and orders that rest. */
export async function decidedBefore(
  broker: Pick<BaseBroker, 'getPositions' | 'getOpenOrders'>,
  { decisions }: Pick<Stores, 'decisions'>,
): Promise<readonly Decided[]> {
  const [positions, orders] = await Promise.all([broker.getPositions(), broker.getOpenOrders()]);
  const ids = new Set([
    ...positions.flatMap(({ decisionIds }) => decisionIds),
    ...orders.flatMap(({ decisionId }) => decisionId ?? []),
  ]);
  return Promise.all(
    [...ids].map(async (decisionId): Promise<Decided> => {
      const record = await decisions.decision(decisionId);
      if (record === null) return { decisions: [], judgeView: null };
      const evaluation = await decisions.evaluation(record.evaluationId);
      return { decisions: [record], judgeView: evaluation?.judgeView ?? null };
    }),
  );
}
