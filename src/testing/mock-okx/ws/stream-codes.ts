/** What OKX says over WebSocket for a code of `event: error`. A code that is missing here may not be sent. */
export const STREAM_CODES = {
  '60004': 'Invalid timestamp',
  '60005': 'Invalid apiKey',
  '60006': 'Timestamp request expired',
  '60007': 'Invalid sign',
  '60009': 'Login failure',
  '60011': 'Please log in',
  '60012': 'Illegal request',
  '60013': 'Invalid args',
  '60014': 'Requests too frequent',
  '60018': "Wrong URL or the channel doesn't exist. Please use the correct URL, channel and parameters.",
  '60024': 'Wrong passphrase',
  '60027': 'Parameter can not be empty',
  '60028': 'The current operation is not supported by this URL. Please use the correct URL for this operation.',
  '64003': "Your trading fee tier doesn't meet the requirement to access this channel",
  '64007': 'Operation failed due to WebSocket internal error. Please try again later.',
} as const;

/** A code of {@link STREAM_CODES}. */
export type StreamCode = keyof typeof STREAM_CODES;

/** A refusal of a login, a subscription or an operation. */
export interface StreamRefusal {
  readonly code: StreamCode;
  readonly msg: string;
}

/** A refusal with OKX's own sentence, or with one that names the particulars. */
export function refuseStream(code: StreamCode, msg: string = STREAM_CODES[code]): StreamRefusal {
  return { code, msg };
}

/** The codes with which OKX closes a connection. */
export const CLOSE_CODES = {
  loginFailed: 4001,
  noData: 4004,
  bufferFull: 4005,
} as const;
