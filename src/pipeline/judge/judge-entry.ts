import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { EntryDecision } from '../../domain/decision.ts';
import { sizeInBase } from '../../domain/decision-sizing.ts';
import type { ExposingOrder } from '../../domain/exposure.ts';
import { LEVERAGE_SCALE } from '../../domain/position-state.ts';
import { riskOfEntry, UNKNOWN_RISK } from './actual-risk.ts';
import { decisionSize } from './decision-size.ts';
import { type EntryCase, heldOf, type PricedEntry, pricedEntry, signedQuantity, sizingPrice } from './entry-case.ts';
import { reasonsOf } from './reasons.ts';
import {
  accountUnknown,
  confidence,
  equity,
  marketState,
  staleData,
  symbolAllowed,
  tradingPaused,
} from './rules/admission.ts';
import { affordableLots, marginNeeded } from './rules/affordability.ts';
import { copiedExample, repeatedRefusal, stillRefused } from './rules/copied.ts';
import { allowedLeverage } from './rules/leverage.ts';
import { belowMinimum, largestOrder, wholeLots } from './rules/order-size.ts';
import { riskLimits } from './rules/risk-limits.ts';
import { rewardToRisk, statedPrices } from './rules/stated-prices.ts';
import { heldOfSpot, leverageRange, otherSymbolsSize, sizeMissing, sizeScale, spotShort } from './rules/stated-size.ts';
import type { ActualRisk, Finding } from './verdict.ts';
import { flag } from './verdict.ts';

/** What an entry comes to: the decision to carry out, or `null`, with all that was found. */
export interface EntryJudgement {
  readonly findings: readonly Finding[];
  readonly decision: EntryDecision | null;
  readonly actualRisk: ActualRisk;
}

const ONE = new Decimal(1);

/** Rules that need nothing but the proposal and the view. */
const ADMISSION: readonly ((entry: EntryCase) => Finding | null)[] = [
  symbolAllowed,
  marketState,
  tradingPaused,
  accountUnknown,
  equity,
  staleData,
  confidence,
  copiedExample,
  repeatedRefusal,
  sizeMissing,
];
/** Of those, the ones that nothing but an opening has to pass: the way out stays open. */
const FOR_OPENING: ReadonlySet<(entry: EntryCase) => Finding | null> = new Set([
  marketState,
  tradingPaused,
  staleData,
  confidence,
]);
/** Rules on what was stated that need a price, too. */
const STATED: readonly ((entry: PricedEntry) => Finding | null)[] = [
  spotShort,
  otherSymbolsSize,
  sizeScale,
  leverageRange,
  rewardToRisk,
];
/** Of those, the ones that a reduction need not pass. */
const STATED_FOR_OPENING: ReadonlySet<(entry: PricedEntry) => Finding | null> = new Set([
  otherSymbolsSize,
  rewardToRisk,
]);

/** Judges one entry: first all that refuses it as it stands, then what makes it smaller. */
export function judgeEntry(entry: EntryCase): EntryJudgement {
  const judgement = judgedAnew(entry);
  const repeated = stillRefused(entry, judgement.findings);
  return repeated === null ? judgement : { ...judgement, findings: [repeated, ...judgement.findings] };
}

function judgedAnew(entry: EntryCase): EntryJudgement {
  const priced = pricedEntry(entry);
  const reduces = priced !== null && onlyReduces(priced);
  const rules = reduces ? ADMISSION.filter((rule) => !FOR_OPENING.has(rule)) : ADMISSION;
  const admission = rules.map((rule) => rule(entry)).filter(isFinding);
  if (priced === null) return refusedEntry(admission, UNKNOWN_RISK);
  const judged = reduces ? asReduction(priced) : priced;
  const stated = reduces ? STATED.filter((rule) => !STATED_FOR_OPENING.has(rule)) : STATED;
  const findings = [...admission, ...stated.map((rule) => rule(judged)).filter(isFinding), ...statedPrices(judged)];
  if (findings.length > 0) return refusedEntry(findings, proposedRisk(judged));
  return sizedEntry(judged, reduces, reduces ? leftOut(priced) : []);
}

/** `noted`: what was found before, and stops nothing. */
function sizedEntry(entry: PricedEntry, reduces: boolean, noted: readonly Finding[]): EntryJudgement {
  const { instrument, side, marginMode, proposal, siblings } = entry;
  const findings: Finding[] = [...noted];
  const leverage = allowedLeverage(entry, findings);
  const wanted = heldOfSpot(entry, wantedQuantity(entry, leverage), findings);
  const order = (lots: number): ExposingOrder => ({
    instrument,
    marginMode,
    side,
    effect: reduces ? 'reduce_only' : 'open',
    lots,
    ticks: proposal.limit === null ? null : instrument.ticks(proposal.limit, 'up'),
  });
  let lots = wholeLots(entry, wanted, findings);
  const stated = lots;
  if (lots > 0) lots = largestOrder(entry, lots, findings);
  if (lots > 0) lots = riskLimits(entry, order(lots), leverage.mul(LEVERAGE_SCALE).toNumber(), findings);
  if (lots > 0) lots = affordableLots(entry, lots, leverage, findings);
  if (lots > 0 && lots < instrument.minLots) {
    findings.push(belowMinimum(entry, instrument.quantityOf(lots)));
    lots = 0;
  }
  if (lots === 0) return refusedEntry(findings, riskOfEntry(entry, wanted, leverage));
  const quantity = instrument.quantityOf(lots);
  const opposing = opposition(entry, quantity);
  if (opposing !== null) findings.push(opposing);
  siblings.add(order(lots), marginNeeded(entry, lots, leverage));
  const isSmaller = lots < stated || findings.some(({ rule }) => rule === 'lot_step' && isStatedInUnits(entry));
  return {
    findings,
    decision: reduces ? reducingDecision(entry, quantity) : entryDecision(entry, isSmaller ? quantity : null, leverage),
    actualRisk: riskOfEntry(entry, quantity, leverage),
  };
}

