import { barLength } from '../../bar-lengths.ts';
import { candleRow } from '../../rows/market-rows.ts';
import { textOf } from '../../wire.ts';
import { type Channel, instrumentChannel } from './channel.ts';

/** What a bar is made of, and how many fields its row has. */
const KINDS: Readonly<Record<string, number>> = { candle: 9, 'mark-price-candle': 6, 'index-candle': 6 };

/** The channel of a name such as `candle1m`; `undefined` where there is no such bar. */
export function candleChannel(name: string): Channel | undefined {
  const [, kind = '', bar = ''] = /^((?:mark-price-|index-)?candle)(.+)$/.exec(name) ?? [];
  const fields = KINDS[kind];
  const length = barLength(bar);
  if (fields === undefined || length === null) return undefined;
  const { lengthMs, offsetMs } = length;
  return instrumentChannel('business', (outlet) => {
    const { core, arg } = outlet;
    const instId = textOf(arg, 'instId');
    let told = '';
    let openedAt = 0;
    /** The bar that was told last as it ended, and the one that is under way. */
    const tell = (kind: 'snapshot' | 'update'): void => {
      const quoted = core.market.quoted(instId)!;
      const now = core.clock.now();
      const bars = quoted.history.bars(lengthMs, now, offsetMs);
      const from = kind === 'snapshot' ? bars.slice(-1) : bars.filter((bar) => bar.openedAt >= openedAt);
      for (const bar of from) {
        const row = candleRow(quoted, bar, bar.openedAt + lengthMs <= now);
        const short = fields === row.length ? row : [...row.slice(0, 5), row[8]!];
        const text = JSON.stringify(short);
        openedAt = bar.openedAt;
        if (text === told) continue;
        told = text;
        outlet.push({ data: [short] }, kind);
      }
    };
    tell('snapshot');
    const atEnd = (): void => {
      outlet.schedule(Math.max(1, openedAt + lengthMs - core.clock.now()), () => {
        tell('update');
        atEnd();
      });
    };
    atEnd();
    return (item) => {
      if (item.type === 'candle' && item.instId === instId) tell('update');
    };
  });
}
