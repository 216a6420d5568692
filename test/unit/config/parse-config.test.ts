import { describe, expect, it } from 'vitest';
import { fromEnv, parseConfig, type SimulatedBrokerConfig } from '../../../src/config.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import { measureRiskLimits } from '../../../src/domain/risk.ts';
import { type BrokerError, isBrokerError } from '../../../src/errors/index.ts';
import { anInstrumentSpec } from '../../../src/testing/builders/an-instrument.ts';

function refusal(attempt: () => unknown): BrokerError {
  try {
    attempt();
  } catch (error) {
    if (isBrokerError(error)) return error;
  }
  throw new Error('The configuration was taken.');
}

const simulated = (change: Partial<SimulatedBrokerConfig> = {}): SimulatedBrokerConfig => ({
  kind: 'simulated',
  ...change,
});

describe('a configuration of which only the kind is given', () => {
  const config = parseConfig(simulated());

  it.each([
    ['10,000 USDT', config.balances.USDT?.toFixed(), '10000'],
    ['the account in USDT', config.accountCurrency, 'USDT'],
    ['a leverage of 3', config.defaultLeverage, 300],
    ['spot fees of a regular account', config.fees.spot, { makerPpm: 800, takerPpm: 1000 }],
    ['swap fees of a regular account', config.fees.swap, { makerPpm: 200, takerPpm: 500 }],
    ['the whole volume of a bar to fill from', config.fill.volumeSharePpm, 1_000_000],
    ['no slippage', config.slippage, { type: 'none' }],
    ['no latency', config.latency, { type: 'none' }],
    ['enforced risk limits', config.risk, { mode: 'enforce', limits: {} }],
    ['the seed 1', config.seed, 1],
    ['the built-in instruments', config.instruments, null],
    ['5 seconds to settle', config.settleTimeoutMs, 5000],
  ])('has %s', (_what, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

describe('a configuration', () => {
  it('gives each parse its own defaults', () => {
    expect(parseConfig(simulated()).balances).not.toBe(parseConfig(simulated()).balances);
  });

  it('takes decimals as well as strings', () => {
    expect(parseConfig(simulated({ balances: { USDT: new Decimal('1.5') } })).balances.USDT?.toFixed()).toBe('1.5');
  });

  it('turns fee rates into parts per million, rebates included', () => {
    const { fees } = parseConfig(simulated({ fees: { swap: { maker: '-0.00005', taker: '0.0005' } } }));
    expect(fees.swap).toEqual({ makerPpm: -50, takerPpm: 500 });
  });

  it.each<[SimulatedBrokerConfig['slippage'], object]>([
    [
      { type: 'fraction', fraction: '0.0005' },
      { type: 'fraction', millionths: 500 },
    ],
    [
      { type: 'ticks', ticks: 2 },
      { type: 'ticks', ticks: 2 },
    ],
    [
      { type: 'volatility', fraction: '0.1' },
      { type: 'volatility', millionths: 100_000 },
    ],
    [
      { type: 'volume_share', fraction: '0.1' },
      { type: 'volume_share', millionths: 100_000 },
    ],
  ])('reads the slippage model %j', (slippage, expected) => {
    expect(parseConfig({ kind: 'simulated', slippage } as SimulatedBrokerConfig).slippage).toEqual(expected);
  });

  it('hands risk limits on as they were given', () => {
    const { risk } = parseConfig(simulated({ risk: { limits: { maxLeverage: '5' } } }));
    expect(measureRiskLimits(risk.limits).leverage).toBe(500);
  });

  it('takes instruments of its own', () => {
    const { instruments } = parseConfig(simulated({ instruments: [anInstrumentSpec({ id: 'X-USDT-SWAP' })] }));
    expect(instruments?.map(({ id }) => id)).toEqual(['X-USDT-SWAP']);
  });
});

describe('a configuration that cannot be used', () => {
  it.each<[string, object, string, RegExp]>([
    ['a floating point balance', { balances: { USDT: 0.1 } }, 'balances.USDT', /write it in quotes: "0.1"/],
    ['a negative balance', { balances: { USDT: '-1' } }, 'balances.USDT', /zero or more/],
    ['a currency in small letters', { balances: { usdt: '1' } }, 'balances.usdt', /capital letters/],
    ['an unknown field', { leverage: '3' }, 'leverage', /not a field/],
    ['an unknown field inside', { risk: { limits: { maxLeverge: '3' } } }, 'risk.limits.maxLeverge', /not a field/],
    ['a limit of zero', { risk: { limits: { maxDailyLoss: '0' } } }, 'risk.limits.maxDailyLoss', /above zero/],
    ['a fee finer than a millionth', { fees: { spot: { maker: '0.00000001', taker: '0' } } }, 'fees.spot.maker', /6/],
    ['half a pair of fees', { fees: { spot: { maker: '0' } } }, 'fees.spot.taker', /missing/],
    ['a leverage below one', { defaultLeverage: '0.5' }, 'defaultLeverage', /from 1/],
    ['a leverage with three digits', { defaultLeverage: '2.125' }, 'defaultLeverage', /2 digits/],
    ['no instruments at all', { instruments: [] }, 'instruments', /at least one/],
    ['a volume share above one', { fill: { volumeShare: '1.5' } }, 'fill.volumeShare', /at most 1/],
    ['a volume share of zero', { fill: { volumeShare: '0' } }, 'fill.volumeShare', /above 0/],
    ['a latency that runs backwards', { latency: { type: 'jitter', minMs: 2, maxMs: 1 } }, 'latency.maxMs', /minMs/],
    ['an unknown latency model', { latency: { type: 'slow' } }, 'latency.type', /fixed/],
    ['a fraction of a seed', { seed: 1.5 }, 'seed', /int/],
    ['a name with a blank', { portfolioId: 'my account' }, 'portfolioId', /letters/],
    ['no time to settle', { settleTimeoutMs: 0 }, 'settleTimeoutMs', />0/],
  ])('names %s', (_what, change, path, why) => {
    const error = refusal(() => parseConfig({ kind: 'simulated', ...change }));
    expect(error).toMatchObject({
      code: 'config/invalid',
      details: { paths: [path] },
      message: expect.stringMatching(why),
    });
  });

  it('names an instrument that is listed twice', () => {
    const error = refusal(() => parseConfig(simulated({ instruments: [anInstrumentSpec(), anInstrumentSpec()] })));
    expect(error.details.paths).toEqual(['instruments.1.id']);
  });

  it('names all that is wrong at once', () => {
    const error = refusal(() => parseConfig({ kind: 'simulated', seed: -1, colour: 'red' }));
    expect(error.details.paths).toEqual(['seed', 'colour']);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['text', 'simulated'],
    ['no kind', {}],
  ])('asks for the kind when it is %s', (_what, input) => {
    expect(refusal(() => parseConfig(input))).toMatchObject({ code: 'config/invalid', details: { paths: ['kind'] } });
  });

  it('says of a kind that is to come that it is not built yet', () => {
    expect(refusal(() => parseConfig({ kind: 'okx_live' }))).toMatchObject({
      code: 'config/unsupported',
      message: expect.stringContaining('not built yet'),
    });
  });

  it('does not take a kind from the prototype', () => {
    expect(refusal(() => parseConfig({ kind: 'constructor' })).code).toBe('config/invalid');
  });
});

describe('the configuration from the environment', () => {
  it.each([
    ['TRADING_BROKER', { TRADING_BROKER: 'simulated' }],
    ['its alias', { AUTOTRADE_TRADING_BROKER: 'simulated' }],
    ['both, when they agree', { TRADING_BROKER: 'simulator', AUTOTRADE_TRADING_BROKER: 'simulated' }],
    ['a value with blanks and capitals', { TRADING_BROKER: ' Simulator ' }],
    ['the alias when the other is empty', { TRADING_BROKER: '', AUTOTRADE_TRADING_BROKER: 'simulated' }],
  ])('reads %s', (_what, env) => {
    expect(parseConfig(fromEnv(env)).kind).toBe('simulated');
  });

  it('names the variables when neither is set', () => {
    expect(refusal(() => fromEnv({}))).toMatchObject({
      code: 'config/missing_variable',
      message: expect.stringContaining('TRADING_BROKER (or AUTOTRADE_TRADING_BROKER)'),
    });
  });

  it.each([
    ['a broker that is to come', { TRADING_BROKER: 'okx_live' }, 'config/unsupported'],
    ['a broker that nobody knows', { TRADING_BROKER: 'nyse' }, 'config/invalid'],
    ['two different brokers', { TRADING_BROKER: 'simulated', AUTOTRADE_TRADING_BROKER: 'okx_demo' }, 'config/invalid'],
  ])('refuses %s', (_what, env, code) => {
    expect(refusal(() => fromEnv(env)).code).toBe(code);
  });
});

describe('a configuration of OKX demo trading', () => {
  const KEY = { apiKey: 'my-key', secretKey: 'my-secret', passphrase: 'my-phrase' };

  it('has defaults for everything but the key', () => {
    expect(parseConfig({ kind: 'okx_demo', ...KEY })).toEqual({
      kind: 'okx_demo',
      ...KEY,
      region: 'global',
      endpoints: null,
      instruments: ['BTC-USDT-SWAP', 'ETH-USDT-SWAP', 'BTC-USDT', 'ETH-USDT'],
      accountCurrency: 'USDT',
      positionMode: 'refuse',
      risk: { mode: 'enforce', limits: {} },
      portfolioId: 'okx-demo',
      settleTimeoutMs: 5_000,
      commandTimeoutMs: 5_000,
      protectionTimeoutMs: 3_000,
      reconcileEveryMs: 60_000,
      silenceMs: 9_000,
      instrumentsEveryMs: 3_600_000,
      historyLimit: 10_000,
      candleIntervalMs: 60_000,
      readAttempts: 3,
      requestsPerSecond: null,
    });
  });

  it('takes unified symbols for instruments', () => {
    expect(parseConfig({ kind: 'okx_demo', ...KEY, instruments: ['BTC/USDT:USDT'] }).instruments).toEqual([
      'BTC-USDT-SWAP',
    ]);
  });

  it('names what is missing of the key, and repeats nothing of it', () => {
    const error = refusal(() => parseConfig({ kind: 'okx_demo', ...KEY, apiKey: ' ', region: 'mars' }));
    expect(error.details.paths).toEqual(['apiKey', 'region']);
    expect(JSON.stringify(error)).not.toMatch(/my-secret|my-phrase/);
  });

  it('is not taken by a broker of another kind', () => {
    const error = refusal(() => parseConfig({ kind: 'okx_demo', ...KEY } as unknown, 'simulated'));
    expect(error).toMatchObject({ code: 'config/invalid', details: { paths: ['kind'] } });
  });

  it('comes from the environment with its key', () => {
    const env = {
      TRADING_BROKER: 'okx_demo',
      OKX_DEMO_API_KEY: 'my-key',
      OKX_DEMO_SECRET_KEY: 'my-secret',
      OKX_DEMO_PASSPHRASE: ' my-phrase ',
    };
    expect(fromEnv(env)).toEqual({ kind: 'okx_demo', ...KEY });
  });

  it('names the variables of the key that are not set', () => {
    const error = refusal(() => fromEnv({ AUTOTRADE_TRADING_BROKER: 'okx_demo', OKX_DEMO_API_KEY: 'my-key' }));
    expect(error).toMatchObject({
      code: 'config/missing_variable',
      details: { variables: ['OKX_DEMO_SECRET_KEY', 'OKX_DEMO_PASSPHRASE'] },
    });
  });
});
