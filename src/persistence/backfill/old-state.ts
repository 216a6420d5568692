import { Decimal } from '../../domain/decimal.ts';
import { type InstrumentId, toInstrumentId } from '../../domain/instrument.ts';
import { ConfigurationError } from '../../errors/index.ts';

/** A position of an old simulation. */
export interface OldPosition {
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly leverage: Decimal;
  readonly markPrice: Decimal | null;
  readonly unrealizedPnl: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly targetPrice: Decimal | null;
  readonly openedAt: number;
}

/** A trade that an old simulation has closed. */
export interface OldTrade {
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  readonly exitPrice: Decimal;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  readonly openedAt: number;
  readonly closedAt: number;
}

/** A decision that an old simulation has noted. */
export interface OldDecision {
  readonly at: number;
  readonly instrument: InstrumentId;
  readonly action: 'buy' | 'sell' | 'hold' | 'close' | 'no_entry';
  readonly confidence: Decimal | null;
  readonly reasons: string | null;
  readonly model: string | null;
  readonly source: string;
}

/** Everything of an old simulation that has a place in the tables. */
export interface OldState {
  readonly currency: string;
  /** `null` where the file has no account. */
  readonly account: { readonly at: number; readonly cash: Decimal; readonly equity: Decimal } | null;
  readonly positions: readonly OldPosition[];
  readonly trades: readonly OldTrade[];
  readonly decisions: readonly OldDecision[];
  readonly equity: readonly { readonly at: number; readonly equity: Decimal; readonly cash: Decimal | null }[];
  /** Parts of the file that no table takes, by path. */
  readonly ignored: readonly string[];
}

