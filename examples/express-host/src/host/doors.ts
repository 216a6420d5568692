import type { StoreScope, Stores } from 'brokerkit';
import type { SessionDoor } from 'brokerkit/runtime';
import type { HostSettings, OkxSettings } from '../config/host-settings.ts';
import type { Mode } from '../contract/index.ts';
import type { HostSession, SessionTerms } from './host-session.ts';
import type { MockVenue } from './mock-venue.ts';
import { paperSession } from './paper-session.ts';
import { simulatorSession } from './simulator-session.ts';

export interface DoorsOptions {
  readonly settings: HostSettings;
  readonly stores: (scope: StoreScope) => Promise<Stores>;
  /** Names this run of the host; letters and digits. */
  readonly run: string;
}

const NO_KEY =
  'Paper trading needs a key of OKX demo trading, which costs nothing: docs/okx-setup.md says how to get one. ' +
  'Set OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE and start again, or start with --mock.';
const NO_LIVE = 'Live trading is not part of this release: nothing here can place an order with real money.';
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/** The ways into the modes, and whose rows are whose. */
export class Doors {
  readonly #options: DoorsOptions;
  #mock: Promise<MockVenue> | null = null;

  constructor(options: DoorsOptions) {
    this.#options = options;
  }

  /** Whether paper trades on something that only looks like OKX. */
  get isMock(): boolean {
    const { isMock, okx } = this.#options.settings;
    return isMock || (okx !== null && isOnThisMachine(okx));
  }

  /** Rows of one mode show in no other, and those of a mock are no paper trading. A mock in this process forgets when it ends: each run has its own. */
  scopeOf(mode: Mode): StoreScope {
    const { settings, run } = this.#options;
    switch (mode) {
      case 'simulator':
        return { portfolioId: 'simulation', runtimeMode: mode };
      case 'paper':
        if (settings.isMock) return { portfolioId: `okx-mock-${run}`, runtimeMode: mode };
        return { portfolioId: this.isMock ? 'okx-mock' : 'okx-demo', runtimeMode: mode };
      case 'live':
        return { portfolioId: 'okx-live', runtimeMode: mode };
    }
  }

  /** The doors for sessions on these terms. */
  of(terms: SessionTerms): Readonly<Record<Mode, SessionDoor<HostSession>>> {
    const { settings } = this.#options;
    const simulator = async () =>
      simulatorSession(await this.#stores('simulator'), { ...settings.simulator, risk: settings.risk }, terms);
    return {
      simulator: { type: 'open', open: simulator },
      paper: this.#paper(terms),
      live: { type: 'locked', reason: NO_LIVE },
    };
  }

  /** Ends the mock, where one was started. */
  async close(): Promise<void> {
    const mock = await this.#mock?.catch(() => null);
    this.#mock = null;
    await mock?.close();
  }

  #paper(terms: SessionTerms): SessionDoor<HostSession> {
    const { settings } = this.#options;
    if (settings.isMock) {
      return {
        type: 'open',
        open: async () => {
          const { mock } = await this.#startedMock(terms);
          const okx: OkxSettings = { ...mock.credentials, endpoints: { rest: mock.restUrl, ws: mock.wsUrl } };
          const venue = 'a mock of OKX in this process, on invented prices';
          return paperSession(await this.#stores('paper'), okx, { ...settings, venue }, terms);
        },
      };
    }
    const { okx } = settings;
    if (okx === null) return { type: 'locked', reason: NO_KEY };
    const venue = this.isMock && okx.endpoints !== null ? `a mock of OKX at ${okx.endpoints.rest}` : 'OKX demo trading';
    return {
      type: 'open',
      open: async () => paperSession(await this.#stores('paper'), okx, { ...settings, venue }, terms),
    };
  }

  #startedMock({ clock, logger }: SessionTerms): Promise<MockVenue> {
    const { symbols, simulator } = this.#options.settings;
    // The mock is loaded by those who ask for it.
    this.#mock ??= import('./mock-venue.ts').then(({ startMockVenue }) =>
      startMockVenue({ symbols, ...simulator, clock, logger }),
    );
    return this.#mock;
  }

  #stores(mode: Mode): Promise<Stores> {
    return this.#options.stores(this.scopeOf(mode));
  }
}

function isOnThisMachine({ endpoints }: OkxSettings): boolean {
  return endpoints !== null && URL.canParse(endpoints.rest) && LOOPBACK.test(new URL(endpoints.rest).hostname);
}
