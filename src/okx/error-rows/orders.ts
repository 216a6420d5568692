import { gone, type OkxErrorRow, refused, slowed, twin, uncertain } from './error-row.ts';

const FUNDS = 'The account does not have the money that the order needs. Make it smaller or free some.';
const TIGHT = 'There is not enough money for this order; make it smaller.';
const LIMITS = 'The limit lies outside of what OKX allows at the moment; see its price limits of the instrument.';
const NEARER = 'The price is too far from the market; choose one nearer to it.';
const LARGE = 'The order is larger than OKX takes of this type. Split it.';
const SMALLER = 'The order is too large; make it smaller.';
const NOT_NOW = 'This instrument cannot be traded now; choose another one or wait.';
const TRIGGER = 'The trigger stands on the wrong side of the price.';
const WRONG_SIDE = 'The stop or target would act at once; put it on the other side of the price.';

/** Placing: 51xxx that name what is wrong with an order. */
export const ORDER_ROWS: readonly OkxErrorRow[] = [
  twin('50071', 'An order or request of this id exists already. It is read and compared, and nothing is sent again.'),
  refused(
    '51000',
    'other',
    'A field of the request has a value that OKX does not take; its message names the field.',
    'The order has a field that the venue does not take.',
  ),
  {
    ...refused('51001', 'instrument_unavailable', 'OKX does not list this instrument here.', NOT_NOW),
    throws: 'venue/unknown_instrument',
  },
  refused(
    '51004',
    'position_limit',
    'The position would be larger than its leverage allows. Lower the leverage or the size.',
    'The position would be too large for its leverage; order less.',
  ),
  refused('51005', 'invalid_quantity', LARGE, SMALLER),
  refused('51006', 'price_out_of_range', LIMITS, NEARER),
  refused('51008', 'insufficient_margin', FUNDS, TIGHT),
  refused(
    '51010',
    'account_restricted',
    'The account’s mode does not allow this. Choose the futures mode in OKX’s settings to trade swaps.',
    'The account is not set up for this kind of order.',
  ),
  twin('51016', 'A live order has this id already. It is read and compared, and nothing is sent again.'),
  refused(
    '51020',
    'invalid_quantity',
    'The order is below the smallest size of the instrument.',
    'The order is too small; order more or nothing.',
  ),
  refused('51021', 'instrument_unavailable', 'The instrument is not listed yet.', NOT_NOW),
  refused('51022', 'instrument_unavailable', 'Trading of the instrument is suspended.', NOT_NOW),
  refused('51027', 'instrument_unavailable', 'The contract has expired.', NOT_NOW),
  refused('51028', 'instrument_unavailable', 'The contract is being delivered.', NOT_NOW),
  refused('51029', 'instrument_unavailable', 'The contract is being settled.', NOT_NOW),
  refused(
    '51030',
    'instrument_unavailable',
    'Funding is being settled; a minute later orders are taken again.',
    NOT_NOW,
  ),
  refused('51046', 'invalid_price', `${TRIGGER} A buy’s target lies above its price.`, WRONG_SIDE),
  refused('51047', 'invalid_price', `${TRIGGER} A buy’s stop lies below its price.`, WRONG_SIDE),
  refused('51048', 'invalid_price', `${TRIGGER} A sell’s target lies below its price.`, WRONG_SIDE),
  refused('51049', 'invalid_price', `${TRIGGER} A sell’s stop lies above its price.`, WRONG_SIDE),
  refused('51050', 'invalid_price', `${TRIGGER} A buy’s target lies above the best ask.`, WRONG_SIDE),
  refused('51051', 'invalid_price', `${TRIGGER} A buy’s stop lies below the best ask.`, WRONG_SIDE),
  refused('51052', 'invalid_price', `${TRIGGER} A sell’s target lies below the best bid.`, WRONG_SIDE),
  refused('51053', 'invalid_price', `${TRIGGER} A sell’s stop lies above the best bid.`, WRONG_SIDE),
  uncertain('51054', 'net/timeout', 'OKX timed out on the order; what became of it is looked up.'),
  refused('51101', 'invalid_quantity', LARGE, SMALLER),
  refused(
    '51108',
    'nothing_to_reduce',
    'There is no position to close at the market.',
    'There is no position to close.',
  ),
  refused(
    '51112',
    'nothing_to_reduce',
    'More was to be closed than is free to close: orders that close hold the rest. Cancel them first.',
    'Less can be closed than was ordered; other orders hold the rest.',
  ),
  refused('51119', 'insufficient_balance', FUNDS, TIGHT),
  refused(
    '51121',
    'invalid_quantity',
    'The size is no multiple of the lot. The instrument’s rules may have changed: read them again.',
    'The size is not a multiple of the lot.',
  ),
  refused('51127', 'insufficient_balance', FUNDS, TIGHT),
  refused('51131', 'insufficient_balance', FUNDS, TIGHT),
  refused('51135', 'price_out_of_range', LIMITS, NEARER),
  refused('51136', 'price_out_of_range', LIMITS, NEARER),
  refused('51137', 'price_out_of_range', LIMITS, NEARER),
  refused('51138', 'price_out_of_range', LIMITS, NEARER),
  uncertain('51149', 'net/timeout', 'OKX timed out on the order; what became of it is looked up.'),
  refused(
    '51169',
    'nothing_to_reduce',
    'A reduce-only order found no position to reduce.',
    'There is no position to reduce.',
  ),
  refused(
    '51170',
    'reduce_only_wrong_side',
    'A reduce-only order was on the side of the position and would have enlarged it.',
    'The order would enlarge the position instead of reducing it.',
  ),
  refused(
    '51174',
    'too_many_orders',
    'The account has as many open orders as OKX allows. Cancel some.',
    'There are too many open orders; cancel some first.',
  ),
  refused('51202', 'invalid_quantity', LARGE, SMALLER),
  refused('51277', 'invalid_price', `${TRIGGER} The target has to lie below the last price.`, WRONG_SIDE),
  refused('51278', 'invalid_price', `${TRIGGER} The stop has to lie above the last price.`, WRONG_SIDE),
  refused('51279', 'invalid_price', `${TRIGGER} The target has to lie above the last price.`, WRONG_SIDE),
  refused('51280', 'invalid_price', `${TRIGGER} The stop has to lie below the last price.`, WRONG_SIDE),
];

