import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'start-'));

function start(...argv: readonly string[]) {
  const command = ['--import', 'tsx', join(ROOT, 'src/cli/start.ts'), ...argv];
  const { DEEPSEEK_API_KEY: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env });
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
      'a model without its key',
      ['--model', 'deepseek', '--quiet'],
      'config/missing_variable: DeepSeek needs a key. Set DEEPSEEK_API_KEY; or leave out --model deepseek for the scripted model, which needs none.',
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

  describe('on synthetic candles', () => {
    let told: ReturnType<typeof start>;
    beforeAll(() => {
      told = start('--bars', '3000', '--out', join(folder, 'out'));
    }, 60_000);

    it('ends with the path of a report that is there', () => {
      const path = /^Report {2}(.+\.html)$/m.exec(told.stdout)?.[1] ?? told.stderr;
      expect([told.status, existsSync(path)]).toEqual([0, true]);
    });

    it('tells decisions, verdicts, fills and equity as they come', () => {
      const words = [
        /% sure/,
        /refused by confidence: Its confidence is 0\.\d+; an entry needs 0\.6\./,
        /market (buy|sell) filled: [\d.]+ at/,
        /ended by (stop|target)/,
        /net, equity [\d,]+\.\d\d$/m,
      ];
      expect(words.filter((word) => !word.test(told.stdout))).toEqual([]);
    });

    it('ends with what the pipeline did', () => {
      expect(told.stdout).toMatch(/^Questions +250: 250 answered, 0 without a usable answer$/m);
      expect(told.stdout).toMatch(/^Decisions +\d+: \d+ accepted, \d+ clamped, \d+ refused, \d+ stood aside$/m);
    });
  });

  it('gives the same result for the same seed, byte by byte, whether its model is asked or played back', () => {
    const tape = ['--cassette', join(folder, 'tape.jsonl')];
    const [one, two] = [tape, [...tape, '--cassette-mode', 'replay_only']].map((words, index) => {
      start('--bars', '1000', '--quiet', '--out', join(folder, `${index}.html`), ...words);
      return readFileSync(join(folder, `${index}.json`), 'utf8');
    });
    expect(one).toBe(two);
  });

  it('trades without a model where none is wanted', () => {
    const { stdout } = start('--model', 'none', '--bars', '600', '--quiet', '--out', join(folder, 'none'));
    expect([/^Net result/m.test(stdout), /^Questions/m.test(stdout)]).toEqual([true, false]);
  });

  it('says nothing but JSON where JSON is asked for', () => {
    const { stdout } = start('--bars', '300', '--json', '--out', join(folder, 'json.html'));
    expect(JSON.parse(stdout)).toMatchObject({
      report: join(folder, 'json.html'),
      accountCurrency: 'USDT',
      pipeline: { cycles: 25, abstained: 0, costUsd: '0' },
    });
  });
});
