import { ACCESS_ROWS } from './error-rows/access.ts';
import { type OkxErrorRow, refused, uncertain } from './error-rows/error-row.ts';
import { CHANGE_ROWS, ORDER_ROWS } from './error-rows/orders.ts';
import { SETTING_ROWS } from './error-rows/settings.ts';
import { STREAM_ROWS } from './error-rows/streams.ts';

/**
 * Every code of OKX that we know, with what it means for a command.
 *
 * Judged by the code and by nothing else: HTTP status and classes of client libraries lump together what was executed and
 * what was not.
 */
export const OKX_ERRORS: ReadonlyMap<string, OkxErrorRow> = new Map(
  [...ACCESS_ROWS, ...ORDER_ROWS, ...CHANGE_ROWS, ...SETTING_ROWS, ...STREAM_ROWS].map((row) => [row.code, row]),
);

/** Codes that refuse what they answer, whichever they are: keys, orders, options, settings. */
const REFUSALS = /^(?:501\d\d|51\d{3}|54\d{3}|59\d{3})$/;

/** What a code means; of one that we do not know, only whether it can have been executed. */
export function okxError(code: string): OkxErrorRow {
  const known = OKX_ERRORS.get(code);
  if (known !== undefined) return known;
  if (!REFUSALS.test(code)) {
    return uncertain(code, 'venue/failed', 'OKX answered with a code that is not known here; see its documentation.');
  }
  const row = refused(
    code,
    'other',
    'OKX refused with a code that is not known here; see its documentation.',
    'The venue refused the order.',
  );
  return code.startsWith('501') ? { ...row, throws: 'auth/rejected', reason: 'account_restricted' } : row;
}
