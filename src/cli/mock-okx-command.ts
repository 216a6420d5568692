import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../errors/index.ts';
import { MockOkx } from '../testing/mock-okx/mock-okx.ts';
import { MOCK_OKX_HELP, type MockOkxArguments, readMockOkxArguments } from './mock-okx-arguments.ts';
import { walkPrices } from './walk-prices.ts';

/** `brokerkit mock-okx`: starts a mock of OKX, says how to reach it, and runs until it is interrupted. */
export async function mockOkxCommand(argv: readonly string[]): Promise<void> {
  const args = readMockOkxArguments(argv);
  if (args.help) {
    process.stdout.write(`${MOCK_OKX_HELP}\n`);
    return;
  }
  const { port, host, seed, limits, balances, prices } = args;
  const mock = await MockOkx.start({
    port,
    host,
    seed,
    limits,
    ...(Object.keys(balances).length === 0 ? {} : { balances }),
    ...(args.instruments === null ? {} : { instruments: await readJson(args.instruments) }),
  });
  try {
    for (const [instId, price] of Object.entries(prices)) mock.market.setPrice(instId, price);
  } catch (error) {
    await mock.close();
    throw error;
  }
  if (args.walkMs > 0) walkPrices(mock, { everyMs: args.walkMs, seed });
  injectFaults(mock, args);
  const stop = (): void => {
    mock.close().catch(() => {});
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  tell(mock, args);
}

function injectFaults(mock: MockOkx, { faultRate, streamFaultRate, seed }: MockOkxArguments): void {
  if (faultRate > 0) mock.faults.random({ rate: faultRate, seed });
  if (streamFaultRate === 0) return;
  const chance = streamFaultRate / 4;
  for (const kind of ['lose_push', 'duplicate_push', 'reorder_push'] as const) {
    mock.streams.faults.inject({ kind, chance });
  }
  mock.streams.faults.inject({ kind: 'delay_push', ms: 200, chance });
}

function tell(mock: MockOkx, { json }: MockOkxArguments): void {
  const { restUrl, wsUrl } = mock;
  const { apiKey, secretKey, passphrase } = mock.credentials;
  if (json) {
    process.stdout.write(`${JSON.stringify({ restUrl, wsUrl, apiKey, secretKey, passphrase })}\n`);
    return;
  }
  const lines = [
    ['REST', restUrl],
    ['WebSocket', `${wsUrl}/public, /private, /business`],
    ['Key', apiKey],
    ['Secret', secretKey],
    ['Passphrase', passphrase],
    ['Header', 'x-simulated-trading: 1'],
  ];
  process.stdout.write(`${lines.map(([name = '', text]) => `${name.padEnd(12)}${text}`).join('\n')}\n`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`${path} cannot be read as JSON. Pass an answer of OKX public/instruments.`, {
      code: 'config/data_unreadable',
      details: { path },
      cause,
    });
  }
}
