import { Decimal } from '../../../../src/domain/decimal.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { Order } from '../../../../src/domain/order.ts';
import type { Position } from '../../../../src/domain/position.ts';
import type { ProposedDecision, ProposedSize, SizeUnit, StatedRisk } from '../../../../src/domain/proposal.ts';
import { measureRiskLimits, type RiskLimits } from '../../../../src/domain/risk.ts';
import { judge } from '../../../../src/pipeline/judge/judge.ts';
import type { JudgePolicy, PriceBands } from '../../../../src/pipeline/judge/judge-policy.ts';
import type {
  JudgedOrder,
  JudgedPosition,
  JudgedSymbol,
  JudgeView,
  RefusedBefore,
} from '../../../../src/pipeline/judge/judge-view.ts';
import type { JudgeRule, Verdict } from '../../../../src/pipeline/judge/verdict.ts';
import { anInstrument } from '../../../../src/testing/builders/an-instrument.ts';

export const NOW = Date.UTC(2026, 5, 1, 12);

export const BTC = anInstrument();
export const ETH = anInstrument({
  id: 'ETH-USDT-SWAP',
  baseCurrency: 'ETH',
  contractValue: '0.1',
  lotSize: '0.001',
  minQuantity: '0.001',
  tickSize: '0.01',
});
export const SPOT = anInstrument({ type: 'spot' });

/** What a test may say about a proposal: by default a long of BTC for a tenth of equity at 3×. */
export interface ProposalDescription {
  readonly action?: ProposedDecision['action'];
  readonly instrument?: Instrument;
  readonly closingSide?: 'long' | 'short' | null;
  /** `"0.1"`, or with its unit `"500 margin"`; `null` for none. */
  readonly size?: string | null;
  readonly leverage?: string | null;
  readonly limit?: string | null;
  readonly stop?: string | null;
  readonly target?: string | null;
  readonly confidence?: string | null;
  readonly statedRisk?: Partial<Record<keyof StatedRisk, string>>;
  readonly riskThesis?: string | null;
}

export function aProposal(description: ProposalDescription = {}): ProposedDecision {
  const { action = 'buy', instrument = BTC, statedRisk = {}, riskThesis = null } = description;
  const read = (value: string | null | undefined, fallback: string | null) => {
    const text = value === undefined ? fallback : value;
    return text === null ? null : new Decimal(text);
  };
  const isEntry = action === 'buy' || action === 'sell';
  return {
    action,
    instrument: instrument.id,
    closingSide: description.closingSide ?? null,
    size: sizeOf(description.size === undefined ? (isEntry ? '0.1' : null) : description.size),
    leverage: read(description.leverage, isEntry ? '3' : null),
    limit: read(description.limit, null),
    stop: read(description.stop, null),
    target: read(description.target, null),
    confidence: read(description.confidence, isEntry ? '0.7' : null),
    proposedTrade: null,
    riskThesis,
    maxPain: null,
    recoveryPlan: null,
    statedRisk: {
      targetExposureFraction: read(statedRisk.targetExposureFraction, null),
      maxLoss: read(statedRisk.maxLoss, null),
      valueAtRisk: read(statedRisk.valueAtRisk, null),
      maxDrawdownFraction: read(statedRisk.maxDrawdownFraction, null),
    },
    source: '{}',
  };
}

function sizeOf(text: string | null): ProposedSize | null {
  if (text === null) return null;
  const [value = '', unit = 'equity_fraction'] = text.split(' ');
  return { value: new Decimal(value), unit: unit as SizeUnit };
}

/** The prices of a symbol and their age. */
export interface QuoteDescription {
  readonly instrument?: Instrument;
  readonly last?: string | null;
  readonly bid?: string | null;
  readonly ask?: string | null;
  readonly mark?: string | null;
  readonly ageMs?: number;
}

/** What a test may say about the view: by default 10,000 USDT, BTC at 50,000 and ETH at 3,000, all fresh. */
export interface ViewDescription {
  readonly instruments?: readonly Instrument[];
  readonly equity?: string;
  readonly freeMargin?: string;
  /** `null` where they could not be read. */
  readonly positions?: readonly Position[] | null;
  readonly stopPrice?: string;
  /** Positions of which no value is known. */
  readonly unvalued?: readonly Position[];
  readonly openOrders?: readonly Order[];
  readonly highWater?: string;
  readonly dailyLoss?: string;
  readonly quotes?: readonly QuoteDescription[];
  readonly stale?: readonly Instrument[];
  readonly defaultLeverage?: string;
  readonly takerFeeRate?: string;
  readonly volatility?: Readonly<Record<string, string>>;
  readonly refusedBefore?: readonly RefusedBefore[];
  readonly canaries?: readonly string[];
  readonly pauses?: readonly string[];
  /** The largest entries that the prompt named, by instrument. */
  readonly shown?: Readonly<Record<string, readonly string[]>>;
}

