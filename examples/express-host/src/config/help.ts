import { SETTINGS, type Setting } from './setting-table.ts';

/** What `--help` prints. */
export function helpText(): string {
  return [
    'The host: a model trades, on a simulated exchange unless you choose otherwise, and you watch it in the browser.',
    '',
    '  npm start                     no key, no network: invented prices, a scripted model',
    '  npm start -- --mock           with paper trading on a mock of OKX',
    '  npm start -- --config FILE    settings from a file, as TRADING_CONFIG names it (default: trading.yaml, if there is one)',
    '  node examples/start.mjs       the same without npm, for a supervisor: npm does not hand every signal on',
    '  npm run rehearse -- --help    the same model over candles, from end to end at once\n',
    'With OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY, OKX_DEMO_PASSPHRASE paper trading is on OKX demo trading; with',
    'DEEPSEEK_API_KEY DeepSeek decides. Flags count before variables, variables before the file.',
    '',
    ...SETTINGS.map(line),
    '',
    '  --help                        this text',
  ].join('\n');
}

function line({ path, flag, takes, variables, fallback, help }: Setting): string {
  const flagText = flag === null ? '' : `--${flag}${takes === null ? '' : ` ${takes}`}`;
  const names = [flagText, ...variables].filter((name) => name !== '').join(', ');
  return `  ${names}\n      ${path}: ${help} (default: ${fallback})`;
}
