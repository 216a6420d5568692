import type { ClosedPosition } from '../domain/account.ts';
import { Decimal, ZERO } from '../domain/decimal.ts';
import type { BaseBroker, BrokerEvent, Unsubscribe } from '../ports/broker.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoggedEvaluation } from '../ports/decision-log.ts';
import { DecidedFacts } from './decided-facts.ts';
import type { ObservedCycle } from './observed-cycle.ts';
import { OrderTally } from './order-tally.ts';
import { type ObservedPortfolio, PortfolioGauges } from './portfolio-gauges.ts';
import type { ModeMetrics } from './prometheus.ts';

/** What {@link TradingMetrics} is made of. */
export interface TradingMetricsOptions {
  /** Of the mode that is traded: `prometheus({ client }).forMode('paper')`. */
  readonly metrics: ModeMetrics;
  readonly clock: Pick<Clock, 'now'>;
}

/** How a scheduler stands; a `SchedulerStatus` of the runtime is one. */
export interface ObservedScheduler {
  readonly state: string;
  readonly opensBlockedBy: string | null;
  readonly modelFailures: number;
  readonly skipped: number;
  readonly overlapped: number;
}

/** How often our view was the venue's; the tally of a `PositionSync` is one. */
export interface ObservedSync {
  readonly compared: number;
  readonly agreed: number;
  readonly unread: number;
}

const STATES = ['stopped', 'standby', 'degraded', 'running', 'paused'] as const;

/** Turns what one session does into metrics: hand it every report, status, portfolio and tally, and let it watch the broker. */
export class TradingMetrics {
  readonly #metrics: ModeMetrics;
  readonly #facts = new DecidedFacts();
  readonly #orders: OrderTally;
  readonly #portfolio: PortfolioGauges;
  /** Counts that are told as sums: as they last were. */
  readonly #sums = new Map<string, number>();
  readonly #pnl = new Map<string, Decimal>();

  constructor({ metrics, clock }: TradingMetricsOptions) {
    this.#metrics = metrics;
    this.#orders = new OrderTally(metrics, clock, this.#facts);
    this.#portfolio = new PortfolioGauges(metrics, clock, this.#facts);
  }

  /** Hears a broker from now on. */
  watch(broker: Pick<BaseBroker, 'on'>): Unsubscribe {
    const types = ['order.updated', 'position.closed', 'ledger.entry', 'connection.changed'] as const;
    const ends = types.map((type) => broker.on(type, (event) => this.told(event)));
    return () => {
      for (const end of ends) end();
    };
  }

  /** One event of a broker. */
  told(event: BrokerEvent): void {
    switch (event.type) {
      case 'order.updated':
        this.#orders.updated(event.order, event.cause.type);
        break;
      case 'position.closed':
        this.#closed(event.closed);
        break;
      case 'ledger.entry':
        if (event.entry.type === 'transfer') this.#portfolio.transferred(event.entry.amount);
        break;
      case 'connection.changed': {
        const isHeard = event.state === 'connected' || event.state === 'restored';
        this.#metrics.set('broker_connected', isHeard ? 1 : 0);
        break;
      }
      default:
    }
  }

  /** What was decided, before anything is done. After a start, hand in the evaluations behind open positions again. */
  evaluated(evaluation: Pick<LoggedEvaluation, 'decisions' | 'judgeView'>): void {
    this.#facts.add(evaluation);
  }

  /** A cycle that ended. */
  cycle({ at, status, decisions, usage, costUsd, durations }: ObservedCycle): void {
    this.#metrics.add('scheduler_evaluations_total', { result: status === 'completed' ? 'success' : 'failure' });
    this.#metrics.set('scheduler_last_evaluation_timestamp_seconds', at / 1_000);
    for (const part of ['context', 'model', 'total'] as const) {
      this.#metrics.measure('scheduler_cycle_seconds', durations[part] / 1_000, { part });
    }
    for (const { action, outcome } of decisions) this.#metrics.add('trading_decisions_total', { action, outcome });
    const tokens = { input: usage?.inputTokens, cached_input: usage?.cachedInputTokens };
    const written = { output: usage?.outputTokens, reasoning: usage?.reasoningTokens };
    for (const [kind, count] of Object.entries({ ...tokens, ...written })) {
      if (count !== null && count !== undefined) this.#metrics.add('model_tokens_total', { kind }, count);
    }
    if (costUsd !== null) this.#metrics.add('model_cost_usd_total', {}, costUsd.toNumber());
    else if (status !== 'failed') this.#metrics.add('model_unpriced_calls_total');
  }

  /** How the scheduler stands, at every change. */
  scheduler({ state, opensBlockedBy, modelFailures, skipped, overlapped }: ObservedScheduler): void {
    for (const one of STATES) this.#metrics.set('scheduler_state', one === state ? 1 : 0, { state: one });
    this.#metrics.set('scheduler_opens_blocked', opensBlockedBy === null ? 0 : 1);
    this.#metrics.set('scheduler_model_failures_in_row', modelFailures);
    this.#grow('skipped', skipped, (by) =>
      this.#metrics.add('scheduler_cycles_left_out_total', { reason: 'skipped' }, by),
    );
    this.#grow('overlapped', overlapped, (by) =>
      this.#metrics.add('scheduler_cycles_left_out_total', { reason: 'overlapped' }, by),
    );
  }

  /** How the account stands, at every change. */
  portfolio(update: ObservedPortfolio): void {
    this.#portfolio.show(update);
  }

  /** How often our view was the venue's so far. The first time says where it begins: at the start of a session, hand it in once. */
  sync({ compared, agreed, unread }: ObservedSync): void {
    const results = { agreed, differed: compared - agreed, unread };
    for (const [result, sum] of Object.entries(results)) {
      const name = `sync ${result}`;
      if (!this.#sums.has(name)) this.#sums.set(name, sum);
      else this.#grow(name, sum, (by) => this.#metrics.add('position_sync_checks_total', { result }, by));
    }
  }

  /** Whether writes go straight to the database. */
  database(isUp: boolean): void {
    this.#metrics.set('database_up', isUp ? 1 : 0);
  }

  /** Takes the gauges of this session away, when it is closed. */
  end(): void {
    this.#metrics.end();
  }

  #closed({ decisionIds, netPnl }: ClosedPosition): void {
    const [first] = decisionIds;
    const stated = first === undefined ? null : (this.#facts.of(first)?.confidence ?? null);
    const confidence = stated === null ? 'unknown' : stated.toDecimalPlaces(1, Decimal.ROUND_DOWN).toFixed(1);
    this.#metrics.add('trades_closed_total', { confidence, result: netPnl.gt(0) ? 'won' : 'lost' });
    const sum = (this.#pnl.get(confidence) ?? ZERO).add(netPnl);
    this.#pnl.set(confidence, sum);
    this.#metrics.set('trades_net_pnl', sum.toNumber(), { confidence });
  }

  /** Adds what a sum has grown by; one that fell began anew. */
  #grow(name: string, sum: number, add: (by: number) => void): void {
    const before = this.#sums.get(name) ?? 0;
    this.#sums.set(name, sum);
    const by = sum < before ? sum : sum - before;
    if (by > 0) add(by);
  }
}
