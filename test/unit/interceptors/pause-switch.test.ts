import { describe, expect, it } from 'vitest';
import { pauseSwitch } from '../../../src/interceptors/pause-switch.ts';
import type { RingContext, RingResult, TradingNews } from '../../../src/ports/interceptor.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { FakeLedger } from './fake-ledger.ts';

const ledger = new FakeLedger();
const next = (): RingResult => Promise.resolve(undefined);
const order = anOrder();

const COMMANDS: readonly (readonly [
  string,
  (context: RingContext, isPaused?: () => boolean | string) => RingResult,
])[] = [
  ['an order', (context, isPaused) => pauseSwitch(isPaused).place?.(order, next, context) ?? next()],
  ['an amendment', (context, isPaused) => pauseSwitch(isPaused).amend?.(order, {}, next, context) ?? next()],
  [
    'a change of leverage',
    (context, isPaused) =>
      pauseSwitch(isPaused).setLeverage?.({ instrument: 'X', marginMode: 'cross' }, 500, next, context) ?? next(),
  ],
];

describe.each(COMMANDS)('%s under a pause switch', (_name, send) => {
  it('is denied with the reason when it opens and the switch is on', async () => {
    expect(await send(ledger.context('opens'), () => 'maintenance')).toMatchObject({
      code: 'trading_paused',
      figures: { reason: 'maintenance' },
    });
  });

  it('passes when it reduces', async () => {
    expect(await send(ledger.context('reduces'), () => true)).toBeUndefined();
  });

  it('passes when the switch is off', async () => {
    expect(await send(ledger.context('opens'), () => false)).toBeUndefined();
  });
});

describe('a pause switch', () => {
  it('shows in a preview what it would stop', () => {
    const paused = pauseSwitch(() => 'maintenance');
    const codes = (['opens', 'reduces'] as const).map(
      (direction) => paused.preview?.(order, ledger.context(direction))?.code,
    );
    expect(codes).toEqual(['trading_paused', undefined]);
  });

  it('does not touch cancels', () => {
    expect(pauseSwitch().cancel).toBeUndefined();
  });

  it('is turned on and off by hand', async () => {
    const paused = pauseSwitch();
    paused.pause('news at two');
    const during = await paused.place?.(order, next, ledger.context());
    paused.resume('over');
    const after = await paused.place?.(order, next, ledger.context());
    expect([during?.figures.reason, after, paused.reason]).toEqual(['news at two', undefined, null]);
  });

  it('announces each change once', async () => {
    const news: TradingNews[] = [];
    const paused = pauseSwitch();
    await paused.start?.(ledger, (item) => news.push(item));
    paused.pause('a');
    paused.pause('b');
    paused.resume('c');
    paused.resume('d');
    expect(news).toEqual([
      { type: 'trading.paused', reason: 'a' },
      { type: 'trading.resumed', reason: 'c' },
    ]);
  });

  it('announces on connecting that it is on', async () => {
    const news: TradingNews[] = [];
    const paused = pauseSwitch();
    paused.pause('before the start');
    await paused.start?.(ledger, (item) => news.push(item));
    expect(news).toEqual([{ type: 'trading.paused', reason: 'before the start' }]);
  });
});
