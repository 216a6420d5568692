import type { z } from 'zod';
import type * as contract from '../contract/index.ts';
import type { LiveHub } from '../live/live-hub.ts';

type View<Schema extends z.ZodType> = z.infer<Schema>;
type PageQuery = View<typeof contract.pageQuery>;
type SymbolPageQuery = View<typeof contract.symbolPageQuery>;

/** Who asks, and why, as it goes into the audit log. */
export interface Operator {
  readonly by: string;
  readonly why: string;
}

/** What the API stands on: everything that a host can be asked, in the words of the contract. */
export interface TradingHost {
  /** What happens, as it happens. */
  readonly live: LiveHub;
  /** Never throws. */
  health(): View<typeof contract.health>;
  /** The series for Prometheus as text. */
  metrics(): Promise<string>;

  portfolio(): Promise<View<typeof contract.portfolio>>;
  equity(query: View<typeof contract.equityQuery>): Promise<View<typeof contract.equitySeries>>;
  decisions(query: View<typeof contract.decisionQuery>): Promise<View<typeof contract.decisionPage>>;
  /** `null` when there is none of this id in the mode that runs. */
  decision(decisionLogId: string): Promise<View<typeof contract.decisionDetail> | null>;
  calibration(): Promise<View<typeof contract.calibration>>;
  exposure(): Promise<View<typeof contract.exposure>>;
  orders(query: SymbolPageQuery): Promise<View<typeof contract.orderPage>>;
  fills(query: SymbolPageQuery): Promise<View<typeof contract.fillPage>>;
  closedPositions(query: SymbolPageQuery): Promise<View<typeof contract.closedPositionPage>>;
  riskJournal(query: PageQuery): Promise<View<typeof contract.riskPage>>;
  audit(query: PageQuery): Promise<View<typeof contract.auditPage>>;
  alerts(): View<typeof contract.alerts>;
  orderLatency(): View<typeof contract.orderLatency>;

  prices(symbols: readonly string[] | null): Promise<View<typeof contract.prices>>;
  candles(query: View<typeof contract.candlesQuery>): Promise<View<typeof contract.candles>>;

  runtimeMode(): View<typeof contract.runtimeMode>;
  /** @throws {HostError} with status 409 where a switch was refused or failed; the old mode runs on. */
  changeRuntimeMode(change: contract.RuntimeModeChange): Promise<View<typeof contract.runtimeModeChanged>>;
  scheduler(): View<typeof contract.scheduler>;
  /** Runs a cycle now, or joins the one under way; resolves when it has ended. */
  trigger(operator: Operator): Promise<View<typeof contract.scheduler>>;
  pause(operator: Operator): Promise<View<typeof contract.scheduler>>;
  resume(operator: Operator): Promise<View<typeof contract.scheduler>>;
  kill(request: Operator & { readonly positions: 'keep' | 'flatten' }): Promise<View<typeof contract.killResult>>;
}

/** Something that is answered with a problem of this status. Its message is for a person. */
export class HostError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(message: string, { code, status }: { readonly code: string; readonly status: number }) {
    super(message);
    this.name = 'HostError';
    this.code = code;
    this.status = status;
  }
}
