import { createBroker, type RiskLimits, type Stores } from 'brokerkit';
import { syntheticMarket } from 'brokerkit/simulated';
import { type HostSession, hostSession, type SessionTerms } from './host-session.ts';

/** What a simulated account begins with and how it is traded. */
export interface SimulatorTerms {
  /** USDT at the very first start. */
  readonly balance: string;
  /** Of the invented prices. */
  readonly seed: number;
  readonly risk: { readonly mode?: 'enforce' | 'observe'; readonly limits?: Partial<RiskLimits> };
}

/** The simulated exchange over a market that is invented as time goes on: no key, no network. */
export function simulatorSession(stores: Stores, simulator: SimulatorTerms, terms: SessionTerms): HostSession {
  const { clock, logger } = terms;
  const market = syntheticMarket({ clock, logger, seed: simulator.seed });
  return hostSession(
    {
      ...{ mode: 'simulator', venue: 'a simulated exchange on invented prices', stores, market },
      telemetry: terms.telemetry('simulator'),
      makeBroker: (given) =>
        createBroker(
          { kind: 'simulated', balances: { USDT: simulator.balance }, risk: simulator.risk },
          {
            ...{ ...given, market, clock, logger },
            ...{ journal: stores.journal, stateStore: stores.state },
          },
        ),
      close: () => market.close(),
    },
    terms,
  );
}
