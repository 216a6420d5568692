import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Instrument, type InstrumentId, type InstrumentSpec } from '../domain/instrument.ts';
import { dataInvalid } from './data-error.ts';

/** Which instrument a file is about. */
export interface FileSubject {
  /** The instruments that are known; the file's must be among them. Default: the built-in ones. */
  readonly instruments?: readonly InstrumentSpec[];
  /** The file's instrument; default: the id in its name, as in `candles-okx-BTC-USDT-SWAP-5m.csv.gz`. */
  readonly instrument?: InstrumentId;
}

/**
 * The instrument of a data file, by option or by name.
 *
 * @throws {ConfigurationError} `config/data_invalid` when the name tells none or the instrument is not known.
 */
export function instrumentOfFile(file: string, subject: FileSubject): Instrument {
  const id = subject.instrument ?? idIn(file);
  const { instruments = BUILT_IN_INSTRUMENTS } = subject;
  const known = instruments.map((instrument) => instrument.id).join(', ');
  if (id === null) {
    throw dataInvalid({ file, line: null }, 'its name tells no instrument.', `Say which it is, one of: ${known}.`);
  }
  const found = instruments.find((candidate) => candidate.id === id);
  if (found !== undefined) return found instanceof Instrument ? found : new Instrument(found);
  const advice = `Known are: ${known}. Pass an instruments file that has it, or name another instrument.`;
  throw dataInvalid({ file, line: null }, `the instrument ${id} is not known.`, advice);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The length of a file's bars by its name, ms: 300000 for `…-5m.csv`; `null` when it tells none. */
export function intervalOfFile(file: string): number | null {
  const found = /[-_](\d{1,4})([smhdHD])(?=[-_.]|$)/.exec(baseName(file));
  return found === null ? null : Number(found[1]) * UNITS_MS[found[2]!.toLowerCase()]!;
}

function idIn(file: string): InstrumentId | null {
  const name = baseName(file);
  return (
    /[A-Z0-9]{2,}-[A-Z]{3,}-SWAP/.exec(name)?.[0] ??
    /(?<![A-Z0-9])[A-Z0-9]{2,}-[A-Z]{3,}(?=[-_.]|$)/.exec(name)?.[0] ??
    null
  );
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
