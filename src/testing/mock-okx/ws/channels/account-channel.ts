import { rowsOf, textOf, type WireRow } from '../../wire.ts';
import { type Channel, every, extraParam, type Outlet, pagesOf } from './channel.ts';

/** The account: a snapshot, then the coins that change, and all of it now and then. */
export const accountChannel: Channel = {
  url: 'private',
  access: 'private',
  isCounted: true,
  check: () => null,
  open: (outlet) => {
    const { core, arg, pacing } = outlet;
    const wanted = textOf(arg, 'ccy').split(',').filter(Boolean);
    const changed = new Set<string>();
    const flush = (): void => {
      const details = [...changed].map((ccy) => core.account.balanceDetail(ccy));
      changed.clear();
      outlet.push({
        eventType: 'event_update',
        curPage: 1,
        lastPage: true,
        data: [{ ...core.account.balance(), details }],
      });
    };
    const touch = (currencies: readonly string[]): void => {
      const meant = currencies.filter((ccy) => wanted.length === 0 || wanted.includes(ccy));
      if (meant.length === 0) return;
      if (changed.size === 0) outlet.schedule(pacing.mergeMs, flush);
      for (const ccy of meant) changed.add(ccy);
    };
    pushAll(outlet, wanted);
    if (extraParam(arg, 'updateInterval') !== '0') {
      every(
        outlet,
        () => pacing.regularMs,
        () => pushAll(outlet, wanted),
      );
    }
    return (item) => {
      if (item.type === 'account') touch(item.currencies);
      // An order that rests or goes holds money, or gives it back.
      if (item.type === 'order') touch(currenciesOf(core.board.get(item.instId)?.row));
    };
  },
};

function pushAll({ core, pacing, push }: Outlet, wanted: readonly string[]): void {
  const row = core.account.balance(wanted);
  const pages = pagesOf(rowsOf(row, 'details'), pacing.pageSize);
  for (const [index, details] of pages.entries()) {
    const lastPage = index === pages.length - 1;
    push({ eventType: 'snapshot', curPage: index + 1, lastPage, data: [{ ...row, details }] }, 'snapshot');
  }
}

function currenciesOf(row: WireRow | undefined): readonly string[] {
  if (row === undefined) return [];
  const settle = textOf(row, 'settleCcy');
  return settle === '' ? [textOf(row, 'baseCcy'), textOf(row, 'quoteCcy')] : [settle];
}