/** What an old file leaves open. */
export interface OldStateOptions {
  /** For what says no time of its own, epoch ms. */
  readonly at: number;
  /** What a bare coin such as `BTC` means, as a quote currency and a suffix. Default `-USDT-SWAP`. */
  readonly suffix?: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Names that home-made simulators give to the same thing. */
const NAMES = {
  account: ['portfolio', 'account', 'state', 'summary'],
  positions: ['positions', 'openPositions', 'open_positions', 'holdings'],
  trades: [
    'closedPositions',
    'closed_positions',
    'trades',
    'tradeHistory',
    'trade_history',
    'closedTrades',
    'closed_trades',
    'history',
  ],
  decisions: ['decisions', 'decisionLog', 'decision_log', 'decisionLogs', 'decision_logs', 'signals'],
  equity: ['equityHistory', 'equity_history', 'equityCurve', 'equity_curve', 'snapshots', 'accountHistory'],
  currency: ['currency', 'accountCurrency', 'account_currency', 'quoteCurrency', 'baseCurrency'],
  cash: ['cash', 'balance', 'availableCash', 'available_cash', 'available_balance', 'cashBalance', 'cash_balance'],
  equityValue: [
    'equity',
    'totalEquity',
    'total_equity',
    'totalValue',
    'total_value',
    'accountValue',
    'account_value',
    'value',
  ],
  symbol: ['instrument', 'symbol', 'instId', 'pair', 'market', 'coin', 'asset'],
  side: ['side', 'direction', 'positionSide', 'position_side', 'type'],
  quantity: ['quantity', 'qty', 'size', 'amount', 'units', 'maxQuantity'],
  entryPrice: [
    'entryPrice',
    'entry_price',
    'avgPrice',
    'avg_price',
    'averagePrice',
    'openPrice',
    'open_price',
    'price',
  ],
  exitPrice: ['exitPrice', 'exit_price', 'closePrice', 'close_price'],
  markPrice: ['markPrice', 'mark_price', 'currentPrice', 'current_price', 'lastPrice'],
  leverage: ['leverage', 'lever'],
  unrealized: ['unrealizedPnl', 'unrealized_pnl', 'unrealizedPnL', 'upl'],
  realized: ['realizedPnl', 'realized_pnl', 'realizedPnL', 'pnl', 'profit', 'netPnl', 'net_pnl'],
  fees: ['fees', 'fee', 'commission', 'totalFees', 'total_fees'],
  stop: ['stopPrice', 'stop', 'stopLoss', 'stop_loss', 'stop_price', 'sl'],
  target: ['targetPrice', 'target', 'takeProfit', 'take_profit', 'profit_target', 'profitTarget', 'tp'],
  openedAt: ['openedAt', 'opened_at', 'entryTime', 'entry_time', 'openTime', 'open_time', 'timestamp', 'time', 'at'],
  closedAt: ['closedAt', 'closed_at', 'exitTime', 'exit_time', 'closeTime', 'close_time', 'timestamp', 'time', 'at'],
  at: ['at', 'timestamp', 'time', 'date', 'createdAt', 'created_at', 'updatedAt', 'lastUpdated', 'last_updated'],
  action: ['action', 'signal', 'decision', 'operation', 'side'],
  confidence: ['confidence', 'conviction'],
  reasons: ['reasoning', 'reason', 'reasons', 'justification', 'riskThesis', 'thesis', 'rationale'],
  model: ['model', 'llmModel', 'llm_model'],
} as const;
type Name = keyof typeof NAMES;

const ACTIONS: Readonly<Record<string, OldDecision['action']>> = {
  buy: 'buy',
  long: 'buy',
  open_long: 'buy',
  buy_to_enter: 'buy',
  sell: 'sell',
  short: 'sell',
  open_short: 'sell',
  sell_to_enter: 'sell',
  hold: 'hold',
  wait: 'hold',
  close: 'close',
  close_position: 'close',
  close_long: 'close',
  close_short: 'close',
  exit: 'close',
  no_entry: 'no_entry',
  none: 'no_entry',
  skip: 'no_entry',
};

/**
 * Reads the saved state of a home-made simulator: an object with an account, positions, closed trades, decisions and an
 * equity curve, each of them optional, under any of the usual names.
 *
 * @throws {ConfigurationError} `config/data_invalid` naming file and path of what cannot be read; nothing is guessed.
 */
export function readOldState(text: string, file: string, options: OldStateOptions): OldState {
  const reader = new Reader(file, options);
  const root = reader.parse(text);
  const account = reader.object(root, 'account');
  const figures = account ?? root;
  const currency = reader.text(figures, 'currency') ?? reader.text(root, 'currency') ?? 'USDT';
  const holder = (name: Name): { readonly row: Row; readonly path: string } =>
    reader.key(root, name) === null && account !== null ? { row: account, path: 'account.' } : { row: root, path: '' };
  const rows = <T>(name: Name, read: (row: Row, path: string) => T): readonly T[] => {
    const { row, path } = holder(name);
    return reader.rows(row, name, path).map(([item, at]) => read(item, at));
  };
  const equityNow = reader.number(figures, 'equityValue', 'account');
  const cashNow = reader.number(figures, 'cash', 'account');
  const cash = cashNow ?? equityNow;
  return {
    currency,
    account:
      cash === null
        ? null
        : { at: reader.instant(figures, 'at', 'account') ?? options.at, cash, equity: equityNow ?? cash },
    positions: rows('positions', (row, path) => reader.position(row, path)).filter(
      ({ quantity }) => !quantity.isZero(),
    ),
    trades: rows('trades', (row, path) => reader.trade(row, path)),
    decisions: rows('decisions', (row, path) => reader.decision(row, path)),
    equity: rows('equity', (row, path) => ({
      at: reader.need(reader.instant(row, 'at', path), path, 'at'),
      equity: reader.need(reader.number(row, 'equityValue', path), path, 'equityValue'),
      cash: reader.number(row, 'cash', path),
    })),
    ignored: reader.ignored(root),
  };
}

class Reader {
  readonly #file: string;
  readonly #options: OldStateOptions;

  constructor(file: string, options: OldStateOptions) {
    this.#file = file;
    this.#options = options;
  }

  parse(text: string): Row {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw this.#refusal('', `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    if (!isRow(value)) throw this.#refusal('', 'it is not an object');
    return value;
  }

  /** Under which of its names a thing stands in a row. */
  key(row: Row, name: Name): string | null {
    return NAMES[name].find((key) => row[key] !== undefined && row[key] !== null) ?? null;
  }

  object(row: Row, name: Name): Row | null {
    const key = this.key(row, name);
    const value = key === null ? null : row[key];
    return isRow(value) ? value : null;
  }

  /** A list, or an object by symbol, whose keys are the symbols. */
  rows(row: Row, name: Name, prefix: string): readonly (readonly [Row, string])[] {
    const key = this.key(row, name);
    if (key === null) return [];
    const value = row[key];
    const path = `${prefix}${key}`;
    const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [`${path}[${index}]`, item] as const)
      : isRow(value)
        ? Object.entries(value).map(([symbol, item]) => [`${path}.${symbol}`, isRow(item) ? { symbol, ...item } : item])
        : [[path, value]];
    return entries.map(([at, item]) => {
      if (!isRow(item)) throw this.#refusal(at, 'it is not an object');
      return [item, at] as const;
    });
  }

  text(row: Row, name: Name): string | null {
    const key = this.key(row, name);
    const value = key === null ? null : row[key];
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value.join(' ') : null;
  }

