import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../examples/express-host/src/config/help.ts';
import type { HostSettings } from '../../examples/express-host/src/config/host-settings.ts';
import { readSettings } from '../../examples/express-host/src/config/read-settings.ts';
import { SETTINGS } from '../../examples/express-host/src/config/setting-table.ts';

type Env = Readonly<Record<string, string>>;

function read(file: string | null, env: Env = {}, argv: readonly string[] = []): HostSettings {
  const settings = readSettings({ argv, env, readFile: (name) => (name === 'trading.yaml' ? file : null) });
  if (settings === 'help') throw new Error('Help was asked for.');
  return settings;
}

const WHOLE = `
trading:
  broker_type: okx_demo
  evaluation_interval_minutes: 5
  max_position_size_pct: 25
  confidence_threshold: 0.65
  llm:
    provider: deepseek
    model: deepseek-flash
    temperature: 0.2
    api_key: \${MY_DEEPSEEK}
  risk:
    max_leverage: 4
    daily_loss_cap: 250
    drawdown_pause_pct: 7.5
okx:
  demo:
    api_key: \${OKX_A}
    secret_key: \${OKX_B}
    passphrase: \${OKX_C}
    base_url: http://127.0.0.1:9001
    ws_public_url: ws://127.0.0.1:9001/ws/v5/public
    ws_private_url: ws://127.0.0.1:9001/ws/v5/private
  settings:
    rate_limit_per_second: 10
    max_retries: 3
    timeout_seconds: 2.5
`;
const KEYS = { MY_DEEPSEEK: 'sk-1', OKX_A: 'a', OKX_B: 'b', OKX_C: 'c' };

describe('a file that says everything', () => {
  it('is read with its references', () => {
    expect(read(WHOLE, KEYS)).toMatchObject({
      initialMode: 'paper',
      intervalMs: 300_000,
      minConfidence: '0.65',
      llm: { provider: 'deepseek', apiKey: 'sk-1', model: 'deepseek-flash', temperature: 0.2 },
      risk: {
        mode: 'enforce',
        limits: {
          ...{ maxPositionMarginFraction: '0.25', maxLeverage: '4' },
          ...{ maxDailyLoss: '250', maxDrawdownFraction: '0.075' },
        },
      },
      okx: {
        ...{ apiKey: 'a', secretKey: 'b', passphrase: 'c' },
        endpoints: { rest: 'http://127.0.0.1:9001', ws: 'ws://127.0.0.1:9001/ws/v5' },
      },
      okxRequests: { perSecond: 10, retries: 3, timeoutMs: 2_500 },
    });
  });

  it('counts less than a variable, and a variable less than a flag', () => {
    const env = { ...KEYS, AUTOTRADE_MIN_CONFIDENCE: '0.7', AUTOTRADE_INTERVAL_MINUTES: '3' };
    const settings = read(WHOLE, env, ['--min-confidence', '0.8']);
    expect([settings.minConfidence, settings.intervalMs]).toEqual(['0.8', 180_000]);
  });
});