/** Whether it takes away from what is held against it, and no more. What is sold of spot can do nothing else. */
function onlyReduces(entry: PricedEntry): boolean {
  const { instrument, side } = entry;
  const { size, leverage, limit } = entry.proposal;
  const held = signedQuantity(heldOf(entry));
  if (held.isZero() || held.isPositive() === (side === 'buy')) return false;
  const stated = [size?.value ?? ZERO, leverage ?? ONE, limit ?? ONE];
  if (!stated.every((figure) => figure.gt(0))) return false;
  return instrument.type === 'spot' || wantedQuantity(entry, allowedLeverage(entry, [])).lte(held.abs());
}

/** What holds for a reduction: nothing is opened that a stop or a target could belong to, nor that needs one. */
function asReduction(entry: PricedEntry): PricedEntry {
  const { proposal, policy } = entry;
  return {
    ...entry,
    proposal: { ...proposal, stop: null, target: null },
    policy: { ...policy, stop: 'optional' },
  };
}

/** A stop or a target that would protect nothing. */
function leftOut({ proposal: { stop, target }, instrument }: PricedEntry): readonly Finding[] {
  if (stop === null && target === null) return [];
  const figures = {
    ...(stop === null ? {} : { stop: stop.toFixed() }),
    ...(target === null ? {} : { target: target.toFixed() }),
  };
  const names = Object.entries(figures).map(([name, price]) => `${name} ${price}`);
  const message = `It only takes away from what is held of ${instrument.id}, so there is nothing for its ${names.join(' and its ')} to protect.`;
  return [flag('reduces_only', message, figures)];
}

function isStatedInUnits({ proposal }: PricedEntry): boolean {
  return proposal.size?.unit === 'base' || proposal.size?.unit === 'contracts';
}

/** The decision in the unit that the model used; in base units where it was made smaller. */
function entryDecision(entry: PricedEntry, quantity: Decimal | null, leverage: Decimal): EntryDecision {
  const { proposal, side, decisionId, instrument, marginMode } = entry;
  const { size, limit, stop, target } = proposal;
  return {
    action: side,
    instrument: instrument.id,
    decisionId,
    confidence: proposal.confidence?.toNumber() ?? 0,
    reasons: reasonsOf(proposal),
    size: quantity !== null || size === null ? { quantity: quantity ?? '0' } : decisionSize(size),
    ...(instrument.type === 'spot' ? {} : { leverage }),
    marginMode,
    ...(limit === null ? {} : { limit }),
    ...(stop === null ? {} : { stop }),
    ...(target === null ? {} : { target }),
  };
}

/** In base units, with the leverage that the position has. */
function reducingDecision(entry: PricedEntry, quantity: Decimal): EntryDecision {
  const { leverage: _, ...decision } = entryDecision(entry, quantity, ONE);
  return { ...decision, effect: 'reduce_only' };
}

function wantedQuantity(entry: PricedEntry, leverage: Decimal): Decimal {
  const { proposal, instrument, view } = entry;
  return sizeInBase(proposal.size === null ? { quantity: '0' } : decisionSize(proposal.size), {
    instrument,
    equity: view.equity,
    price: sizingPrice(entry),
    leverage,
  });
}

/** Risk of an entry that is refused, from what it proposed; unknown where that makes no sense. */
function proposedRisk(entry: PricedEntry): ActualRisk {
  const { proposal, instrument } = entry;
  const { size, leverage } = proposal;
  const stated = [size?.value ?? ZERO, leverage ?? ONE, proposal.limit ?? ONE];
  if (!stated.every((figure) => figure.gt(0))) return UNKNOWN_RISK;
  const used = instrument.type === 'spot' ? allowedLeverage(entry, []) : (leverage ?? allowedLeverage(entry, []));
  return riskOfEntry(entry, wantedQuantity(entry, used), used);
}

/** An entry against what is held: it reduces first, and turns the position where it is larger. */
function opposition(entry: PricedEntry, quantity: Decimal): Finding | null {
  const held = signedQuantity(heldOf(entry));
  if (held.isZero() || held.isPositive() === (entry.side === 'buy')) return null;
  const after = entry.side === 'buy' ? held.add(quantity) : held.sub(quantity);
  return flag('opposes_position', `It goes against the position of ${held.toFixed()} and leaves ${after.toFixed()}.`, {
    held: held.toFixed(),
    after: after.toFixed(),
  });
}

function refusedEntry(findings: readonly Finding[], actualRisk: ActualRisk): EntryJudgement {
  return { findings, decision: null, actualRisk };
}

function isFinding(finding: Finding | null): finding is Finding {
  return finding !== null;
}