  number(row: Row, name: Name, path: string): Decimal | null {
    const key = this.key(row, name);
    if (key === null) return null;
    const value = row[key];
    const digits = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) throw this.#refusal(`${path}.${key}`, 'it is no number');
    return new Decimal(digits);
  }

  instant(row: Row, name: Name, path: string): number | null {
    const key = this.key(row, name);
    if (key === null) return null;
    const value = row[key];
    // Seconds up to the year 5138, milliseconds from 1973 on.
    const at =
      typeof value === 'number'
        ? value < 1e11
          ? value * 1000
          : value
        : typeof value === 'string'
          ? Date.parse(value)
          : Number.NaN;
    if (!Number.isFinite(at)) throw this.#refusal(`${path}.${key}`, 'it is no point in time');
    return Math.round(at);
  }

  need<T>(value: T | null, path: string, name: Name): T {
    if (value !== null) return value;
    throw this.#refusal(path, `it has none of ${NAMES[name].join(', ')}`);
  }

  position(row: Row, path: string): OldPosition {
    const quantity = this.need(this.number(row, 'quantity', path), path, 'quantity');
    return {
      instrument: this.#instrument(row, path),
      side: this.#side(row, quantity, path),
      quantity: quantity.abs(),
      entryPrice: this.need(this.number(row, 'entryPrice', path), path, 'entryPrice'),
      leverage: this.number(row, 'leverage', path) ?? new Decimal(1),
      markPrice: this.number(row, 'markPrice', path),
      unrealizedPnl: this.number(row, 'unrealized', path),
      stopPrice: this.number(row, 'stop', path),
      targetPrice: this.number(row, 'target', path),
      openedAt: this.instant(row, 'openedAt', path) ?? this.#options.at,
    };
  }

  trade(row: Row, path: string): OldTrade {
    const quantity = this.need(this.number(row, 'quantity', path), path, 'quantity');
    const closedAt = this.need(this.instant(row, 'closedAt', path), path, 'closedAt');
    const result = this.need(this.number(row, 'realized', path), path, 'realized');
    const fees = this.number(row, 'fees', path) ?? new Decimal(0);
    return {
      instrument: this.#instrument(row, path),
      side: this.#side(row, quantity, path),
      quantity: quantity.abs(),
      entryPrice: this.need(this.number(row, 'entryPrice', path), path, 'entryPrice'),
      exitPrice: this.need(this.number(row, 'exitPrice', path), path, 'exitPrice'),
      // A result that is called net has lost its fees already.
      realizedPnl: this.key(row, 'realized')?.startsWith('net') === true ? result.add(fees) : result,
      fees,
      openedAt: this.instant(row, 'openedAt', path) ?? closedAt,
      closedAt,
    };
  }

  decision(row: Row, path: string): OldDecision {
    const word = this.need(this.text(row, 'action'), path, 'action');
    const action = ACTIONS[word.toLowerCase().replace(/[\s-]/g, '_')];
    if (action === undefined) throw this.#refusal(path, `its action is ${JSON.stringify(word)}`);
    const confidence = this.number(row, 'confidence', path);
    return {
      at: this.need(this.instant(row, 'at', path), path, 'at'),
      instrument: this.#instrument(row, path),
      action,
      confidence: confidence === null ? null : confidence.gt(1) ? confidence.div(100) : confidence,
      reasons: this.text(row, 'reasons'),
      model: this.text(row, 'model'),
      source: JSON.stringify(row),
    };
  }

  ignored(root: Row): readonly string[] {
    const known = new Set<string>(Object.values(NAMES).flat());
    return Object.keys(root).filter((key) => !known.has(key));
  }

  #instrument(row: Row, path: string): InstrumentId {
    const symbol = this.need(this.text(row, 'symbol'), path, 'symbol').toUpperCase();
    if (/^[A-Z0-9]+$/.test(symbol)) {
      const coin = symbol.replace(/USDT$/, '');
      return `${coin}${this.#options.suffix ?? '-USDT-SWAP'}`;
    }
    return toInstrumentId(symbol);
  }

  #side(row: Row, quantity: Decimal, path: string): 'long' | 'short' {
    const word = this.text(row, 'side')?.toLowerCase();
    if (word === 'long' || word === 'buy') return 'long';
    if (word === 'short' || word === 'sell') return 'short';
    if (word === undefined || word === 'net') return quantity.isNegative() ? 'short' : 'long';
    throw this.#refusal(path, `its side is ${JSON.stringify(word)}`);
  }

  #refusal(path: string, why: string): ConfigurationError {
    const where = path === '' ? this.#file : `${path} of ${this.#file}`;
    return new ConfigurationError(`${where} cannot be taken over: ${why}.`, {
      code: 'config/data_invalid',
      details: { file: this.#file, path },
    });
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