describe('the file that is shipped as an example', () => {
  const text = readFileSync(new URL('../../examples/express-host/trading.example.yaml', import.meta.url), 'utf8');

  it('is read as it stands', () => {
    expect(read(text)).toMatchObject({ initialMode: 'simulator', intervalMs: 300_000, llm: { provider: 'scripted' } });
  });

  it('is read with everything that it proposes', () => {
    const all = text
      .replaceAll(/^( *)# ((?: *)[a-z_]+:.*)$/gm, '$1$2')
      .replace('provider: scripted', 'provider: deepseek');
    const keys = {
      DEEPSEEK_API_KEY: 'sk-1',
      OKX_DEMO_API_KEY: 'a',
      OKX_DEMO_SECRET_KEY: 'b',
      OKX_DEMO_PASSPHRASE: 'c',
    };
    expect(read(all, keys)).toMatchObject({
      okx: { apiKey: 'a' },
      llm: { apiKey: 'sk-1' },
      okxRequests: { retries: 2 },
    });
  });
});

describe('a host that is told nothing', () => {
  it('trades on the simulator by a script, on this machine alone, every half a minute', () => {
    expect(read(null)).toMatchObject({
      ...{ initialMode: 'simulator', isMock: false, okx: null, databaseUrl: null, dataFolder: 'data' },
      ...{ host: '127.0.0.1', llm: { provider: 'scripted' }, intervalMs: 30_000 },
    });
  });

  it('asks DeepSeek every ten minutes once it has a key', () => {
    expect(read(null, { DEEPSEEK_API_KEY: 'sk-1' })).toMatchObject({
      ...{ llm: { provider: 'deepseek' }, intervalMs: 600_000 },
    });
  });

  it('leaves the mode that was chosen alone unless a flag names one', () => {
    expect([
      read(null, { TRADING_BROKER: 'paper' }).isModeForced,
      read(null, {}, ['--mode', 'paper']).isModeForced,
    ]).toEqual([false, true]);
  });
});

describe('settings that cannot be used', () => {
  it.each<[string, string | null, Env, readonly string[], string]>([
    [
      'an unknown key',
      'trading:\n  llm:\n    provder: x\n',
      {},
      [],
      'trading.yaml:3: trading.llm.provder is not known',
    ],
    ['an unknown section', 'tradin: {}\n', {}, [], 'trading.yaml:1: tradin is not known'],
    ['a key in the wrong place', 'max_leverage: 3\n', {}, [], 'is trading.risk.max_leverage meant?'],
    [
      'a variable that is missing',
      `okx:\n  demo:\n    api_key: \${NOT_SET}\n`,
      {},
      [],
      'trading.yaml:3: okx.demo.api_key needs the environment variable NOT_SET, which is not set',
    ],
    [
      'a secret in the file',
      'okx:\n  demo:\n    secret_key: hunter2\n',
      {},
      [],
      'trading.yaml:3: okx.demo.secret_key must be a reference to a variable',
    ],
    [
      'a fraction for a percentage',
      'trading:\n  max_position_size_pct: 0.25\n',
      {},
      [],
      'trading.yaml:2: trading.max_position_size_pct must be a percentage',
    ],
    [
      'a confidence above one',
      null,
      { AUTOTRADE_MIN_CONFIDENCE: '60' },
      [],
      'AUTOTRADE_MIN_CONFIDENCE: trading.confidence_threshold must be a number from 0 to 1',
    ],
    ['a port that is none', null, {}, ['--port', '99999'], '--port: server.port must be a port'],
    ['live trading', null, { TRADING_BROKER: 'live' }, [], 'TRADING_BROKER: trading.broker_type must be simulator'],
    ['half a key of OKX', null, { OKX_DEMO_API_KEY: 'a' }, [], 'set OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE'],
    ['DeepSeek without a key', null, {}, ['--model', 'deepseek'], 'set DEEPSEEK_API_KEY'],
    [
      'one address of OKX without the others',
      'okx:\n  demo:\n    base_url: http://127.0.0.1:1\n',
      {},
      [],
      'are given together',
    ],
    ['a flag that is not known', null, {}, ['--lever', '3'], '--help lists the flags'],
    ['a file that is named and not there', null, {}, ['--config', 'nowhere.yaml'], 'There is no file nowhere.yaml'],
    ['what is no YAML', 'trading: [\n', {}, [], 'trading.yaml:2:'],
    [
      'a short access token',
      null,
      { ACCESS_TOKEN: 'secret' },
      [],
      'ACCESS_TOKEN: server.access_token needs at least 32 characters',
    ],
  ])('are refused by name: %s', (_, file, env, argv, words) => {
    expect(() => read(file, env, argv)).toThrow(words);
  });

  it('are told all at once', () => {
    expect(() => read('trading:\n  confidence_threshold: 7\n  llm: { provider: gpt }\n')).toThrow(
      /confidence_threshold[\s\S]*provider must be scripted or deepseek/,
    );
  });

  it('never say a secret', () => {
    expect(() => read('okx:\n  demo:\n    secret_key: hunter2\n')).not.toThrow(/hunter2/);
  });
});

describe('the help', () => {
  it('names every flag and every variable with its default', () => {
    const text = helpText();
    const missing = SETTINGS.flatMap(({ flag, variables, fallback, path }) =>
      [...(flag === null ? [] : [`--${flag}`]), ...variables, path, `default: ${fallback}`].filter(
        (word) => !text.includes(word),
      ),
    );
    expect(missing).toEqual([]);
  });
});
