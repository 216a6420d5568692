import { describe, expect, it } from 'vitest';
import { clientOrderIdOf } from '../../../src/domain/client-order-id.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { settleInterrupted } from '../../../src/pipeline/cycle/settle-interrupted.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { aDecision, anEvaluation, anOutcome, NOON, uuid } from '../../../src/testing/contract-stores/records.ts';

const LATER = NOON + 60_000;
const NUMBER = 7;
const ENTRY = clientOrderIdOf({ uuid: uuid(NUMBER), role: 'entry', attempt: 1 });
const EXIT = clientOrderIdOf({ uuid: uuid(NUMBER), role: 'exit', attempt: 1 });
const STOP = clientOrderIdOf({ uuid: uuid(NUMBER), role: 'stop_loss', attempt: 1 });

async function settle(
  fills: readonly Fill[],
  action: 'buy' | 'close' | 'hold' = 'buy',
  before: 'unresolved' | 'failed' | null = null,
) {
  const { decisions } = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  await decisions.append(anEvaluation(NUMBER, { decisions: [aDecision(NUMBER, { action })] }));
  if (before !== null) {
    const rule = before === 'failed' ? 'net/connection_lost' : null;
    await decisions.settled([anOutcome(NUMBER, { outcome: before, rule, clientOrderIds: [] })]);
  }
  const broker = { getOrderHistory: async () => [], getOpenOrders: async () => [], getFills: async () => fills };
  const left = await settleInterrupted(broker, decisions, LATER);
  return { left, outcome: (await decisions.decision(uuid(NUMBER)))?.outcome };
}

describe('a decision whose end was not written, and whose orders ended in the run before', () => {
  it('is told from the fills that the venue has of it', async () => {
    const { outcome } = await settle([
      aFill({ fillId: 'b', clientOrderId: ENTRY, quantity: '0.03', price: '50100' }),
      aFill({ fillId: 'a', clientOrderId: ENTRY, quantity: '0.01', price: '50000' }),
    ]);
    expect(outcome).toMatchObject({
      outcome: 'executed',
      clientOrderIds: [ENTRY],
      figures: { filledQuantity: '0.04', averagePrice: '50075' },
    });
  });

  it('is a close that was carried out, where the exit was filled', async () => {
    const { outcome } = await settle([aFill({ clientOrderId: EXIT, side: 'sell' })], 'close');
    expect(outcome).toMatchObject({ outcome: 'executed', clientOrderIds: [EXIT] });
  });

  it('is not carried out by fills of its protection', async () => {
    const { outcome } = await settle([aFill({ clientOrderId: STOP, side: 'sell' })]);
    expect(outcome).toMatchObject({ outcome: 'failed', rule: 'interrupted' });
  });

  it('is done where it asked for nothing', async () => {
    expect((await settle([], 'hold')).outcome).toMatchObject({ outcome: 'executed', rule: null });
  });

  it('is unresolved no longer when no order of it is left', async () => {
    const { left, outcome } = await settle([], 'buy', 'unresolved');
    expect([left, outcome?.outcome]).toEqual([0, 'failed']);
  });
});

describe('an unresolved decision', () => {
  it('has its end written, however many decisions came since', async () => {
    const { decisions } = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    await decisions.append(anEvaluation(NUMBER, { decisions: [aDecision(NUMBER)] }));
    await decisions.settled([anOutcome(NUMBER, { outcome: 'unresolved' })]);
    const since = Array.from({ length: 250 }, (_, index) => aDecision(1_000 + index, { index, action: 'hold' }));
    await decisions.append(anEvaluation(999, { at: LATER, decisions: since }));
    await decisions.settled(since.map((_, index) => anOutcome(1_000 + index)));
    const getFills = async () => [aFill({ clientOrderId: ENTRY })];
    await settleInterrupted(
      { getOrderHistory: async () => [], getOpenOrders: async () => [], getFills },
      decisions,
      LATER,
    );
    expect((await decisions.decision(uuid(NUMBER)))?.outcome?.outcome).toBe('executed');
  });
});

describe('a decision that broke off', () => {
  it('is told from the fills of its order, where that had left already', async () => {
    const { left, outcome } = await settle([aFill({ clientOrderId: ENTRY })], 'buy', 'failed');
    expect(left).toBe(0);
    expect(outcome).toMatchObject({ outcome: 'executed', rule: null, clientOrderIds: [ENTRY] });
  });

  it('keeps what was written of it where no order had left', async () => {
    const { left, outcome } = await settle([], 'buy', 'failed');
    expect(left).toBe(0);
    expect(outcome).toMatchObject({ outcome: 'failed', rule: 'net/connection_lost', at: NOON + NUMBER });
  });
});
