import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readArguments } from '../../../src/cli/arguments.ts';
import { pipelineTrader } from '../../../src/cli/pipeline-trader.ts';
import { replayCommand } from '../../../src/cli/replay-command.ts';
import { silentLogger } from '../../../src/ports/logger.ts';
import { embeddedStores } from '../../../src/postgres/embedded-stores.ts';
import { openPglite } from '../../../src/postgres/open-pglite.ts';
import { aBuy, cycleBench, ETH, reply } from '../pipeline/builders/cycles.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'replay-'));
const folder = join(home, 'run');
const at = ['--data', folder];
let decisionId = '';

beforeAll(async () => {
  const stores = await embeddedStores(folder, { portfolioId: 'simulation', runtimeMode: 'simulator' });
  const script = [reply(aBuy({ size: 0.9 }), aBuy({ symbol: ETH, confidence: 0.3, stop: 2_900, target: 3_300 }))];
  const { cycle } = await cycleBench({ script, stores });
  const { decisions } = await cycle.run('manual');
  decisionId = decisions[0]?.decisionId ?? '';
  await cycle.stop();
  await stores.close();
}, 120_000);

afterEach(() => void vi.restoreAllMocks());
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function brokerkit(...argv: readonly string[]): Promise<string> {
  const command = ['--import', 'tsx', join(ROOT, 'src/cli/brokerkit.ts'), 'replay', ...argv];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  return stdout;
}

describe('brokerkit replay', { timeout: 120_000 }, () => {
  it('shows a decision from prompt to fill, and that it is judged as it was', async () => {
    const told = await brokerkit(decisionId, ...at);
    const parts = [
      /^Decision [\da-f-]{36}: buy BTC-USDT-SWAP, 78 % sure$/m,
      /^\[system, [\d,]+ characters\]$/m,
      /characters more: --full/,
      /^0 {2}buy BTC-USDT-SWAP, size 0\.9 \(equity_fraction\), leverage 3/m,
      /^→ clamp {2}buy BTC-USDT-SWAP\n {4}clamp by position_margin_limit [\d.]+ → [\d.]+: .+ \[equity 10000, /m,
      /^ {2}refuse buy ETH-USDT-SWAP\n {4}refuse by confidence: /m,
      /^order \w+ {2}entry market buy [\d.]+: filled/m,
      /^fill .+ buy [\d.]+ at 50,000/m,
      /^No difference: it is read and judged as it was\.$/m,
    ];
    expect(parts.filter((part) => !part.test(told))).toEqual([]);
  });

  it('tells as JSON what other limits would have made of it', async () => {
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const whatIf = ['--limits', 'maxLeverage=20, maxPositionMarginFraction=0.4', '--min-confidence', '0.2'];
    await replayCommand([decisionId, ...at, '--json', ...whatIf]);
    const told: unknown = JSON.parse(said.mock.calls.flat().join(''));
    expect(told).toMatchObject({
      decision: { decisionId, verdict: { outcome: 'clamp' } },
      verdicts: [{ decisionId }, { outcome: 'accept' }],
      differences: ['Decision 0 is judged clamp for other reasons.', 'Decision 1 is judged accept; it was refuse.'],
    });
  });
});

describe('brokerkit replay of what it cannot show', () => {
  const unknown = '00000000-0000-4000-8000-00000000ffff';
  const other = join(home, 'other');
  mkdirSync(other);

  it.each<[string, readonly string[], RegExp]>([
    ['an unknown decision', [unknown, ...at], /There is no decision 0{8}-/],
    [
      'a decision of another portfolio',
      [unknown, ...at, '--portfolio', 'okx-demo', '--runtime', 'paper'],
      /no decision/,
    ],
    ['a text that is no id', ['last', ...at], /"last" is the id of no decision and of no order/],
    ['a folder that is not there', [unknown, '--data', join(home, 'nowhere')], /nowhere: there is no such folder/],
    ['a folder that is no database', [unknown, '--data', other], /other: it is no database/],
    ['nowhere', [unknown, '--database', ''], /--database \(or DATABASE_URL\) is an address/],
    ['two places', [unknown, ...at, '--database', 'postgres://h/d'], /not both/],
    ['an address that is none', [unknown, '--database', 'mysql://me:secret@h/d'], /is an address such as postgres:/],
    ['another mode', [unknown, ...at, '--runtime', 'demo'], /--runtime is simulator, paper, live/],
    ['an unknown limit', [unknown, ...at, '--limits', 'maxFun=1'], /not "maxFun=1"/],
    ['a limit without a figure', [unknown, ...at, '--limits', 'maxLeverage'], /not "maxLeverage"/],
    ['a confidence above one', [unknown, ...at, '--min-confidence', '1.1'], /from 0 to 1, not "1.1"/],
    ['an unknown risk mode', [unknown, ...at, '--mode', 'off'], /--mode is enforce or observe/],
    ['an unknown model', [unknown, ...at, '--model', 'oracle'], /--model is deepseek or scripted/],
    ['an unknown option', [unknown, ...at, '--speed'], /Unknown option '--speed'/],
    ['two decisions', [unknown, unknown, ...at], /One decision at a time/],
  ])(
    'refuses %s',
    async (_name, argv, why) => {
      await expect(replayCommand(argv)).rejects.toThrow(why);
    },
    30_000,
  );

  it('is not asked of a folder that would hold two runs of one market', async () => {
    const terms = { symbols: [ETH], logger: silentLogger, onReport: () => {} };
    await expect(pipelineTrader(readArguments(at), terms)).rejects.toThrow(/holds a run already.*Name another folder/);
  }, 120_000);

  it('keeps away from a folder that another process has', async () => {
    await using _held = await openPglite(folder);
    await expect(replayCommand([decisionId, ...at])).rejects.toMatchObject({ code: 'store/conflict' });
  }, 120_000);
});
