import type { MockCore } from '../../mock-core.ts';
import { textOf, type WireRow } from '../../wire.ts';
import { type Channel, every, extraParam, isAskedFor, type Outlet, pagesOf } from './channel.ts';
import { checkType } from './order-channels.ts';

/** Positions: a snapshot of those that are open, then each that changes; one that was closed comes as a row of zero. */
export const positionsChannel: Channel = {
  url: 'private',
  access: 'private',
  isCounted: true,
  check: checkType,
  open: (outlet) => {
    const { core, arg, pacing } = outlet;
    const changed = new Set<string>();
    const flush = (): void => {
      const data = core.positions
        .known()
        .filter(({ listed, mgnMode }) => changed.has(`${listed.instId}|${mgnMode}`))
        .map(({ listed, mgnMode, posId }) => timed(core, core.account.position(listed, mgnMode, posId)));
      changed.clear();
      if (data.length > 0) outlet.push({ eventType: 'event_update', curPage: 1, lastPage: true, data });
    };
    pushAll(outlet);
    if (extraParam(arg, 'updateInterval') !== '0') {
      every(
        outlet,
        () => pacing.regularMs,
        () => pushAll(outlet),
      );
    }
    return (item) => {
      if (item.type !== 'position' || !isAskedFor(arg, item.instId, core)) return;
      if (changed.size === 0) outlet.schedule(pacing.mergeMs, flush);
      changed.add(`${item.instId}|${item.mgnMode}`);
    };
  },
};

function pushAll({ core, arg, pacing, push }: Outlet): void {
  const rows = core.account.positions().filter((row) => isAskedFor(arg, textOf(row, 'instId'), core));
  const pages = pagesOf(rows, pacing.pageSize);
  for (const [index, page] of pages.entries()) {
    const lastPage = index === pages.length - 1;
    const data = page.map((row) => timed(core, row));
    push({ eventType: 'snapshot', curPage: index + 1, lastPage, data }, 'snapshot');
  }
}

function timed(core: MockCore, row: WireRow): WireRow {
  return { ...row, pTime: `${core.clock.now()}` };
}
