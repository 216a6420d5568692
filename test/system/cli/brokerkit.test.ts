import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RestClient } from 'okx-api';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function brokerkit(...argv: readonly string[]) {
  return brokerkitWith({}, ...argv);
}

function brokerkitWith(environment: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  const command = ['--import', 'tsx', join(ROOT, 'src/cli/brokerkit.ts'), ...argv];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

/** What the mock says of itself in its first line. */
async function aMock(...argv: readonly string[]) {
  const child = brokerkit('mock-okx', '--json', ...argv);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    child,
    ...(JSON.parse(line) as Record<'restUrl' | 'wsUrl' | 'apiKey' | 'secretKey' | 'passphrase', string>),
  };
}

async function ended(child: ChildProcess) {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

describe('brokerkit mock-okx', { timeout: 120_000 }, () => {
  it('can be traded on with the addresses and the key that it prints', async () => {
    const { restUrl, apiKey, secretKey, passphrase } = await aMock('--walk', '0', '--balance', 'USDT=5000');
    const client = new RestClient({
      apiKey,
      apiSecret: secretKey,
      apiPass: passphrase,
      demoTrading: true,
      baseUrl: restUrl,
    });
    await client.submitOrder({ instId: 'BTC-USDT-SWAP', tdMode: 'cross', side: 'buy', ordType: 'market', sz: '1' });
    const [position] = await client.getPositions();
    expect(position).toMatchObject({ instId: 'BTC-USDT-SWAP', pos: '1' });
  });

  it('moves its prices by itself', async () => {
    const { wsUrl } = await aMock('--walk', '1');
    const socket = new WebSocket(`${wsUrl}/public`);
    await once(socket, 'open');
    const trade = new Promise((resolve) => {
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.data !== undefined) resolve(message.arg.channel);
      });
    });
    socket.send(JSON.stringify({ op: 'subscribe', args: [{ channel: 'trades', instId: 'BTC-USDT-SWAP' }] }));
    expect(await trade).toBe('trades');
  });

  it('ends in peace when it is interrupted', async () => {
    const { child } = await aMock();
    const end = ended(child);
    child.kill('SIGTERM');
    expect(await end).toEqual({ code: 0, errors: '' });
  });

  it('answers what has to be changed with one line', async () => {
    expect(await ended(brokerkit('mock-okx', '--port', 'x'))).toEqual({
      code: 2,
      errors: 'config/invalid: --port is a whole number up to 65535, not "x".\n',
    });
  });
});

describe('brokerkit mock-okx with a price of nothing that it lists', { timeout: 120_000 }, () => {
  it('says so and ends', async () => {
    const { code, errors } = await ended(brokerkit('mock-okx', '--price', 'NOPE-USDT=1'));
    expect(code).toBe(2);
    expect(errors).toContain('no price for NOPE-USDT');
  });
});

describe('brokerkit', { timeout: 120_000 }, () => {
  it('does not know other commands', async () => {
    expect(await ended(brokerkit('moon'))).toEqual({
      code: 2,
      errors: 'config/invalid: There is no command "moon". See brokerkit --help.\n',
    });
  });
});

describe('brokerkit doctor', { timeout: 120_000 }, () => {
  /** What the doctor prints of a mock, with this key's passphrase. */
  async function examined(passphrase?: string) {
    const mock = await aMock('--walk', '0');
    const env = {
      OKX_DEMO_API_KEY: mock.apiKey,
      OKX_DEMO_SECRET_KEY: mock.secretKey,
      OKX_DEMO_PASSPHRASE: passphrase ?? mock.passphrase,
    };
    const child = brokerkitWith(env, 'doctor', '--rest', mock.restUrl, '--ws', mock.wsUrl);
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
    });
    return { ...(await ended(child)), text };
  }

  it('says that all is well, with exit code 0', async () => {
    const { code, text } = await examined();
    expect(text).toMatch(/✓ private stream[\s\S]*Ready to trade on OKX demo\./);
    expect(code).toBe(0);
  });

  it('knows the regions of OKX and no others', async () => {
    const env = {
      TRADING_BROKER: 'okx_demo',
      OKX_DEMO_API_KEY: 'k',
      OKX_DEMO_SECRET_KEY: 's',
      OKX_DEMO_PASSPHRASE: 'p',
    };
    expect(await ended(brokerkitWith(env, 'doctor', '--region', 'mars'))).toEqual({
      code: 2,
      errors: 'config/invalid: --region is global, eea, us, not "mars".\n',
    });
  });

  it('says what to do about a wrong passphrase, with exit code 1', async () => {
    const { code, text } = await examined('Wrong-1');
    expect(text).toMatch(/✗ key[\s\S]*→ The passphrase is the one that you chose/);
    expect(code).toBe(1);
  });
});
