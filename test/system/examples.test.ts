import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const exec = promisify(execFile);

/** Runs an example from the sources, without a key in its environment, and returns what it says. */
async function said(path: string, ...args: string[]): Promise<string> {
  const tsx = resolve(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const file = resolve(ROOT, 'examples', path);
  const command = [tsx, '--tsconfig', resolve(ROOT, 'examples/tsconfig.json'), file, ...args];
  const { stdout } = await exec(process.execPath, command, { env: { PATH: process.env.PATH } });
  return stdout;
}

describe('an example', () => {
  it('of a bot in twenty lines opens a position that is protected', async () => {
    const text = await said('minimal-bot/bot.ts');
    expect(text).toContain('buy executed');
    expect(text).toContain('protection: verified');
  });

  it('of a backtest says what came of it, the same each time', async () => {
    const text = await said('backtest/backtest.ts');
    expect(text).toMatch(/^trades \d+ net -?\d+\.\d\d\n$/);
    expect(await said('backtest/backtest.ts')).toBe(text);
  });

  it('of trading on OKX opens and closes on the mock', async () => {
    const text = await said('okx-demo/trade.ts', '--mock');
    expect(text).toContain('position long 0.01 BTC-USDT-SWAP');
    expect(text).toContain('open positions 0');
  });

  it('of trading on OKX names the variables that are missing without a key', async () => {
    await expect(said('okx-demo/trade.ts')).rejects.toThrow('OKX_DEMO_API_KEY');
  });

  it('of any model is asked and decides', async () => {
    expect(await said('langchain-or-any-llm/trade.ts')).toContain('completed 200 tokens in; no_entry: executed');
  });
});
