import { describe, expect, it } from 'vitest';
import { aWorld, OTHER, outcome, SWAP, type World } from './support.ts';

/** A bar of 1000 ms under way since 1000, opened at 100, and the clock at `at`. */
function midBar(at: number): World {
  const world = aWorld();
  world.exchange.advance(at);
  return world;
}

describe('an order that comes while a bar is under way', () => {
  it('does not fill at the open, which is a price of the past', () => {
    const world = midBar(1500);
    expect([outcome(world.market('buy')), world.trades]).toEqual(['sent', []]);
  });

  it('meets the path of the bar at its own instant', () => {
    const world = midBar(1500);
    world.market('buy');
    // Flat and falling: 100 to 130 and 70 to 100, each leg a third of the time.
    world.close(130, 70, 99);
    expect([world.trades, world.fills[0]?.at]).toEqual([['buy 10 @ 100'], 1500]);
  });

  it('gets the price of a later instant where it comes later', () => {
    const world = midBar(1900);
    world.market('buy');
    // To the low, where it stands, to the high of 200 by 1667, and back.
    world.close(200, 100, 100);
    expect([world.trades, world.fills[0]?.at]).toEqual([['buy 10 @ 130'], 1900]);
  });

  it('rests from its instant on: a price of before it is not touched', () => {
    const world = midBar(1900);
    world.limit('buy', '75');
    // Rising: the low of 70 comes in the first third, before the order.
    world.close(130, 70, 101);
    expect([world.trades, world.openIds]).toEqual([[], ['o1']]);
  });

  it('triggers from its instant on', () => {
    const world = aWorld();
    world.market('buy');
    world.exchange.advance(1900);
    world.place({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '75' } }, effect: 'reduce_only' });
    world.close(130, 70, 101);
    expect([world.trades, world.openIds]).toEqual([['buy 10 @ 100'], ['o2']]);
  });

  it('is refused, where it is, by an event of its instant', () => {
    const world = midBar(1500);
    world.market('buy', '5000');
    world.close(100, 100, 100);
    const told = world.events.flatMap((event) => (event.type === 'order' ? [[event.event.type, event.event.at]] : []));
    expect(told).toEqual([['order.rejected', 1500]]);
  });

  it('arrives with latency inside the bar, not at its open', () => {
    const world = aWorld({ latency: { type: 'fixed', ms: 500 } });
    world.market('buy');
    world.exchange.advance(1600);
    expect(world.trades).toEqual([]);
    world.close(150, 100, 150);
    expect(world.fills.map(({ at, facts }) => [at, facts.ticks > 100])).toEqual([[1500, true]]);
  });

  it('carries on after a restart', () => {
    const world = midBar(1500);
    world.market('buy');
    world.exchange.restore(world.exchange.snapshot());
    world.close(130, 70, 99);
    expect(world.trades).toEqual(['buy 10 @ 100']);
  });
});

describe('a command about an order while a bar is under way', () => {
  it('cancels at its instant: what the path met before has filled', () => {
    const world = aWorld();
    world.limit('buy', '90');
    world.limit('buy', '80');
    world.exchange.advance(1500);
    expect(world.exchange.cancel('me', { clientOrderId: 'o1' }).outcome).toBe('sent');
    world.exchange.cancel('me', { clientOrderId: 'o2' });
    // Rising, so the low comes first; with the position it comes again at once.
    world.close(101, 85, 101);
    expect([world.trades, world.order('o2').cancelReason]).toEqual([['buy 10 @ 90'], 'requested']);
  });

  it('finds the order that is itself waiting for its instant', () => {
    const world = midBar(1500);
    world.limit('buy', '90');
    world.exchange.amend('me', { clientOrderId: 'o1' }, { limitTicks: 91 });
    world.exchange.cancel('me', { clientOrderId: 'o1' });
    world.close(100, 85, 100);
    expect([world.trades, world.order('o1').limitPrice?.toFixed(), world.order('o1').state]).toEqual([
      [],
      '91',
      'canceled',
    ]);
  });

  it('cancels everything, orders on their way included', () => {
    const world = aWorld();
    world.limit('buy', '75');
    world.exchange.advance(1500);
    world.limit('buy', '60');
    expect(world.exchange.cancelAll('me')).toBe(2);
    world.close(100, 40, 40);
    expect([world.order('o1').state, world.order('o2').cancelReason]).toEqual(['filled', 'requested']);
  });
});

