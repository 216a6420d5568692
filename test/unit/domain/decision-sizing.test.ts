import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { EntryDecision } from '../../../src/domain/decision.ts';
import { toIntent } from '../../../src/domain/decision-sizing.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

function anEntry(change: Partial<EntryDecision> = {}): EntryDecision {
  return {
    action: 'buy',
    instrument: 'BTC-USDT-SWAP',
    confidence: 0.7,
    reasons: [],
    size: { marginFraction: '0.1' },
    ...change,
  };
}

function sized(change: Partial<EntryDecision> = {}, view: { equity?: string; price?: string; spot?: boolean } = {}) {
  return toIntent(anEntry(change), {
    instrument: view.spot ? anInstrument({ type: 'spot' }) : anInstrument(),
    equity: new Decimal(view.equity ?? '10000'),
    price: new Decimal(view.price ?? '50000'),
    leverage: '3',
  });
}

function quantityOf(change: Partial<EntryDecision> = {}, view: Parameters<typeof sized>[1] = {}) {
  const sizing = sized(change, view);
  return sizing.outcome === 'order' ? sizing.intent.quantity : sizing.reason.code;
}

describe('the size of an entry', () => {
  it.each([
    ['margin fraction × equity × leverage ÷ price', {}, {}, '0.06'],
    ['the leverage that the decision names', { leverage: '5' }, {}, '0.1'],
    ['what is left of the last lot dropped', { size: { marginFraction: '0.1001' } }, { price: '50001' }, '0.06'],
    ['the price that a limit may pay', { limit: '40000' }, {}, '0.075'],
    ['base units where the decision names them', { size: { quantity: '0.12345' } }, {}, '0.1234'],
    ['margin × leverage ÷ price', { size: { margin: '1000' } }, {}, '0.06'],
    ['value ÷ price, whatever the leverage', { size: { notional: '1000' } }, {}, '0.02'],
    ['contracts × the value of one', { size: { contracts: '3.5' } }, {}, '0.035'],
    ['contracts of one unit on spot', { size: { contracts: '0.5' } }, { spot: true }, '0.5'],
    ['margin alone on spot', { size: { margin: '1000' }, leverage: '5' }, { spot: true }, '0.02'],
    ['no leverage on spot', { leverage: '5' }, { spot: true }, '0.02'],
  ])('is %s', (_name, change, view, quantity) => {
    expect(quantityOf(change, view)).toBe(quantity);
  });

  it.each([
    ['an equity too small for the smallest order', {}, { equity: '10' }, 'below_min_quantity'],
    ['an equity below zero', {}, { equity: '-10' }, 'below_min_quantity'],
    ['a fraction of nothing', { size: { marginFraction: '0' } }, {}, 'below_min_quantity'],
    ['more leverage than the instrument has', { leverage: '101' }, {}, 'leverage_above_instrument'],
    ['a leverage of nothing', { leverage: '0' }, {}, 'leverage_above_instrument'],
    ['a price of nothing', {}, { price: '0' }, 'no_market_price'],
  ])('gives no order for %s', (_name, change, view, code) => {
    expect(quantityOf(change, view)).toBe(code);
  });

  it('says with figures why there is no order', () => {
    const sizing = sized({}, { equity: '10' });
    expect(sizing.outcome === 'no_order' && sizing.reason.figures).toEqual({
      requested: '0.00006',
      minimum: '0.0001',
      lot: '0.0001',
      equity: '10',
    });
  });

  it('throws for a fraction that is no decimal', () => {
    expect(() => sized({ size: { marginFraction: '10%' } })).toThrow(/margin fraction must be a decimal string/);
  });
});

describe('the order of an entry', () => {
  it('carries stop, target and the decision', () => {
    const sizing = sized({ stop: '49000', target: '52000', decisionId: 'd1' });
    expect(sizing.outcome === 'order' && sizing.intent).toEqual({
      instrument: 'BTC-USDT-SWAP',
      side: 'buy',
      quantity: '0.06',
      pricing: { type: 'market' },
      marginMode: 'cross',
      protection: { stopLoss: { trigger: { price: '49000' } }, takeProfit: { trigger: { price: '52000' } } },
      decisionId: 'd1',
    });
  });

  it('asks for no protection where the decision names none', () => {
    const sizing = sized();
    expect(sizing.outcome === 'order' && 'protection' in sizing.intent).toBe(false);
  });

  it('is a limit order where the decision names a limit', () => {
    const sizing = sized({ limit: '49500' });
    expect(sizing.outcome === 'order' && sizing.intent.pricing).toEqual({ type: 'limit', price: '49500' });
  });

  it('sells of spot what is held, and nothing else', () => {
    const sizing = sized({ action: 'sell' }, { spot: true });
    expect(sizing).toMatchObject({ outcome: 'order', intent: { side: 'sell', effect: 'reduce_only' } });
  });

  it('trades spot with cash', () => {
    const sizing = sized({}, { spot: true });
    expect(sizing.outcome === 'order' && sizing.intent.marginMode).toBe('cash');
  });

  it('keeps an isolated margin mode', () => {
    const sizing = sized({ marginMode: 'isolated' });
    expect(sizing.outcome === 'order' && sizing.intent.marginMode).toBe('isolated');
  });
});
