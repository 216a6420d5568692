import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'start-'));

function start(...argv: readonly string[]) {
  const command = ['--import', 'tsx', join(ROOT, 'src/cli/start.ts'), ...argv];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function aFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEADER = 'ts_ms,open,high,low,close,volume\n';

describe('npm start with something that has to be changed', { timeout: 60_000 }, () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['an unknown flag', ['--speed', '3'], "config/invalid: Unknown option '--speed'. See npm start -- --help."],
    [
      'a file that is not there',
      ['--candles', 'nowhere-BTC-USDT-SWAP-5m.csv'],
      'config/data_unreadable: nowhere-BTC-USDT-SWAP-5m.csv: there is no such file. Check the path.',
    ],
    [
      'a bad row',
      ['--candles', aFile('bad-BTC-USDT-SWAP-5m.csv', `${HEADER}0,1,1,1,1,1\n300000,1,2,3,1,1\n`)],
      `config/data_invalid: ${join(folder, 'bad-BTC-USDT-SWAP-5m.csv')}, line 3: high is below low (open 1, high 2, low 3, close 1). Correct or remove the row.`,
    ],
    [
      'an unknown instrument',
      ['--candles', aFile('XRP-USDT-SWAP-5m.csv', HEADER)],
      `config/data_invalid: ${join(folder, 'XRP-USDT-SWAP-5m.csv')}: the instrument XRP-USDT-SWAP is not known. Known are: BTC-USDT-SWAP, ETH-USDT-SWAP, BTC-USDT, ETH-USDT. Pass an instruments file that has it, or name another instrument.`,
    ],
  ];

  it.each(cases)('answers %s with one line, the code and what to do', (_name, argv, line) => {
    expect(start(...argv)).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
  });
});

describe('npm start', { timeout: 60_000 }, () => {
  it('explains itself', () => {
    const { status, stdout } = start('--help');
    expect([status, stdout.includes('--candles FILE…')]).toEqual([0, true]);
  });

  it('trades synthetic candles and ends with the path of a report that is there', () => {
    const { status, stdout, stderr } = start('--bars', '3000', '--out', join(folder, 'out'));
    const path = /^Report {2}(.+\.html)$/m.exec(stdout)?.[1] ?? stderr;
    expect([status, existsSync(path)]).toEqual([0, true]);
  });

  it('tells decisions, fills and equity as they come', () => {
    const { stdout } = start('--bars', '3000', '--out', join(folder, 'told'));
    expect(
      [/% sure/, /market (buy|sell) filled: [\d.]+ at/, /ended by (stop|target)/, /net, equity [\d,]+\.\d\d$/m].map(
        (word) => word.test(stdout),
      ),
    ).toEqual([true, true, true, true]);
  });

  it('gives the same result for the same seed, byte by byte', () => {
    const [one, two] = ['one', 'two'].map((name) => {
      start('--bars', '2000', '--quiet', '--out', join(folder, `${name}.html`));
      return readFileSync(join(folder, `${name}.json`), 'utf8');
    });
    expect(one).toBe(two);
  });

  it('says nothing but JSON where JSON is asked for', () => {
    const { stdout } = start('--bars', '1000', '--json', '--out', join(folder, 'json.html'));
    expect(JSON.parse(stdout)).toMatchObject({ report: join(folder, 'json.html'), accountCurrency: 'USDT' });
  });
});
