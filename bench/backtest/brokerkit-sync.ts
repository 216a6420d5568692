import type { MarginTiers } from '../../src/domain/margin.ts';
import { MarginTiers as Tiers } from '../../src/domain/margin.ts';
import { fromMoney, MONEY_ONE } from '../../src/domain/money.ts';
import { Exchange } from '../../src/exchange/exchange.ts';
import type { AccountEvent, AccountListener } from '../../src/exchange/exchange-results.ts';
import type { OrderCommand } from '../../src/exchange/order-command.ts';
import type { Contestant } from '../harness/contestant.ts';
import { SWAP } from '../harness/swap.ts';
import { BAR_MS, type Bars } from './bars.ts';
import { type BacktestResult, type BenchFill, digestFills } from './result.ts';
import { FAST_PERIOD, FEE_PPM, QUANTITY_LOTS, SLOW_PERIOD, START_EQUITY, stopOf, targetOf } from './rules.ts';

const ACCOUNT = 'bench';
/** Bars in one call: a loop that is one call for the whole run would be compiled anew while it runs. */
const PART = 1000;

/** The exchange core alone: bars in, commands in, events out, all in one thread of calls. */
export const contestant: Contestant<Bars, BacktestResult> = {
  name: 'brokerkit core',
  prepare(bars) {
    const tiers: MarginTiers = new Tiers(SWAP, [{ maxQuantity: null, maintenanceRate: '0.004', maxLeverage: '100' }]);
    const exchange = new Exchange({
      instruments: [SWAP],
      fees: () => ({ makerPpm: FEE_PPM, takerPpm: FEE_PPM }),
      tiers: () => tiers,
      defaultLeverage: 1000,
      startsAt: bars.startAt,
      keepEnded: 256,
    });
    exchange.openAccount(ACCOUNT, new Map([['USDT', BigInt(START_EQUITY) * MONEY_ONE]]));
    const run = new Run(bars, exchange);
    return {
      run: () => run.walk(),
      result: () => run.result(),
    };
  },
};

/** Entry and exit are market orders, the target has a limit, the stop a trigger. */
function order(
  clientOrderId: string,
  role: OrderCommand['role'],
  limitTicks: number | null,
  triggerTicks: number | null,
): OrderCommand {
  return {
    clientOrderId,
    instrument: SWAP,
    side: role === 'entry' ? 'buy' : 'sell',
    type: limitTicks !== null ? 'limit' : triggerTicks !== null ? 'stop_market' : 'market',
    lots: QUANTITY_LOTS,
    limitTicks,
    timeInForce: 'gtc',
    triggerTicks,
    triggerBy: 'last',
    trail: null,
    effect: role === 'entry' ? 'open' : 'reduce_only',
    marginMode: 'cross',
    role,
    selfTradePrevention: 'cancel_maker',
    protection: null,
    expiresAt: null,
    identity: null,
  };
}

class Run implements AccountListener {
  readonly #bars: Bars;
  readonly #exchange: Exchange;
  readonly #fills: BenchFill[] = [];
  #orders = 0;
  #trades = 0;
  #bar = 0;
  #signal = { fast: 0, slow: 0, before: 0, wish: 0 };

  constructor(bars: Bars, exchange: Exchange) {
    this.#bars = bars;
    this.#exchange = exchange;
  }

  heard(event: AccountEvent): void {
    if (event.type !== 'order' || event.event.type !== 'order.filled') return;
    const { facts } = event.event.fill;
    const kind = KINDS[facts.clientOrderId[0]!]!;
    this.#fills.push({ bar: this.#bar, kind, ticks: facts.ticks });
    if (kind !== 'entry') this.#trades += 1;
  }

  walk(): void {
    const exchange = this.#exchange;
    exchange.listen(ACCOUNT, this);
    const position = exchange.account(ACCOUNT).position(SWAP, 'cross');
    const { count } = this.#bars;
    for (let bar = 0; bar < count; bar += PART) this.#walkPart(bar, Math.min(bar + PART, count), position);
  }

  #walkPart(from: number, to: number, position: { readonly lots: number }): void {
    const { startAt, open, high, low, close, volume } = this.#bars;
    const exchange = this.#exchange;
    let { fast, slow, before, wish } = this.#signal;
    for (let bar = from; bar < to; bar++) {
      this.#bar = bar;
      const at = startAt + bar * BAR_MS;
      exchange.advance(at);
      exchange.openBar(SWAP, at, BAR_MS, open[bar]!, volume[bar]!);
      if (wish > 0) this.#enter(bar);
      else if (wish < 0) this.#leave(bar);
      const end = close[bar]!;
      exchange.closeBar(SWAP, high[bar]!, low[bar]!, end);

      fast += end - (bar >= FAST_PERIOD ? close[bar - FAST_PERIOD]! : 0);
      slow += end - (bar >= SLOW_PERIOD ? close[bar - SLOW_PERIOD]! : 0);
      const lead = fast * SLOW_PERIOD - slow * FAST_PERIOD;
      wish = 0;
      if (bar >= SLOW_PERIOD) {
        if (before <= 0 && lead > 0) wish = position.lots === 0 ? 1 : 0;
        else if (before >= 0 && lead < 0) wish = position.lots === 0 ? 0 : -1;
      }
      before = lead;
    }
    this.#signal = { fast, slow, before, wish };
  }

  #enter(bar: number): void {
    const entry = this.#exchange.submit(ACCOUNT, order(`e${bar}`, 'entry', null, null));
    if (entry.outcome !== 'accepted' || entry.filledLots === 0) throw new Error('The entry was not filled.');
    const price = Number(entry.filledCost) / entry.filledLots;
    this.#exchange.submit(ACCOUNT, order(`t${bar}`, 'take_profit', targetOf(price), null));
    this.#exchange.submit(ACCOUNT, order(`s${bar}`, 'stop_loss', null, stopOf(price)));
    this.#orders += 3;
  }

  #leave(bar: number): void {
    this.#exchange.submit(ACCOUNT, order(`x${bar}`, 'exit', null, null));
    this.#orders += 1;
  }

  result(): BacktestResult {
    return {
      orders: this.#orders,
      fills: this.#fills.length,
      trades: this.#trades,
      finalEquity: fromMoney(this.#exchange.equity(ACCOUNT, 'USDT')).toFixed(),
      fillsDigest: digestFills(this.#fills),
    };
  }
}

const KINDS: Readonly<Record<string, BenchFill['kind']>> = { e: 'entry', t: 'target', s: 'stop', x: 'exit' };
