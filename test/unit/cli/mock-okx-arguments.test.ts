import { describe, expect, it } from 'vitest';
import { readMockOkxArguments } from '../../../src/cli/mock-okx-arguments.ts';

describe('the arguments of brokerkit mock-okx', () => {
  it('have a default each', () => {
    expect(readMockOkxArguments([])).toEqual({
      port: 0,
      host: '127.0.0.1',
      instruments: null,
      balances: {},
      prices: {},
      seed: 1,
      limits: 'enforce',
      faultRate: 0,
      streamFaultRate: 0,
      walkMs: 1000,
      json: false,
      help: false,
    });
  });

  it('name several balances and prices', () => {
    const args = ['--balance', 'USDT=500', '--balance', 'BTC=0.5', '--price', 'BTC-USDT-SWAP=61000.5'];
    expect(readMockOkxArguments(args)).toMatchObject({
      balances: { USDT: '500', BTC: '0.5' },
      prices: { 'BTC-USDT-SWAP': '61000.5' },
    });
  });

  it.each([
    ['a port that is no number', ['--port', 'eighty']],
    ['a port that there is not', ['--port', '65536']],
    ['another mode of limits', ['--limits', 'maybe']],
    ['a balance without a currency', ['--balance', '500']],
    ['a balance of nothing', ['--balance', 'USDT=0']],
    ['a share above one', ['--faults', '1.5']],
    ['an unknown flag', ['--speed', '3']],
    ['a bare word', ['now']],
  ])('with %s are refused', (_name, argv) => {
    expect(() => readMockOkxArguments(argv)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });
});
