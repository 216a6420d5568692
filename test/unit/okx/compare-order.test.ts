import { describe, expect, it } from 'vitest';
import { orderDifference } from '../../../src/okx/codec/compare-order.ts';
import { readOrder } from '../../../src/okx/codec/order-reading.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { anOrderRow, aReading, SWAP } from './rows.ts';

describe('a live order whose id is ours', () => {
  const ours = anOrder({ instrument: SWAP.instrument, state: 'submitted' });
  const differences = (change: Readonly<Record<string, unknown>>) => {
    // Read as a stranger's: that it has our id proves nothing.
    const theirs = readOrder(anOrderRow(change), aReading(), 'x');
    return theirs === null ? ['unreadable'] : orderDifference(ours, theirs);
  };

  it('is the one that we sent when nothing differs', () => {
    expect(differences({ state: 'partially_filled', accFillSz: '0.4', avgPx: '50000' })).toEqual([]);
  });

  it.each([
    ['side', { side: 'sell' }],
    ['lots', { sz: '2' }],
    ['limit in ticks', { px: '50100' }],
    ['type', { ordType: 'market', px: '' }],
    ['margin mode', { tdMode: 'isolated' }],
    ['effect', { reduceOnly: 'true' }],
    ['instrument', { instId: 'BTC-USDT', instType: 'SPOT', tdMode: 'cash' }],
  ])('is another’s when its %s differs', (name, change) => {
    expect(differences(change).join()).toContain(name);
  });
});
