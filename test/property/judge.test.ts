import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../src/domain/decimal.ts';
import { isEntry } from '../../src/domain/decision.ts';
import { toIntent } from '../../src/domain/decision-sizing.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { judge } from '../../src/pipeline/judge/judge.ts';
import type { Proposed } from '../../src/pipeline/judge/judge-view.ts';
import type { Verdict } from '../../src/pipeline/judge/verdict.ts';
import { aPosition } from '../../src/testing/builders/a-position.ts';
import { aPolicy, aProposal, aView, BTC, ETH, SPOT, type ViewDescription } from '../unit/pipeline/judging/a-view.ts';

const PRICES: ReadonlyMap<Instrument, number> = new Map([
  [BTC, 50_000],
  [ETH, 3_000],
  [SPOT, 50_000],
]);
/** Rules that are risk limits: in `observe` none of them stops or shrinks anything. */
const RISK_RULES = new Set([
  'leverage_limit',
  'drawdown_limit',
  'daily_loss_limit',
  'position_margin_limit',
  'gross_notional_limit',
]);

const aNumber = (most: number) => fc.double({ min: 0, max: most, noNaN: true }).map((value) => value.toFixed(4));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });

const entry = fc
  .record({
    instrument: fc.constantFrom(BTC, ETH, SPOT),
    action: fc.constantFrom('buy' as const, 'sell' as const),
    unit: fc.constantFrom('equity_fraction', 'margin', 'notional', 'base', 'contracts'),
    size: aNumber(1.2),
    leverage: orNull(aNumber(30)),
    limit: orNull(aNumber(0.08)),
    stop: orNull(aNumber(0.3)),
    target: orNull(aNumber(0.5)),
    confidence: orNull(aNumber(1)),
  })
  .map(({ instrument, action, unit, size, limit, stop, target, ...rest }) => {
    const price = PRICES.get(instrument) as number;
    const away = (share: string | null, sign: number) =>
      share === null ? null : (price * (1 + sign * Number(share))).toFixed(4);
    const sign = action === 'buy' ? 1 : -1;
    const scale =
      { equity_fraction: 1, margin: 9_000, notional: 30_000, base: 9_000 / price, contracts: 40 }[unit] ?? 1;
    return aProposal({
      ...rest,
      instrument,
      action,
      size: `${(Number(size) * scale).toFixed(6)} ${unit}`,
      limit: away(limit, -sign),
      stop: away(stop, -sign),
      target: away(target, sign),
    });
  });
const batch = fc
  .array(entry, { minLength: 1, maxLength: 4 })
  .map((proposals): readonly Proposed[] => proposals.map((proposal, index) => ({ decisionId: `d${index}`, proposal })));
const anAccount: fc.Arbitrary<ViewDescription> = fc.record({
  equity: fc.constantFrom('10000', '500', '1000000'),
  freeMargin: fc.constantFrom('10000', '50', '400'),
  positions: fc.constantFrom(
    [],
    [aPosition({ instrument: BTC, quantity: '0.05' })],
    [aPosition({ instrument: BTC, quantity: '-0.03', leverage: '8' }), aPosition({ instrument: ETH, quantity: '1' })],
  ),
  dailyLoss: fc.constantFrom('0', '999', '1500'),
});

/** The order that a decision comes to at execution, and its leverage. */
function orderOf({ decision, proposal }: Verdict, view: ViewDescription) {
  if (decision === null || !isEntry(decision)) return null;
  const instrument = [BTC, ETH, SPOT].find(({ id }) => id === proposal.instrument) as Instrument;
  const sizing = toIntent(decision, {
    instrument,
    equity: new Decimal(view.equity ?? '10000'),
    price: new Decimal(PRICES.get(instrument) as number),
    leverage: '1',
  });
  if (sizing.outcome !== 'order')
    throw new Error(`A decision that was let through has no order: ${sizing.reason.message}`);
  return { quantity: new Decimal(sizing.intent.quantity.toString()), leverage: sizing.leverage, instrument };
}

