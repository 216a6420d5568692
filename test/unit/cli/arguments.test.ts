import { describe, expect, it } from 'vitest';
import { HELP, readArguments } from '../../../src/cli/arguments.ts';

const files = (list: readonly { file: string }[]) => list.map(({ file }) => file);

describe('the command line', () => {
  it('has a default for everything', () => {
    expect(readArguments([])).toEqual({
      model: 'scripted',
      every: 60,
      cassette: null,
      data: null,
      broker: 'simulated',
      mock: false,
      minutes: 30,
      rest: null,
      ws: null,
      candles: [],
      marks: [],
      funding: [],
      instruments: null,
      gaps: 'refuse',
      seed: 7,
      bars: 8640,
      balance: '10000',
      leverage: '3',
      out: 'reports',
      quiet: false,
      json: false,
      help: false,
    });
  });

  it('takes several files after one option, as a shell expands a pattern', () => {
    const { candles, marks } = readArguments(['--candles', 'a.csv', 'b.csv', '--marks', 'c.csv', 'd.csv', '--quiet']);
    expect([files(candles), files(marks)]).toEqual([
      ['a.csv', 'b.csv'],
      ['c.csv', 'd.csv'],
    ]);
  });

  it('takes an option again for another file', () => {
    expect(files(readArguments(['--candles', 'a.csv', '--candles=b.csv']).candles)).toEqual(['a.csv', 'b.csv']);
  });

  it('takes the instrument of a file before an equals sign', () => {
    const [named] = readArguments(['--candles', 'ETH-USDT-SWAP=data/eth=1.csv']).candles;
    expect(named).toEqual({ file: 'data/eth=1.csv', instrument: 'ETH-USDT-SWAP' });
  });

  it('keeps amounts as decimal text', () => {
    const { balance, leverage } = readArguments(['--balance', '0.10', '--leverage', '2.5']);
    expect([balance, leverage]).toEqual(['0.10', '2.5']);
  });

  it('plays a week where a mock of OKX has to be spoken to, and as much as it is told to', () => {
    const bars = (...words: string[]) => readArguments(['--broker', 'okx_demo', '--mock', ...words]).bars;
    expect([bars(), bars('--bars', '500')]).toEqual([2016, 500]);
  });

  it('leaves the pipeline out on OKX unless it is asked for, and asks a real model for two days alone', () => {
    const { model, every } = readArguments(['--broker', 'okx_demo']);
    const real = readArguments(['--model', 'deepseek', '--every', '15', '--cassette', 'a.jsonl']);
    expect([model, every]).toEqual(['none', 60]);
    expect(real).toMatchObject({ bars: 576, every: 15, cassette: { file: 'a.jsonl', mode: 'auto' } });
  });

  it.each([
    ['another model', ['--model', 'oracle'], /--model is scripted, deepseek, none, not "oracle"/],
    ['a cassette of nobody', ['--model', 'none', '--cassette', 'a'], /--cassette and --data belong to a model/],
    ['a mode without a cassette', ['--cassette-mode', 'auto'], /--cassette-mode needs the --cassette/],
    ['another mode', ['--cassette', 'a', '--cassette-mode', 'x'], /auto, not "x"/],
    ['no time between questions', ['--every', '0'], /--every is a whole number of at least 1/],
    ['another broker', ['--broker', 'okx_live'], /--broker is simulated or okx_demo, not "okx_live"/],
    ['a mock of nothing', ['--mock'], /--mock, --rest and --ws belong to --broker okx_demo/],
    [
      'two mocks',
      ['--broker', 'okx_demo', '--mock', '--rest', 'http://127.0.0.1:1', '--ws', 'ws://127.0.0.1:1'],
      /--mock starts a mock of its own/,
    ],
    ['half an address', ['--broker', 'okx_demo', '--rest', 'http://127.0.0.1:1'], /give --rest and --ws/],
    ['candles for OKX', ['--broker', 'okx_demo', '--candles', 'a.csv'], /--candles need --mock/],
    [
      'marks for the mock',
      ['--broker', 'okx_demo', '--mock', '--candles', 'a.csv', '--marks', 'b.csv'],
      /plays candles alone/,
    ],
    ['part of a minute', ['--broker', 'okx_demo', '--minutes', '0.5'], /--minutes is a whole number of at least 0/],
    ['an unknown option', ['--speed', '3'], /Unknown option '--speed'/],
    ['an option without its value', ['--seed'], /'--seed <value>' argument missing/],
    ['a value for a switch', ['--quiet=yes'], /'--quiet' does not take an argument/],
    ['a word of its own', ['a.csv'], /"a.csv" belongs to no option/],
    ['a word after an option of one value', ['--seed', '3', 'a.csv'], /"a.csv" belongs to no option/],
    ['a seed that is no number', ['--seed', 'x'], /--seed is a whole number of at least 0, not "x"/],
    ['no bars', ['--bars', '0'], /--bars is a whole number of at least 1, not "0"/],
    ['a balance of nothing', ['--balance', '0'], /--balance is a decimal above zero, not "0"/],
    ['a leverage with an exponent', ['--leverage', '1e1'], /--leverage is a decimal above zero, not "1e1"/],
    ['another gap policy', ['--gaps', 'fill'], /--gaps is refuse or allow, not "fill"/],
    ['marks without candles', ['--marks', 'a.csv'], /--marks needs --candles/],
  ])('refuses %s and says where help is', (_name, argv, why) => {
    expect(() => readArguments(argv)).toThrow(new RegExp(`${why.source}.* See npm start -- --help\\.`));
  });

  it('explains every option in its help', () => {
    const options = Object.keys(readArguments([]));
    expect(options.filter((name) => !HELP.includes(`--${name}`))).toEqual([]);
  });
});
