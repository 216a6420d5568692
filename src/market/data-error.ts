import { ConfigurationError } from '../errors/index.ts';

/** A place in an input file, for a person who has to go there. */
export interface DataPlace {
  readonly file: string;
  /** Counted from 1; `null` when the trouble is with the file as a whole. */
  readonly line: number | null;
}

/** A file that cannot be opened, unpacked or understood as its format. */
export function dataUnreadable(file: string, why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${file}: ${why}`, {
    code: 'config/data_unreadable',
    details: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A file that was read and whose content cannot be used. `advice` says what to do. */
export function dataInvalid(place: DataPlace, why: string, advice: string): ConfigurationError {
  const where = place.line === null ? place.file : `${place.file}, line ${place.line}`;
  return new ConfigurationError(`${where}: ${why} ${advice}`, {
    code: 'config/data_invalid',
    details: { file: place.file, line: place.line, todo: advice },
  });
}
