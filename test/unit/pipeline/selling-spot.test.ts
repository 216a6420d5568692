import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { isEntry } from '../../../src/domain/decision.ts';
import { executeVerdict } from '../../../src/pipeline/execute/execute-verdict.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { SimulatedBroker } from '../../../src/simulated/simulated-broker.ts';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { ManualMarket } from '../../../src/testing/manual-market.ts';
import {
  type ProposalDescription,
  SPOT,
  sizeOfDecision,
  told,
  type ViewDescription,
  verdictOn,
} from './judging/a-view.ts';

const HOLDING = { positions: [aPosition({ instrument: SPOT, quantity: '0.5' })] };

function aSale(size: string, change: Partial<ProposalDescription> = {}): ProposalDescription {
  return { action: 'sell', instrument: SPOT, leverage: null, size, ...change };
}

describe('a sale of spot', () => {
  it.each<readonly [string, ProposalDescription, ViewDescription, readonly string[], string]>([
    ['of a part of what is held', aSale('0.2 base'), HOLDING, ['flag opposes_position'], '0.2 quantity'],
    ['of all that is held', aSale('0.5 base'), HOLDING, ['flag opposes_position'], '0.5 quantity'],
    [
      'of more than is held',
      aSale('0.6 base'),
      HOLDING,
      ['clamp spot_short 0.6 → 0.5', 'flag opposes_position'],
      '0.5 quantity',
    ],
    [
      'without confidence while opening is paused',
      aSale('0.2 base', { confidence: '0.1' }),
      { ...HOLDING, pauses: ['Lunch.'] },
      ['flag opposes_position'],
      '0.2 quantity',
    ],
    ['of what is not held', aSale('0.2 base'), {}, ['refuse spot_short'], 'none'],
  ])('%s sells no more than that', (_name, proposal, view, rules, size) => {
    const verdict = verdictOn(proposal, view);
    expect([told(verdict), sizeOfDecision(verdict)]).toEqual([rules, size]);
  });

  it('only reduces', () => {
    const { decision } = verdictOn(aSale('0.2 base'), HOLDING);
    expect(decision !== null && isEntry(decision) && decision.effect).toBe('reduce_only');
  });
});

describe('a sale of spot that is carried out', () => {
  const blocked = { rule: 'trading_paused', message: 'Lunch.' };

  async function holding(quantity: string): Promise<BaseBroker> {
    const market = new ManualMarket({ prices: { [SPOT.id]: '50000' } });
    const broker = new SimulatedBroker({ kind: 'simulated', balances: { USDT: '100000' } }, { market });
    await broker.connect();
    await broker.placeOrder({ instrument: SPOT.id, side: 'buy', quantity, pricing: { type: 'market' } });
    return broker;
  }

  function sell(broker: BaseBroker, size: string) {
    const verdict = verdictOn(aSale(size), { ...HOLDING, equity: '100000' });
    const terms = { defaultLeverage: new Decimal(1), restsForMs: 0, opensBlockedBy: () => blocked };
    return executeVerdict(verdict, { broker, ...terms });
  }

  it('takes away from the holding, whatever keeps entries from opening', async () => {
    const broker = await holding('0.5');
    expect(await sell(broker, '0.2 base')).toMatchObject({ outcome: 'executed', orders: [{ effect: 'reduce_only' }] });
    const [left] = await broker.getPositions();
    expect(left?.quantity.lt('0.3')).toBe(true);
  });

  it('is refused with its figures where less is held by then', async () => {
    const broker = await holding('0.1');
    expect(await sell(broker, '0.2 base')).toMatchObject({
      outcome: 'denied',
      rule: 'above_position',
      figures: { requested: '0.2' },
    });
  });
});