export function aView(description: ViewDescription = {}): JudgeView {
  const { instruments = [BTC, ETH, SPOT], equity = '10000', positions = [], quotes = QUOTES, pauses } = description;
  return {
    now: NOW,
    symbols: instruments.map((instrument) => {
      const quote = quotes.find((one) => (one.instrument ?? BTC).id === instrument.id);
      return aSymbol(instrument, quote ?? { last: null }, description);
    }),
    accountCurrency: 'USDT',
    equity: new Decimal(equity),
    dayHighWater: new Decimal(description.highWater ?? equity),
    dayLoss: new Decimal(description.dailyLoss ?? '0'),
    positions: positions?.map((position) => judgedPosition(position, description)) ?? null,
    openOrders: (description.openOrders ?? []).map(judgedOrder),
    defaultLeverage: new Decimal(description.defaultLeverage ?? '1'),
    refusedBefore: description.refusedBefore ?? [],
    canaries: description.canaries ?? [],
    ...(pauses === undefined ? {} : { pauses }),
  };
}

const QUOTES: readonly QuoteDescription[] = [{}, { instrument: ETH, last: '3000' }, { instrument: SPOT }];

/** A symbol whose prices are a second old, and all the last one where nothing else is said. */
function aSymbol(instrument: Instrument, quote: QuoteDescription, view: ViewDescription): JudgedSymbol {
  const { last = '50000', ageMs = 1_000 } = quote;
  const read = (value: string | null | undefined) => {
    const text = value === undefined ? last : value;
    return text === null ? null : new Decimal(text);
  };
  const volatility = view.volatility?.[instrument.id];
  const shown = view.shown?.[instrument.id];
  return {
    instrument,
    bid: read(quote.bid),
    ask: read(quote.ask),
    last: last === null ? null : new Decimal(last),
    mark: read(quote.mark),
    quotedAt: NOW - ageMs,
    health: view.stale?.includes(instrument) ? 'stale' : 'fresh',
    dailyVolatility: volatility === undefined ? null : new Decimal(volatility),
    takerFeeRate: new Decimal(view.takerFeeRate ?? '0.0005'),
    free: new Decimal(view.freeMargin ?? view.equity ?? '10000'),
    ...(shown === undefined ? {} : { shownMaxima: shown.map((figure) => new Decimal(figure)) }),
  };
}

function judgedPosition(position: Position, { stopPrice, unvalued = [] }: ViewDescription): JudgedPosition {
  const { instrument, marginMode, side, quantity, entryPrice, leverage, notional, initialMargin } = position;
  return {
    ...{ instrument, marginMode, side, quantity, entryPrice, leverage, initialMargin },
    notional: unvalued.includes(position) ? null : notional,
    ...(stopPrice === undefined ? {} : { stopPrice: new Decimal(stopPrice) }),
  };
}

function judgedOrder({ instrument, side, effect, remainingQuantity, limitPrice }: Order): JudgedOrder {
  return { instrument, side, effect, remainingQuantity, price: limitPrice ?? new Decimal(50000) };
}

/** What a test may say about the policy: by default it enforces the default limits. */
export interface PolicyDescription
  extends Pick<JudgePolicy, 'maxQuoteAgeMs' | 'stop' | 'marginMode'>,
    Partial<Pick<JudgePolicy, 'mode'>> {
  readonly limits?: Partial<RiskLimits>;
  readonly minConfidence?: string;
  readonly bands?: Partial<Record<keyof PriceBands, string>>;
  readonly minRewardToRisk?: string;
  readonly statedRiskTolerance?: string;
  readonly slippageAllowance?: string;
}

export function aPolicy(description: PolicyDescription = {}): JudgePolicy {
  const { limits, minConfidence = '0.6', bands = {}, mode = 'enforce', ...rest } = description;
  const { minRewardToRisk, statedRiskTolerance, slippageAllowance, ...plain } = rest;
  return {
    ...plain,
    mode,
    minConfidence: new Decimal(minConfidence),
    limits: measureRiskLimits(limits),
    bands: Object.fromEntries(Object.entries(bands).map(([name, value]) => [name, new Decimal(value)])),
    ...(minRewardToRisk === undefined ? {} : { minRewardToRisk: new Decimal(minRewardToRisk) }),
    ...(statedRiskTolerance === undefined ? {} : { statedRiskTolerance: new Decimal(statedRiskTolerance) }),
    ...(slippageAllowance === undefined ? {} : { slippageAllowance: new Decimal(slippageAllowance) }),
  };
}

/** The verdict on one proposal. */
export function verdictOn(
  proposal: ProposalDescription,
  view: ViewDescription = {},
  policy: PolicyDescription = {},
): Verdict {
  return judge([{ decisionId: 'd1', proposal: aProposal(proposal) }], aView(view), aPolicy(policy))[0] as Verdict;
}

/** `"refuse confidence"`, `"clamp affordability 0.6 → 0.5"`: what became of a proposal, and by which rules. */
export function told({ outcome, findings }: Verdict): readonly string[] {
  const lines = findings.map(({ rule, effect, before, after }) =>
    before === null ? `${effect} ${rule}` : `${effect} ${rule} ${before} → ${after}`,
  );
  return lines.length === 0 ? [outcome] : lines;
}

/** The quantity that a verdict's decision names, or the size in its own unit. */
export function sizeOfDecision({ decision }: Verdict): string {
  if (decision === null || (decision.action !== 'buy' && decision.action !== 'sell')) return 'none';
  const [entry] = Object.entries(decision.size);
  return entry === undefined ? 'none' : `${entry[1].toString()} ${entry[0]}`;
}

export function rulesOf({ findings }: Verdict): readonly JudgeRule[] {
  return findings.map(({ rule }) => rule);
}
