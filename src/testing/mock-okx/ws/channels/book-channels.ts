import type { Side } from '../../../../domain/order-intent.ts';
import { bookSide } from '../../rows/market-rows.ts';
import { textOf } from '../../wire.ts';
import { refuseStream } from '../stream-codes.ts';
import { type Channel, instrumentChannel, type Outlet } from './channel.ts';

const MOST_LEVELS = 400;

/** Sizes in lots by price in ticks. */
type Levels = ReadonlyMap<number, number>;

/**
 * The book as a snapshot and its changes. Each change names the one before it (`prevSeqId`), a quiet book says that it is
 * quiet, and the checksum is the constant 0 that OKX sends since June 2026.
 */
export const booksChannel = instrumentChannel('public', (outlet) => {
  const { core, arg, pacing } = outlet;
  const quoted = core.market.quoted(textOf(arg, 'instId'))!;
  const { listed } = quoted;
  const read = (side: Side): Levels => new Map(core.exchange.depth(listed.instrument, side, MOST_LEVELS));
  let [bids, asks] = [read('buy'), read('sell')];
  let shift = 0;
  let lastSeqId = quoted.bookChanges;
  let toldAt = core.clock.now();
  const row = ([ticks, lots]: readonly [number, number]): string[] =>
    lots === 0 ? [listed.priceOf(ticks), '0', '0', '0'] : [listed.priceOf(ticks), listed.sizeOf(lots), '0', '1'];
  const update = (changedAsks: string[][], changedBids: string[][], seqId: number): void => {
    const prevSeqId = lastSeqId;
    lastSeqId = seqId;
    toldAt = core.clock.now();
    const data = [{ asks: changedAsks, bids: changedBids, ts: `${toldAt}`, checksum: 0, seqId, prevSeqId }];
    outlet.push({ action: 'update', data });
  };
  outlet.push(
    {
      action: 'snapshot',
      data: [
        {
          asks: [...asks].map(row),
          bids: [...bids].map(row),
          ts: `${toldAt}`,
          checksum: 0,
          seqId: lastSeqId,
          prevSeqId: -1,
        },
      ],
    },
    'snapshot',
  );
  const watch = (): void => {
    outlet.schedule(Math.max(1, toldAt + pacing.bookHeartbeatMs - core.clock.now()), () => {
      if (core.clock.now() - toldAt >= pacing.bookHeartbeatMs) update([], [], lastSeqId);
      watch();
    });
  };
  watch();
  return (item) => {
    if (item.type === 'sequence_reset' && item.instId === listed.instId) {
      shift = lastSeqId - 1 - quoted.bookChanges;
      update([], [], lastSeqId - 1);
      return;
    }
    if (item.type !== 'book' || item.instId !== listed.instId) return;
    const [newBids, newAsks] = [read('buy'), read('sell')];
    const changedAsks = changes(asks, newAsks).sort(([a], [b]) => a - b);
    const changedBids = changes(bids, newBids).sort(([a], [b]) => b - a);
    [bids, asks] = [newBids, newAsks];
    if (changedAsks.length + changedBids.length === 0) return;
    update(changedAsks.map(row), changedBids.map(row), quoted.bookChanges + shift);
  };
});

/** The best five levels, whole each time. */
export const books5Channel = wholeBook(5);

/** The best bid and ask. */
export const bboChannel = wholeBook(1);

/** Tick by tick books are for accounts of a higher fee tier. */
export const tierBookChannel: Channel = {
  url: 'public',
  access: 'private',
  isCounted: false,
  check: () => refuseStream('64003'),
  open: () => () => {},
};

function wholeBook(levels: number): Channel {
  return instrumentChannel('public', (outlet) => {
    const { core, arg } = outlet;
    const instId = textOf(arg, 'instId');
    let told = '';
    const tell = (kind: Parameters<Outlet['push']>[1]): void => {
      const quoted = core.market.quoted(instId)!;
      const asks = bookSide(core.exchange, quoted, 'sell', levels);
      const bids = bookSide(core.exchange, quoted, 'buy', levels);
      const now = JSON.stringify([asks, bids]);
      if (now === told) return;
      told = now;
      const named = levels === 1 ? {} : { instId };
      outlet.push({ data: [{ asks, bids, ...named, ts: `${core.clock.now()}`, seqId: quoted.bookChanges }] }, kind);
    };
    tell('snapshot');
    return (item) => {
      if (item.type === 'book' && item.instId === instId) tell('update');
    };
  });
}

/** Levels that are new or have another size; size 0 for those that have gone. */
function changes(before: Levels, after: Levels): [ticks: number, lots: number][] {
  const changed: [number, number][] = [];
  for (const [ticks, lots] of after) if (before.get(ticks) !== lots) changed.push([ticks, lots]);
  for (const ticks of before.keys()) if (!after.has(ticks)) changed.push([ticks, 0]);
  return changed;
}
