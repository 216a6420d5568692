/** What OKX says for a code, and the HTTP status that comes with it where it refuses a whole request. */
export interface CodeFacts {
  readonly message: string;
  /** Default 200. */
  readonly status?: number;
}

/** The codes that the mock answers. A code that is missing here may not be sent. */
export const OKX_CODES = {
  '0': { message: '' },
  '1': { message: 'All operations failed' },
  '2': { message: 'Bulk operation partially succeeded' },
  '50000': { message: 'Body for POST request cannot be empty.', status: 400 },
  '50001': { message: 'Service temporarily unavailable. Try again later.', status: 503 },
  '50002': { message: 'JSON syntax error', status: 400 },
  '50004': {
    message: 'API endpoint request timeout. This does not mean that the request failed, query it.',
    status: 400,
  },
  '50005': { message: 'API is offline or unavailable.', status: 410 },
  '50006': { message: 'Invalid Content-Type. Use "application/JSON".', status: 400 },
  '50011': { message: 'Too Many Requests', status: 429 },
  '50013': { message: 'Systems are busy. Please try again later.', status: 429 },
  '50014': { message: 'Required parameter cannot be empty.', status: 400 },
  '50017': { message: 'Position frozen and related operations restricted due to auto-deleveraging (ADL).' },
  '50020': { message: 'Position frozen and related operations restricted due to liquidation.' },
  '50022': { message: 'Account frozen and related operations restricted due to liquidation.' },
  '50026': { message: 'System error. Try again later.', status: 500 },
  '50036': { message: 'The expTime can not be earlier than the current system time.' },
  '50037': { message: 'Order expired.' },
  '50038': { message: 'This feature is unavailable in demo trading.' },
  '50040': { message: 'Too frequent operations, please try again later.' },
  '50044': { message: 'Must select one broker type.' },
  '50061': { message: 'Order rate limit of the sub-account reached. Please try again later.', status: 429 },
  '50071': { message: 'clOrdId already exists.' },
  '50101': { message: 'APIKey does not match current environment.', status: 401 },
  '50102': { message: 'Timestamp request expired.', status: 401 },
  '50103': { message: 'Request header "OK-ACCESS-KEY" cannot be empty.', status: 401 },
  '50104': { message: 'Request header "OK-ACCESS-PASSPHRASE" cannot be empty.', status: 401 },
  '50105': { message: 'Request header "OK-ACCESS-PASSPHRASE" incorrect.', status: 401 },
  '50106': { message: 'Request header "OK-ACCESS-SIGN" cannot be empty.', status: 401 },
  '50107': { message: 'Request header "OK-ACCESS-TIMESTAMP" cannot be empty.', status: 401 },
  '50110': { message: 'Your IP is not in the linked trusted IP addresses.', status: 401 },
  '50111': { message: 'Invalid OK-ACCESS-KEY', status: 401 },
  '50112': { message: 'Invalid OK-ACCESS-TIMESTAMP', status: 401 },
  '50113': { message: 'Invalid Sign', status: 401 },
  '50114': { message: 'Invalid Authorization', status: 401 },
  '50119': { message: "API key doesn't exist", status: 401 },
  '50120': { message: "This API key doesn't have permission to use this function", status: 401 },
  '51000': { message: 'Parameter error' },
  '51001': { message: "Instrument ID, Instrument ID code, or Spread ID doesn't exist." },
  '51004': { message: 'Order amount exceeds the current tier limit of the leverage.' },
  '51005': { message: 'Your order amount exceeds the max order amount.' },
  '51006': { message: 'Order price is not within the price limit.' },
  '51008': { message: 'Order failed. Insufficient balance or margin in account.' },
  '51010': { message: 'Request unsupported under current account mode.' },
  '51016': { message: 'Client order ID already exists.' },
  '51020': { message: 'Your order should meet or exceed the minimum order amount.' },
  '51021': { message: 'The pair or contract is not yet listed.' },
  '51022': { message: 'Contract suspended.' },
  '51023': { message: "Position doesn't exist." },
  '51027': { message: 'Contract expired.' },
  '51030': { message: 'Funding fee is being settled.' },
  '51046': { message: 'The take profit trigger price must be higher than the order price.' },
  '51047': { message: 'The stop loss trigger price must be lower than the order price.' },
  '51048': { message: 'The take profit trigger price must be lower than the order price.' },
  '51049': { message: 'The stop loss trigger price must be higher than the order price.' },
  '51050': { message: 'The take profit trigger price must be higher than the best ask price.' },
  '51051': { message: 'The stop loss trigger price must be lower than the best ask price.' },
  '51052': { message: 'The take profit trigger price must be lower than the best bid price.' },
  '51053': { message: 'The stop loss trigger price must be higher than the best bid price.' },
  '51054': { message: 'Request timed out. Please try again.', status: 500 },
  '51065': { message: 'algoClOrdId already exists.' },
  '51112': { message: 'The size of your close order exceeds your available size.' },
  '51115': { message: 'Cancel all pending close-orders before liquidation.' },
  '51121': { message: 'Order quantity must be a multiple of the lot size.' },
  '51127': { message: 'Available balance is 0.' },
  '51137': { message: 'Your opening price has triggered the limit price, and the max buy price is' },
  '51138': { message: 'Your opening price has triggered the limit price, and the min sell price is' },
  '51149': { message: 'Order timed out. Please try again later.', status: 500 },
  '51169': { message: "Failed to place the order: you don't have any positions of this contract to reduce or close." },
  '51170': {
    message: 'Failed to place a reduce-only order: the order direction is the same as the position direction.',
  },
  '51174': { message: 'The number of pending orders reached the upper limit.' },
  '51202': { message: 'The market order amount exceeds the maximum order amount.' },
  '51277': { message: 'TP trigger price can not be higher than the last price.' },
  '51278': { message: 'TP trigger price can not be lower than the last price.' },
  '51279': { message: 'SL trigger price can not be higher than the last price.' },
  '51280': { message: 'SL trigger price can not be lower than the last price.' },
  '51400': { message: 'Cancellation failed as the order has been filled, canceled or does not exist.' },
  '51405': { message: 'Cancellation failed as you do not have any pending orders.' },
  '51410': { message: 'Cancellation failed as the order is already under cancelling status.' },
  '51412': { message: 'Cancellation timed out, please try again later.' },
  '51416': { message: 'Order has been triggered and can not be canceled.' },
  '51500': { message: 'You must enter a price, quantity, or TP/SL.' },
  '51503': { message: 'Order modification failed as the order has been filled, canceled or does not exist.' },
  '51506': { message: 'Order modification unavailable for the order type.' },
  '51509': { message: 'Modification failed as the order has been canceled.' },
  '51510': { message: 'Modification failed as the order has been completed.' },
  '51511': { message: 'Modification failed as the order price did not meet the requirement for Post Only.' },
  '51513': { message: 'Number of modification requests that are currently in progress for an order cannot exceed 3.' },
  '51603': { message: 'Order does not exist.' },
  '59000': { message: 'Setting failed. Cancel any open orders, close positions, and stop trading bots first.' },
  '59101': {
    message: "Leverage can't be modified. Please cancel all pending isolated margin orders before adjusting.",
  },
  '59102': { message: 'Leverage exceeds the maximum limit. Please lower the leverage.' },
  '59107': { message: 'Leverage can not be adjusted with pending cross orders. Cancel them first.' },
  '59108': { message: 'Your account leverage is too low. There is insufficient margin in the account.' },
} as const satisfies Readonly<Record<string, CodeFacts>>;

/** A code of {@link OKX_CODES}. */
export type OkxCode = keyof typeof OKX_CODES;

export function isKnownCode(code: string): code is OkxCode {
  return code in OKX_CODES;
}

/** A refusal on the wire: of a whole request, or of one item in it. */
export interface Refusal {
  readonly refused: OkxCode;
  readonly message: string;
  /** Finer than the code, where OKX has one. */
  readonly subCode: string;
}

/** A refusal with OKX's own sentence, or with one that names the particulars. */
export function refuse(code: OkxCode, message?: string, subCode = ''): Refusal {
  return { refused: code, message: message ?? OKX_CODES[code].message, subCode };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** HTTP status of an answer with this code. */
export function statusOf(code: OkxCode): number {
  const facts: CodeFacts = OKX_CODES[code];
  return facts.status ?? 200;
}
