import type { Instrument } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { MarketSink } from '../ports/market-driver.ts';

/**
 * The exchange's own instrument for one of a feed.
 *
 * @throws {ConfigurationError} `config/data_invalid` when the exchange does not list it, or with another tick or lot: the
 * feed's integers would mean other prices and quantities there.
 */
export function listedInstrument(sink: MarketSink, instrument: Instrument): Instrument {
  const listed = sink.instruments.find((candidate) => candidate.id === instrument.id);
  if (listed?.tickSize.eq(instrument.tickSize) && listed.lotSize.eq(instrument.lotSize)) return listed;
  const why =
    listed === undefined
      ? `lists ${sink.instruments.map(({ id }) => id).join(', ') || 'no instruments'}`
      : `has tick ${listed.tickSize.toFixed()} and lot ${listed.lotSize.toFixed()}, the feed ${instrument.tickSize.toFixed()} and ${instrument.lotSize.toFixed()}`;
  throw new ConfigurationError(
    `The feed has data of ${instrument.id}, and the exchange ${why}. Give the broker the feed's instruments.`,
    { code: 'config/data_invalid', details: { instrument: instrument.id } },
  );
}

/** What a feed that was never attached answers when it is to move. */
export function notAttached(): ConfigurationError {
  return new ConfigurationError('The feed moves no exchange yet. Connect a broker to which it was given first.', {
    code: 'config/invalid',
  });
}
