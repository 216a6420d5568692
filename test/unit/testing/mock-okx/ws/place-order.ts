import type { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { partsOf } from '../../../../../src/testing/mock-okx/mock-parts.ts';

/** Places an order at the desk, as REST does; a limit buy of one contract far below the market where nothing else is said. */
export function placeOrder(mock: MockOkx, change: Readonly<Record<string, string | boolean>> = {}): string {
  const item = {
    instId: 'BTC-USDT-SWAP',
    tdMode: 'cross',
    side: 'buy',
    ordType: 'limit',
    px: '59000',
    sz: '1',
    ...change,
  };
  const result = partsOf(mock).core.desk.place(item.ordType === 'market' ? { ...item, px: '' } : item);
  if (result.refusal !== null) throw new Error(`${result.refusal.refused} ${result.refusal.message}`);
  return String(result.row.ordId);
}

/** A market order. */
export function trade(mock: MockOkx, side: 'buy' | 'sell', sz: string): string {
  return placeOrder(mock, { side, sz, ordType: 'market' });
}
