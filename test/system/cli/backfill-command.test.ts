import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { backfillCommand } from '../../../src/cli/backfill-command.ts';
import { everyItem } from '../../../src/cli/every-item.ts';
import { embeddedStores } from '../../../src/postgres/embedded-stores.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'backfill-'));
const folder = join(home, 'run');
const OLD = {
  balance: 9500.25,
  total_equity: '9730.5',
  positions: { BTC: { side: 'long', amount: 0.05, entry_price: 65000, leverage: 10, stop_loss: 64000 } },
  trade_history: [
    {
      coin: 'BTC',
      side: 'short',
      qty: 0.1,
      openPrice: 66000,
      closePrice: 65000,
      pnl: 100,
      fee: 6.5,
      exit_time: 1766000000,
    },
  ],
  decision_logs: [{ timestamp: '2025-12-30T10:00:00Z', coin: 'BTC', action: 'LONG', confidence: 75, reasoning: 'Up.' }],
  favourite_colour: 'blue',
};

afterEach(() => void vi.restoreAllMocks());
afterAll(() => rmSync(home, { recursive: true, force: true }));

function aFile(name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function brokerkit(...argv: readonly string[]): Promise<unknown> {
  const command = ['--import', 'tsx', join(ROOT, 'src/cli/brokerkit.ts'), 'backfill', ...argv, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  return JSON.parse(stdout);
}

describe('brokerkit backfill', { timeout: 120_000 }, () => {
  it('takes an old state over once, however often it is told to, and says what it left', async () => {
    const file = aFile('old.json', OLD);
    const report = { decisions: 1, closedPositions: 1, positions: 1, equityPoints: 1, ignored: ['favourite_colour'] };
    expect(await brokerkit(file, '--data', folder)).toMatchObject({ dryRun: false, ...report });
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await backfillCommand([file, '--data', folder]);
    await using stores = await embeddedStores(folder, { portfolioId: 'simulation', runtimeMode: 'simulator' });
    const [decisions, closed, equity] = await Promise.all([
      everyItem((query) => stores.decisions.list(query)),
      everyItem((query) => stores.portfolio.closedPositions(query)),
      everyItem((query) => stores.portfolio.equity(query)),
    ]);
    expect([decisions.length, closed.length, equity.length]).toEqual([1, 1, 1]);
    expect(decisions).toMatchObject([{ action: 'buy', instrument: 'BTC-USDT-SWAP', confidence: '0.75' }]);
  });

  it('says what would be taken over without opening anything', async () => {
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const never = join(home, 'never');
    await backfillCommand([aFile('dry.json', OLD), '--dry-run', '--data', never]);
    const text = said.mock.calls.flat().join('');
    expect([existsSync(never), /nothing was written/.test(text), /Ignored +favourite_colour/.test(text)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each<[string, () => readonly string[], string, RegExp]>([
    [
      'a file that is not there',
      () => [join(home, 'no.json')],
      'config/data_unreadable',
      /no\.json: there is no such file/,
    ],
    ['a folder', () => [home], 'config/data_unreadable', /it is a folder/],
    ['a file that is cut off', () => [aFile('cut.json', '{"trades": [')], 'config/data_invalid', /it is not JSON/],
    [
      'a trade without a price, naming it',
      () => [aFile('bad.json', { trades: [{ coin: 'BTC', qty: 1, exit_time: 1766000000 }] })],
      'config/data_invalid',
      /trades\[0\] of .*bad\.json cannot be taken over/,
    ],
    ['no file', () => [], 'config/invalid', /Name one file/],
    ['a time that is none', () => [aFile('old2.json', OLD), '--at', 'noon'], 'config/invalid', /not "noon"/],
    ['no place to go', () => [aFile('old3.json', OLD), '--database', 'elsewhere'], 'config/invalid', /is an address/],
  ])('refuses %s', async (_name, argv, code, why) => {
    const words = argv();
    const place = words.includes('--database') ? [] : ['--data', join(home, 'never')];
    await expect(backfillCommand([...words, ...place])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(why),
    });
  });
});