describe('what falls due while a bar is under way', () => {
  it('leaves an order its chance before it expires', () => {
    const world = aWorld();
    world.limit('buy', '70', '10', { expiresAt: 1500 });
    world.limit('buy', '69', '10', { expiresAt: 1500 });
    world.exchange.advance(1600);
    // The low comes in the first third.
    world.close(101, 70, 101);
    expect([world.trades, world.order('o2').state]).toEqual([['buy 10 @ 70'], 'expired']);
  });

  it('pays funding for what is held at that instant of the path', () => {
    const world = aWorld();
    world.limit('buy', '70');
    world.exchange.settleFunding(SWAP, 1900, 10n ** 14n, null);
    world.close(100, 70, 100);
    expect(world.ledger.map((entry) => entry.split(' ')[0])).toEqual(['funding']);
  });
});

describe('bars of unequal length', () => {
  /** `SWAP` has one bar from 1000 to 2000, `OTHER` bars of 250 ms. */
  function unequal(options: Parameters<typeof aWorld>[0] = {}): World {
    const world = aWorld(options);
    world.exchange.openBar(OTHER, 1000, 250, 100, 1_000_000);
    return world;
  }
  function finerBar(world: World, endsAt: number, low: number, close: number): void {
    world.exchange.closeBar(OTHER, 100, low, close);
    world.exchange.advance(endsAt);
    world.exchange.openBar(OTHER, endsAt, 250, close, 1_000_000);
  }

  it('fills in the longer bar where that is when the shorter one has moved the clock', () => {
    const world = unequal();
    finerBar(world, 1250, 100, 100);
    finerBar(world, 1500, 100, 100);
    world.market('buy');
    world.market('buy', '10', { instrument: OTHER.id });
    expect(world.fills.map(({ instrument }) => instrument)).toEqual([OTHER.id]);
    world.exchange.closeBar(OTHER, 100, 100, 100);
    world.close(200, 100, 200);
    expect(world.fills.map(({ at, facts }) => [at, facts.ticks])).toEqual([
      [1500, 100],
      [1500, 150],
    ]);
  });

  it('liquidates in the longer bar at the price of the instant at which it became due', () => {
    const world = unequal({ deposit: '260' });
    world.market('buy', '10');
    world.market('buy', '10', { instrument: OTHER.id });
    // The other falls, and takes the cross position of the longer bar with it.
    finerBar(world, 1250, 70, 70);
    expect(world.lots()).toBe(10);
    // Falling to 80 in the first third: a fifth of it after 69 ms.
    world.close(160, 80, 160);
    const exit = world.fills.find(({ side, instrument }) => side === 'sell' && instrument === SWAP.id);
    expect([exit?.at, exit?.facts.ticks]).toEqual([1069, 96]);
  });
});

describe('latency that varies', () => {
  it('lets no cancel overtake its order', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const world = aWorld({ latency: { type: 'jitter', minMs: 0, maxMs: 900 }, seed });
      world.limit('buy', '50', '10', { clientOrderId: 'first' });
      world.exchange.cancel('me', { clientOrderId: 'first' });
      world.close(100, 100, 100);
      world.bar(100, 100, 100, 100);
      expect(world.order('first').state, `seed ${seed}`).toBe('canceled');
    }
  });

  it('keeps the order of an account over all its instruments', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = aWorld({ latency: { type: 'jitter', minMs: 0, maxMs: 900 }, seed });
      const sent = [SWAP, OTHER, SWAP, OTHER].map(({ id }) => world.limit('buy', '50', '1', { instrument: id }));
      const arrivals = sent.map((result) => (result.outcome === 'sent' ? result.arrivesAt : Number.NaN));
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
    }
  });

  it('finds an order that has arrived between two bars', () => {
    const world = aWorld({ latency: { type: 'fixed', ms: 1000 } });
    world.limit('buy', '50', '10', { clientOrderId: 'first' });
    world.close(100, 100, 100);
    world.exchange.advance(world.at);
    expect(world.exchange.cancel('me', { clientOrderId: 'first' }).outcome).toBe('sent');
  });
});
