import type { Decision } from '../domain/decision.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Strategy, StrategyContext } from '../ports/strategy.ts';

/** When a strategy is to begin and to end. */
export interface Session {
  readonly instruments: readonly InstrumentId[];
  /** Whether the present instant is the last one. */
  isLast(): boolean;
}

/**
 * The same strategy on an account that others use too: it begins only where nothing is held, and in the end it closes what
 * it opened.
 */
export function windUp(strategy: Strategy, session: Session): Strategy {
  let hasBegun = false;
  const bounded: Strategy = async (context) => {
    if (!hasBegun) await expectEmpty(context, session.instruments);
    hasBegun = true;
    if (session.isLast()) return closing(context, session.instruments);
    return strategy(context);
  };
  const { end } = strategy;
  return end === undefined ? bounded : Object.assign(bounded, { end: () => end.call(strategy) });
}

/** @throws {ConfigurationError} `config/invalid` where the account holds something of what is to be traded. */
async function expectEmpty({ account }: StrategyContext, instruments: readonly InstrumentId[]): Promise<void> {
  const [positions, orders] = [await account.getPositions(), await account.getOpenOrders()];
  const isOurs = ({ instrument }: { readonly instrument: InstrumentId }): boolean => instruments.includes(instrument);
  const held = positions.filter(isOurs).map(({ instrument, side }) => `a ${side} position of ${instrument}`);
  const open = orders
    .filter(isOurs)
    .map(({ instrument, type }) => `a ${type.replaceAll('_', ' ')} order of ${instrument}`);
  if (held.length + open.length === 0) return;
  throw new ConfigurationError(
    `The account has ${[...held, ...open].join(', ')}. The main job closes in the end what it opened and could not tell its own from these. Close and cancel them first.`,
    { code: 'config/invalid' },
  );
}

async function closing({ positions }: StrategyContext, instruments: readonly InstrumentId[]): Promise<Decision[]> {
  const held = (await positions()).filter(({ instrument }) => instruments.includes(instrument));
  return held.map(({ instrument, marginMode }) => ({
    action: 'close',
    instrument,
    marginMode,
    confidence: 1,
    reasons: ['The time of this run is over.'],
  }));
}
