import type { MockCore } from '../../mock-core.ts';
import type { QuotedInstrument } from '../../mock-market.ts';
import { priceLimitsOf } from '../../price-limits.ts';
import { fundingRow } from '../../routes/public-routes.ts';
import { markRow, tickerRow } from '../../rows/market-rows.ts';
import { textOf, type WireRow } from '../../wire.ts';
import { type Channel, every, instrumentChannel, type StreamItem } from './channel.ts';
import { checkType } from './order-channels.ts';

/** Last trade, best prices and the day; pushed when one of them changes. */
export const tickersChannel = rowChannel({
  rowOf: (core, quoted) => tickerRow(core.exchange, quoted, core.clock.now()),
  on: ['ticker', 'book'],
  regularMs: null,
});

/** Every trade of the market. */
export const tradesChannel = instrumentChannel('public', tellTrades);

/** As `trades`, on the other address. */
export const allTradesChannel = instrumentChannel('business', tellTrades);

function tellTrades({ arg, push }: Parameters<Channel['open']>[0]): (item: StreamItem) => void {
  const instId = textOf(arg, 'instId');
  return (item) => {
    if (item.type === 'trade' && item.instId === instId) push({ data: [item.row] });
  };
}

export const markPriceChannel = rowChannel({
  rowOf: (core, quoted) => ({
    ...markRow(core.exchange, quoted, core.clock.now()),
    instType: quoted.listed.instType,
  }),
  on: ['mark', 'trade'],
  regularMs: 10_000,
});

export const fundingRateChannel = rowChannel({ rowOf: fundingRow, on: ['funding'], regularMs: 60_000 });

export const priceLimitChannel = rowChannel({
  rowOf: (core, { listed }) => {
    const limits = priceLimitsOf(core.exchange, listed, core.priceBand);
    return {
      instId: listed.instId,
      instType: listed.instType,
      buyLmt: limits === null ? '' : listed.priceOf(limits.buyTicks),
      sellLmt: limits === null ? '' : listed.priceOf(limits.sellTicks),
      ts: `${core.clock.now()}`,
      enabled: limits !== null,
    };
  },
  on: ['mark', 'trade'],
  regularMs: null,
});

export const openInterestChannel = rowChannel({
  rowOf: (core, { listed, ticks }) => {
    const { lots } = core.exchange.account(core.accountId).position(listed.instrument, 'cross');
    // Somebody else always has something open.
    const all = Math.abs(lots) + listed.minLots * 1_000_000;
    const base = listed.instrument.quantityOf(all);
    return {
      instId: listed.instId,
      instType: listed.instType,
      oi: listed.sizeOf(all),
      oiCcy: base.toFixed(),
      oiUsd: base.mul(listed.priceOf(ticks)).toFixed(),
      ts: `${core.clock.now()}`,
    };
  },
  on: ['fill'],
  regularMs: 3_000,
});

/** Instruments of a type: all of them, then each that changes. */
export const instrumentsChannel: Channel = {
  url: 'public',
  access: 'public',
  isCounted: false,
  check: checkType,
  open: ({ core, arg, push }) => {
    const type = textOf(arg, 'instType');
    push({ data: core.board.rowsOfType(type) }, 'snapshot');
    return (item) => {
      if (item.type === 'instrument' && textOf(item.row, 'instType') === type) push({ data: [item.row] });
    };
  },
};

/** Maintenance, as a test announces it. */
export const statusChannel: Channel = {
  url: 'public',
  access: 'public',
  isCounted: false,
  check: () => null,
  open: ({ push }) => {
    return (item) => {
      if (item.type === 'status') push({ data: [item.row] });
    };
  },
};

/** A channel whose pushes are one row of an instrument, told when it is another one than before. */
function rowChannel(terms: {
  readonly rowOf: (core: MockCore, quoted: QuotedInstrument) => WireRow;
  readonly on: readonly StreamItem['type'][];
  /** How often it comes without a change, in ms. */
  readonly regularMs: number | null;
}): Channel {
  return instrumentChannel('public', (outlet) => {
    const { core, arg } = outlet;
    const instId = textOf(arg, 'instId');
    let told = '';
    const tell = (kind: 'snapshot' | 'update' | 'regular'): void => {
      const row = terms.rowOf(core, core.market.quoted(instId)!);
      const now = JSON.stringify({ ...row, ts: '' });
      if (now === told && kind !== 'regular') return;
      told = now;
      outlet.push({ data: [row] }, kind === 'snapshot' ? 'snapshot' : 'update');
    };
    tell('snapshot');
    const { regularMs } = terms;
    if (regularMs !== null) {
      every(
        outlet,
        () => regularMs,
        () => tell('regular'),
      );
    }
    return (item) => {
      if (terms.on.includes(item.type) && 'instId' in item && item.instId === instId) tell('update');
    };
  });
}
