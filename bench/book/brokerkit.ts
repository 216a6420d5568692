import { MarginTiers } from '../../src/domain/margin.ts';
import { MONEY_ONE } from '../../src/domain/money.ts';
import type { Side } from '../../src/domain/order-intent.ts';
import { Exchange } from '../../src/exchange/exchange.ts';
import type { OrderCommand } from '../../src/exchange/order-command.ts';
import type { Contestant } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { SWAP } from '../harness/swap.ts';
import { ACCOUNTS, accountOf } from './accounts.ts';
import { BUY, LIMIT, MARKET } from './operation.ts';
import { type BookResult, bookResult, type Level } from './result.ts';
import type { BookStream } from './stream.ts';

/** Rich enough that no order lacks margin, and each of them is checked for it. */
const DEPOSIT = 10n ** 12n * MONEY_ONE;
/** Operations in one call: a loop that is one call for the whole run would be compiled anew while it runs. */
const PART = 1000;
const MAKER_PPM = 200;
const TAKER_PPM = 500;

/**
 * The exchange core as a venue runs it: orders by string id through their lifecycle, margin checked, fees charged,
 * positions of four accounts kept, a command and an answer for each operation.
 */
export const contestant: Contestant<BookStream, BookResult> = {
  name: 'brokerkit',
  prepare(stream) {
    const exchange = new Exchange({
      instruments: [SWAP],
      fees: () => ({ makerPpm: MAKER_PPM, takerPpm: TAKER_PPM }),
      tiers: () => new MarginTiers(SWAP, [{ maxQuantity: null, maintenanceRate: '0.004', maxLeverage: '100' }]),
      defaultLeverage: 1000,
      startsAt: 0,
      // The other books forget an order with its end.
      keepEnded: 256,
    });
    for (const account of ACCOUNTS) exchange.openAccount(account, new Map([['USDT', DEPOSIT]]));
    const run = new Run(stream, exchange);
    return {
      run: () => run.all(),
      result: () => run.result(),
    };
  },
};

class Run {
  readonly #stream: BookStream;
  readonly #exchange: Exchange;
  #refused = 0;
  #takenLots = 0;
  #takenCost = 0;

  constructor(stream: BookStream, exchange: Exchange) {
    this.#stream = stream;
    this.#exchange = exchange;
  }

  all(): void {
    const { count } = this.#stream;
    for (let index = 0; index < count; index += PART) this.#part(index, Math.min(index + PART, count));
  }

  #part(from: number, to: number): void {
    const { kind, side, price, quantity, target, ids } = this.#stream;
    const exchange = this.#exchange;
    let refused = 0;
    let takenLots = 0;
    let takenCost = 0;
    for (let index = from; index < to; index++) {
      if (kind[index] === LIMIT || kind[index] === MARKET) {
        const command = order(
          ids[index]!,
          side[index] === BUY ? 'buy' : 'sell',
          quantity[index]!,
          kind[index] === LIMIT ? price[index]! : null,
        );
        const answer = exchange.submit(accountOf(index), command);
        if (answer.outcome === 'accepted') {
          takenLots += answer.filledLots;
          takenCost += Number(answer.filledCost);
        } else refused += 1;
      } else {
        const resting = target[index]!;
        const answer = exchange.cancel(accountOf(resting), { clientOrderId: ids[resting]! });
        if (answer.outcome !== 'done') refused += 1;
      }
    }
    this.#refused += refused;
    this.#takenLots += takenLots;
    this.#takenCost += takenCost;
  }

  result(): BookResult {
    const exchange = this.#exchange;
    if (this.#refused > 0) throw new Mismatch(`brokerkit refused ${this.#refused} operations`);
    const traded = { matches: exchange.executions / 2, lots: this.#takenLots, tickLots: this.#takenCost };
    expectFees(exchange, this.#takenCost);
    return bookResult(depth(exchange, 'buy'), depth(exchange, 'sell'), traded);
  }
}

/** All four together paid both rates on everything that changed hands, to the last digit. */
function expectFees(exchange: Exchange, cost: number): void {
  const paid = ACCOUNTS.reduce((sum, account) => sum + exchange.account(account).position(SWAP, 'cross').fees(), 0n);
  const right = BigInt(cost) * BigInt(MAKER_PPM + TAKER_PPM) * SWAP.feeMoney;
  if (paid !== right) throw new Mismatch(`brokerkit charged ${paid} in fees, ${right} is right`);
}

/** The levels of a side, best first, from what the accounts have open. */
function depth(exchange: Exchange, side: Side): Level[] {
  const lots = new Map<number, number>();
  for (const account of ACCOUNTS) {
    for (const { side: itsSide, progress } of exchange.openOrders(account)) {
      if (itsSide !== side) continue;
      const ticks = progress.limitTicks ?? 0;
      lots.set(ticks, (lots.get(ticks) ?? 0) + progress.lots - progress.filledLots);
    }
  }
  return [...lots].sort(([a], [b]) => (side === 'buy' ? b - a : a - b));
}

function order(clientOrderId: string, side: Side, lots: number, limitTicks: number | null): OrderCommand {
  return {
    clientOrderId,
    instrument: SWAP,
    side,
    type: limitTicks === null ? 'market' : 'limit',
    lots,
    limitTicks,
    timeInForce: 'gtc',
    triggerTicks: null,
    triggerBy: 'last',
    trail: null,
    effect: 'open',
    marginMode: 'cross',
    role: 'entry',
    selfTradePrevention: 'none',
    protection: null,
    expiresAt: null,
    identity: null,
  };
}
