import type { RiskGuard } from '../../../../src/interceptors/risk-guard.ts';
import { type Script, type ScriptedModel, scriptedModel } from '../../../../src/models/scripted-model.ts';
import { memoryStores } from '../../../../src/persistence/memory-stores.ts';
import { TradingCycle } from '../../../../src/pipeline/cycle/trading-cycle.ts';
import type { TradingCycleOptions } from '../../../../src/pipeline/cycle/trading-cycle-options.ts';
import type { BaseBroker } from '../../../../src/ports/broker.ts';
import type { OrderJournal } from '../../../../src/ports/order-journal.ts';
import type { Stores } from '../../../../src/ports/stores.ts';
import type { Venue } from '../../../../src/ports/venue.ts';
import { SimulatedBroker } from '../../../../src/simulated/simulated-broker.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { ManualMarket } from '../../../../src/testing/manual-market.ts';

export const BTC = 'BTC-USDT-SWAP';
export const ETH = 'ETH-USDT-SWAP';
export const PRICES = { [BTC]: '50000', [ETH]: '3000' };

/** UUIDs that count. */
export function countingUuids(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
}

export interface CycleBench {
  readonly cycle: TradingCycle;
  readonly broker: BaseBroker;
  readonly market: ManualMarket;
  readonly model: ScriptedModel;
  readonly stores: Stores;
  readonly clock: FakeClock;
  /** Prices go where they are told to, a minute each; then so many minutes pass. */
  pass(minutes: number, prices?: Readonly<Record<string, string>>): Promise<void>;
}

export interface BenchOptions {
  readonly script: Script;
  readonly options?: Partial<TradingCycleOptions>;
  readonly stores?: Stores;
  readonly broker?: (broker: BaseBroker) => BaseBroker;
  /** Puts something around the simulated venue. */
  readonly decorateVenue?: (venue: Venue) => Venue;
  /** Where the broker writes its orders before they leave. Default: nowhere. */
  readonly journal?: OrderJournal;
  /** What the broker's own risk guard does. Default `enforce`. */
  readonly riskMode?: 'enforce' | 'observe';
  /** The broker's guard, in place of one that `riskMode` makes. */
  readonly riskGuard?: RiskGuard;
}

/** A trading cycle over the simulator, its market moved by hand, its model scripted. */
export async function cycleBench({
  script,
  options,
  stores: given,
  journal,
  riskMode = 'enforce',
  ...rest
}: BenchOptions): Promise<CycleBench> {
  const market = new ManualMarket({ prices: PRICES });
  const clock = new FakeClock(market.now());
  const simulated = new SimulatedBroker(
    {
      kind: 'simulated',
      balances: { USDT: '10000' },
      ...(rest.riskGuard === undefined ? { risk: { mode: riskMode } } : {}),
    },
    {
      market,
      clock,
      ...(journal === undefined ? {} : { journal }),
      ...(rest.riskGuard === undefined ? {} : { riskGuard: rest.riskGuard }),
      ...(rest.decorateVenue === undefined ? {} : { decorateVenue: rest.decorateVenue }),
    },
  );
  await simulated.connect();
  const broker = rest.broker?.(simulated) ?? simulated;
  const stores = given ?? memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const model = scriptedModel(script, { clock });
  const pass = async (minutes: number, prices: Readonly<Record<string, string>> = {}): Promise<void> => {
    for (const [instrument, price] of Object.entries(prices)) market.setPrice(instrument, price);
    market.advance(minutes * 60_000);
    await clock.advanceAsync(Math.max(0, market.now() - clock.now()));
  };
  await pass(12);
  const cycle = new TradingCycle({
    broker,
    model,
    stores,
    symbols: [BTC, ETH],
    clock,
    uuid: countingUuids(),
    frames: [60_000, 300_000],
    health: { maxBarsLate: 3 },
    risk: { mode: riskMode },
    ...options,
  });
  return { cycle, broker, market, model, stores, clock, pass };
}

/** A reply as the prompt asks for it. */
export function reply(...decisions: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ decisions, pauseCycles: 0 });
}

/** A buy that every rule lets pass. */
export function aBuy(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    action: 'buy',
    symbol: BTC,
    size: 0.1,
    leverage: 3,
    stop: 49_000,
    target: 53_000,
    confidence: 0.78,
    proposedTrade: 'Buy.',
    riskThesis: 'It rises.',
    maxPain: 'It falls.',
    recoveryPlan: 'The stop.',
    statedRisk: { targetExposureFraction: 0.3, maxLoss: 70, valueAtRisk: null, maxDrawdownFraction: null },
    ...change,
  };
}