/** Base units that a proposal asks for at the leverage that it names. */
function proposedQuantity({ proposal }: Verdict, view: ViewDescription, instrument: Instrument): Decimal {
  const { size } = proposal;
  if (size === null) return new Decimal(0);
  const live = new Decimal(PRICES.get(instrument) as number);
  const price = proposal.limit ?? live;
  const leverage = instrument.type === 'spot' ? 1 : (proposal.leverage ?? 1);
  const equity = new Decimal(view.equity ?? '10000');
  switch (size.unit) {
    case 'equity_fraction':
      return equity.mul(size.value).mul(leverage).div(price);
    case 'margin':
      return size.value.mul(leverage).div(price);
    case 'notional':
      return size.value.div(price);
    case 'base':
      return size.value;
    case 'contracts':
      return size.value.mul(instrument.contractValue);
  }
}

describe('whatever is proposed', () => {
  it('each proposal has one verdict, and a refused one no decision', () => {
    fc.assert(
      fc.property(batch, anAccount, (proposals, account) => {
        const verdicts = judge(proposals, aView(account), aPolicy());
        expect(verdicts.map(({ decisionId }) => decisionId).sort()).toEqual(
          proposals.map(({ decisionId }) => decisionId).sort(),
        );
        for (const { outcome, decision, findings } of verdicts) {
          expect(decision === null).toBe(outcome === 'refuse');
          expect(findings.some(({ effect }) => effect === 'refuse')).toBe(outcome === 'refuse');
        }
      }),
    );
  });

  it.each(['enforce', 'observe'] as const)('%s never raises quantity, leverage or the distance of a stop', (mode) => {
    fc.assert(
      fc.property(batch, anAccount, (proposals, account) => {
        for (const verdict of judge(proposals, aView(account), aPolicy({ mode }))) {
          const order = orderOf(verdict, account);
          if (order === null || verdict.decision === null || !isEntry(verdict.decision)) continue;
          const { proposal, decision } = verdict;
          expect(order.quantity.lte(proposedQuantity(verdict, account, order.instrument))).toBe(true);
          expect(order.leverage.lte(proposal.leverage ?? 1)).toBe(true);
          expect([decision.action, decision.stop ?? null, decision.target ?? null]).toEqual([
            proposal.action,
            proposal.stop,
            proposal.target,
          ]);
        }
      }),
    );
  });

  it('observe refuses and shrinks nothing for a risk limit', () => {
    fc.assert(
      fc.property(batch, anAccount, (proposals, account) => {
        for (const { findings } of judge(proposals, aView(account), aPolicy({ mode: 'observe' }))) {
          expect(findings.filter(({ rule, effect }) => RISK_RULES.has(rule) && effect !== 'flag')).toEqual([]);
        }
      }),
    );
  });

  it('what enforce lets through together fits the free margin and the limits', () => {
    fc.assert(
      fc.property(batch, anAccount, (proposals, account) => {
        const entries = judge(proposals, aView({ ...account, positions: [] }), aPolicy()).filter(
          ({ decision }) => decision !== null,
        );
        const margin = entries.reduce((sum, { actualRisk }) => sum.add(actualRisk.margin ?? 0), new Decimal(0));
        expect(margin.lte(account.freeMargin ?? '10000')).toBe(true);
        for (const { actualRisk } of entries) expect(actualRisk.leverage?.lte(10)).toBe(true);
      }),
    );
  });

  it('a proposal is judged alike whatever bad ones stand beside it', () => {
    const bad = { decisionId: 'bad', proposal: aProposal({ confidence: '0.1' }) };
    fc.assert(
      fc.property(batch, anAccount, (proposals, account) => {
        const alone = judge(proposals, aView(account), aPolicy());
        const beside = judge([bad, ...proposals], aView(account), aPolicy()).filter(
          ({ decisionId }) => decisionId !== 'bad',
        );
        expect(JSON.stringify(beside)).toBe(JSON.stringify(alone));
      }),
    );
  });
});
