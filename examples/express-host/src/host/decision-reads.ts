import { Decimal, type DecisionRecord, type Stores } from 'brokerkit';
import { calibrationOf, clusterAlarm, decidedTrades } from 'brokerkit/pipeline';
import { z } from 'zod';
import type * as contract from '../contract/index.ts';
import { closedPositionView, decisionView, fillView, orderView } from './record-views.ts';
import { storeQuery } from './store-query.ts';

/** Entries that a calibration alarm and a comparison of exposure look back on. */
const ENTRIES = 200;

/** A page of decisions, newest first unless it is said otherwise. */
export async function decisionsOf(
  { decisions }: Stores,
  query: z.infer<typeof contract.decisionQuery>,
): Promise<z.infer<typeof contract.decisionPage>> {
  const { items, next } = await decisions.list(storeQuery(query));
  return { items: items.map(decisionView), next };
}

/** One decision with its question, its verdict, its orders and what came of them. */
export async function decisionOf(stores: Stores, decisionId: string): Promise<contract.DecisionDetail | null> {
  const record = await stores.decisions.decision(decisionId);
  if (record === null) return null;
  const [evaluation, orders, fills, closed] = await Promise.all([
    stores.decisions.evaluation(record.evaluationId),
    stores.executions.listOrders({ decisionId, order: 'oldest_first', limit: 1000 }),
    stores.executions.listFills({ decisionId, order: 'oldest_first', limit: 1000 }),
    stores.portfolio.closedPositions({ decisionId, order: 'oldest_first', limit: 100 }),
  ]);
  const { proposal, source, verdict, outcome } = record;
  return {
    ...{ summary: decisionView(record), proposal, source },
    verdict:
      verdict === null
        ? null
        : {
            outcome: verdict.outcome,
            ...{ findings: verdict.findings, decision: verdict.decision, risk: verdict.risk },
          },
    result:
      outcome === null
        ? null
        : {
            ...{ outcome: outcome.outcome, at: outcome.at, rule: outcome.rule, message: outcome.message },
            figures: { ...outcome.figures },
          },
    evaluation:
      evaluation === null
        ? null
        : {
            ...{ evaluationId: evaluation.evaluationId, at: evaluation.at, trigger: evaluation.trigger },
            ...{ templateVersion: evaluation.templateVersion, messages: evaluation.messages, reply: evaluation.reply },
            ...{ reasoning: evaluation.reasoning, toolPayload: evaluation.toolPayload, repairs: evaluation.repairs },
            ...{ usage: evaluation.usage, costUsd: evaluation.costUsd, finishReason: evaluation.finishReason },
            abstained: evaluation.abstained,
          },
    orders: orders.items.map(orderView),
    fills: fills.items.map(fillView),
    closedPositions: closed.items.map(closedPositionView),
  };
}

/** Trades that a calibration looks back on, and decisions that are remembered for the next one. */
const TRADES = 1_000;
const REMEMBERED = 5_000;

/** Stated confidence beside what came of it. Decisions never change: each is read once. */
export class CalibrationReads {
  readonly #known = new Map<string, DecisionRecord>();

  /** Of the newest trades. */
  async read(stores: Stores, minConfidence: Decimal): Promise<z.infer<typeof contract.calibration>> {
    const { items } = await stores.portfolio.closedPositions({ limit: TRADES });
    const trades = await decidedTrades(items, { decision: (decisionId) => this.#decision(stores, decisionId) });
    const { trades: count, brierScore, overconfidence, bins } = calibrationOf(trades);
    return {
      ...{ trades: count, brierScore, overconfidence },
      bins: bins.map((bin) => ({ ...bin, netPnl: bin.netPnl.toFixed() })),
      points: trades.flatMap(({ closedPositionId, decisionId, instrument, side, closedAt, confidence, netPnl }) =>
        confidence === null
          ? []
          : [
              {
                ...{ closedPositionId, decision_log_id: decisionId, instrument, side, closedAt },
                ...{ confidence: confidence.toFixed(), netPnl: netPnl.toFixed() },
              },
            ],
      ),
      alarm: await clusterAlarmOf(stores, minConfidence),
    };
  }

  async #decision({ decisions }: Stores, decisionId: string): Promise<DecisionRecord | null> {
    const known = this.#known.get(decisionId);
    if (known !== undefined) return known;
    const record = await decisions.decision(decisionId);
    if (record === null) return null;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(decisionId, record);
    return record;
  }
}

/** That confidence clusters at the threshold, as a sentence; `null` where it does not. */
export async function clusterAlarmOf({ decisions }: Stores, minConfidence: Decimal): Promise<string | null> {
  const { items } = await decisions.list({ limit: ENTRIES });
  const confidences = items.flatMap(({ action, confidence }) =>
    isEntry(action) && confidence !== null ? [new Decimal(confidence)] : [],
  );
  return clusterAlarm(confidences, minConfidence)?.message ?? null;
}

const figure = z.string().nullable().catch(null);
const statedRow = z.object({
  statedRisk: z.object({ targetExposureFraction: figure, maxLoss: figure }),
});
const judgedRow = z.object({
  actualRisk: z.object({ targetExposureFraction: figure, maxLoss: figure }),
  statedAgainstActual: z.array(
    z.object({ figure: z.string(), stated: z.string(), actual: z.string(), isExceeded: z.boolean() }),
  ),
});

/** What entries stated they would risk, beside what the judge reckoned from live prices. Newest first. */
export async function exposureView({ decisions }: Stores): Promise<z.infer<typeof contract.exposure>> {
  const { items } = await decisions.list({ limit: ENTRIES });
  return { items: items.flatMap(exposureItem) };
}

function exposureItem(record: DecisionRecord): z.infer<typeof contract.exposure>['items'] {
  const { decisionId, at, instrument, action, proposal, verdict } = record;
  const stated = statedRow.safeParse(proposal).data?.statedRisk;
  const judged = judgedRow.safeParse(verdict?.risk).data;
  if (!isEntry(action) || judged === undefined) return [];
  const exceeded = judged.statedAgainstActual.filter(({ isExceeded }) => isExceeded);
  const message = exceeded
    .map(
      ({ figure: name, stated: said, actual }) =>
        `${WORDS[name] ?? name}: stated ${figureText(name, said)}, actual ${figureText(name, actual)}`,
    )
    .join('; ');
  return [
    {
      ...{ decision_log_id: decisionId, at, instrument },
      statedExposureFraction: stated?.targetExposureFraction ?? null,
      actualExposureFraction: judged.actualRisk.targetExposureFraction,
      statedMaxLoss: stated?.maxLoss ?? null,
      actualMaxLoss: judged.actualRisk.maxLoss,
      isBreached: exceeded.length > 0,
      message: message === '' ? 'Within what was stated.' : `Beyond its own limit. ${message}.`,
    },
  ];
}

/** Fractions as percentages, money to the cent. */
function figureText(name: string, text: string): string {
  const value = new Decimal(text);
  return name.endsWith('Fraction') ? `${value.mul(100).toSignificantDigits(3).toFixed()} %` : value.toFixed(2);
}

const WORDS: Readonly<Record<string, string>> = {
  targetExposureFraction: 'exposure',
  maxLoss: 'largest loss',
  valueAtRisk: 'value at risk',
  maxDrawdownFraction: 'drawdown',
};

function isEntry(action: string): boolean {
  return action === 'buy' || action === 'sell';
}
