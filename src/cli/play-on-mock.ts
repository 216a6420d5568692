import { readFile } from 'node:fs/promises';
import type { BacktestResult } from '../backtest/result.ts';
import { run } from '../backtest/run.ts';
import { createBroker } from '../create-broker.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { ReplayFeed } from '../market/replay-feed.ts';
import { MockOkx } from '../testing/mock-okx/mock-okx.ts';
import type { StartArguments } from './arguments.ts';
import { MarketClock } from './market-clock.ts';
import { MockMarketFeed } from './mock-market-feed.ts';
import { type Play, written } from './play.ts';

/** Trades candles through `OKXDemoBroker`: a mock of OKX is started in this process, and the candles move its prices. */
export async function playOnMock(
  args: Pick<StartArguments, 'balance' | 'leverage' | 'seed' | 'instruments'>,
  replay: ReplayFeed,
  { strategy, assumptions, onProgress, executions, logger, stores }: Play,
): Promise<BacktestResult> {
  const clock = new MarketClock(replay.startsAt, new SystemClock());
  const ids = replay.instruments.map(({ id }) => id);
  const mock = await MockOkx.start({
    clock,
    seed: args.seed,
    balances: { USDT: args.balance },
    defaultLeverage: args.leverage,
    historyMinutes: 1,
    ...(args.instruments === null ? {} : { instruments: await rowsOf(args.instruments, ids) }),
  });
  try {
    const feed = new MockMarketFeed(replay, mock, clock);
    return await run({
      feed,
      strategy,
      onProgress,
      defaultLeverage: args.leverage,
      accountCurrency: 'USDT',
      title: 'Trading on a mock of OKX',
      assumptions: [
        ...assumptions,
        { label: 'Broker', value: 'OKXDemoBroker over a mock of OKX on this machine: REST and WebSocket' },
        { label: 'Fees', value: '0.02 % maker, 0.05 % taker' },
        {
          label: 'Fills',
          value:
            'The mock’s book stands one tick from the price, 100 base units a side; within a bar the price jumps from its open to the nearer extreme, the other one and the close.',
        },
        { label: 'Funding', value: 'None is settled' },
        { label: 'Default leverage', value: `${args.leverage} ×` },
        { label: 'Seed', value: String(args.seed) },
      ],
      makeBroker: (recorder) =>
        createBroker(
          {
            kind: 'okx_demo',
            ...mock.credentials,
            endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
            instruments: ids,
          },
          { clock, logger, interceptors: [executions, recorder, feed.ear], ...written(stores) },
        ),
    });
  } finally {
    await mock.close();
  }
}

/** Of a file with thousands of instruments, those that are traded: the mock gives each of its own a history and a book. */
async function rowsOf(path: string, ids: readonly string[]): Promise<unknown> {
  const answer: unknown = JSON.parse(await readFile(path, 'utf8'));
  const rows: unknown = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : answer;
  if (!Array.isArray(rows)) {
    throw new ConfigurationError(`${path} is no answer of OKX public/instruments.`, { code: 'config/data_invalid' });
  }
  return rows.filter((row: { readonly instId?: unknown }) => ids.some((id) => id === row.instId));
}