const ENDED = 'The order is filled, canceled or unknown; it is read to find out which.';
const NOT_OPEN = 'The order is not open any more; see what became of it.';

/** Canceling, changing and asking: 514xx, 515xx, 516xx. */
export const CHANGE_ROWS: readonly OkxErrorRow[] = [
  gone('51400', ENDED, NOT_OPEN),
  gone('51401', ENDED, NOT_OPEN),
  gone('51402', ENDED, NOT_OPEN),
  gone('51405', 'The account has nothing open that could be canceled; orders are read to compare.', NOT_OPEN),
  {
    ...refused(
      '51410',
      'other',
      'The order is being canceled already; its end is awaited.',
      'The order is being canceled already.',
    ),
    throws: 'venue/failed',
  },
  uncertain('51412', 'net/timeout', 'OKX timed out on the cancel; the order is read to find out.'),
  gone('51416', 'The order was set off before it could be canceled; it is read to go on with.', NOT_OPEN),
  gone('51503', 'The order to change is not there; it is read to find out why.', NOT_OPEN),
  gone('51509', 'The order to change was canceled.', NOT_OPEN),
  gone('51510', 'The order to change was filled.', NOT_OPEN),
  refused(
    '51511',
    'would_take_liquidity',
    'At the new price the order would trade at once, and it may only rest.',
    'The new price would trade at once; choose one that rests.',
  ),
  slowed('51513', 250, 'Three changes of the order are under way already; the next has to wait for them.'),
  gone(
    '51603',
    'OKX does not know the order. That it was never placed is certain only after its time limit.',
    'The venue does not know the order.',
  ),
];
