import { WebSocket } from 'ws';
import { SystemClock } from '../../../src/engine/system-clock.ts';
import { VenueBroker } from '../../../src/engine/venue-broker.ts';
import { OkxLine } from '../../../src/okx/okx-line.ts';
import { OkxVenue } from '../../../src/okx/okx-venue.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { openSession } from '../../../src/okx/session/okx-session.ts';
import { DialGate } from '../../../src/okx/stream/dial-gate.ts';
import type { VenueEvent } from '../../../src/ports/venue.ts';
import { countingIds } from '../../../src/testing/index.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import type { MockOkxOptions } from '../../../src/testing/mock-okx/mock-okx-options.ts';
import { RequestRing } from '../../../src/transport/request-ring.ts';

/** A mock exchange, a venue on it, and an engine over that. */
export class VenueBench {
  readonly mock: MockOkx;
  readonly line: OkxLine;
  readonly venue: OkxVenue;
  readonly broker: VenueBroker;
  /** What the venue told, prices apart. */
  readonly told: VenueEvent[] = [];

  private constructor(mock: MockOkx) {
    this.mock = mock;
    const clock = new SystemClock();
    this.line = new OkxLine({
      clock,
      makeRing: () => new RequestRing({ clock }),
      openSession: async () =>
        openSession({
          okx: await loadOkx(),
          credentials: mock.credentials,
          hosts: { rest: mock.restUrl, ws: mock.wsUrl },
          clock,
        }),
    });
    const unread = () => Promise.reject(new Error('This bench has no market data.'));
    this.venue = new OkxVenue({
      name: 'okx demo',
      line: this.line,
      clock,
      market: { getQuote: unread, getCandles: unread },
      accountCurrency: 'USDT',
      dial: (url) => new WebSocket(url),
      dialGate: new DialGate(clock),
      fraction: () => 0,
      lookupMargins: { orderMs: 50, conditionMs: 100 },
    });
    const open = this.venue.open.bind(this.venue);
    this.venue.open = (onEvent) =>
      open((event) => {
        if (event.type !== 'price') this.told.push(event);
        onEvent(event);
      });
    this.broker = new VenueBroker({
      kind: 'okx_demo',
      venue: this.venue,
      ids: countingIds('order'),
    });
  }

  static async start(options: MockOkxOptions = {}): Promise<VenueBench> {
    const mock = await MockOkx.start(options);
    return new VenueBench(mock);
  }

  /** Another process on the same account. */
  another(): VenueBench {
    return new VenueBench(this.mock);
  }

  /** Waits, without a timer, until something is so; the test's own time limit ends a wait in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Asks again and again until the answer is yes. */
  async eventually(asks: () => Promise<boolean>): Promise<void> {
    while (!(await asks())) await new Promise((resolve) => setImmediate(resolve));
  }

  async close(): Promise<void> {
    await this.broker.close();
    await this.mock.close();
  }
}
