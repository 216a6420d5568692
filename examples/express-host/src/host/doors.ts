import type { StoreScope, Stores } from 'brokerkit';
import type { SessionDoor } from 'brokerkit/runtime';
import type { HostSettings } from '../config/host-settings.ts';
import type { Mode } from '../contract/index.ts';
import type { HostSession, SessionTerms } from './host-session.ts';
import { simulatorSession } from './simulator-session.ts';

/** The ways into the modes. */
export function doorsOf(
  settings: HostSettings,
  stores: (scope: StoreScope) => Promise<Stores>,
  terms: SessionTerms,
): Readonly<Record<Mode, SessionDoor<HostSession>>> {
  return {
    simulator: {
      type: 'open',
      open: async () =>
        simulatorSession(
          await stores(scopeOf('simulator', settings)),
          { ...settings.simulator, risk: settings.risk },
          terms,
        ),
    },
    paper: { type: 'locked', reason: 'Paper trading is not built yet.' },
    live: {
      type: 'locked',
      reason: 'Live trading is not part of this release: nothing here can place an order with real money.',
    },
  };
}

/** Whose rows are whose: what one mode wrote shows in no other, and a mock's is no paper trading. */
export function scopeOf(mode: Mode, { isMock }: Pick<HostSettings, 'isMock'>): StoreScope {
  switch (mode) {
    case 'simulator':
      return { portfolioId: 'simulation', runtimeMode: mode };
    case 'paper':
      return { portfolioId: isMock ? 'okx-mock' : 'okx-demo', runtimeMode: mode };
    case 'live':
      return { portfolioId: 'okx-live', runtimeMode: mode };
  }
}
