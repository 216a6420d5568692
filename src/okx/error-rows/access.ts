import { closed, denied, type OkxErrorRow, refused, slowed, uncertain } from './error-row.ts';

const KEY = 'Look at OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE, and make a new key if in doubt.';

/** Keys, rates and the service as a whole: 50xxx. */
export const ACCESS_ROWS: readonly OkxErrorRow[] = [
  uncertain('50001', 'venue/unavailable', 'OKX is under maintenance. See its status page and wait.'),
  uncertain('50004', 'net/timeout', 'OKX timed out on its own side; what became of the request is looked up.'),
  slowed('50011', 1000, 'Too many requests to one endpoint. Fewer processes on this key, or a shared limiter, help.'),
  uncertain('50013', 'venue/unavailable', 'OKX is too busy to answer; what became of the request is looked up.'),
  closed(
    '50017',
    'The position is frozen while it is reduced by auto-deleveraging. Wait until that has ended.',
    'The position cannot be traded while the venue reduces it; wait.',
  ),
  closed(
    '50018',
    'The currency is frozen by auto-deleveraging. Wait until that has ended.',
    'The currency cannot be traded while the venue deleverages; wait.',
  ),
  closed(
    '50019',
    'The account is frozen by auto-deleveraging. Wait until that has ended.',
    'The account cannot trade while the venue deleverages it; wait.',
  ),
  closed(
    '50020',
    'The position is frozen while it is liquidated. Wait, then read positions and balances.',
    'The position is being liquidated and cannot be traded; wait.',
  ),
  closed(
    '50021',
    'The currency is frozen by a liquidation. Wait, then read positions and balances.',
    'The currency is frozen by a liquidation; wait.',
  ),
  closed(
    '50022',
    'The account is frozen by a liquidation. Wait, then read positions and balances.',
    'The account is being liquidated and cannot trade; wait.',
  ),
  closed(
    '50023',
    'The funding fee of the account is being settled and it is frozen. Wait a minute.',
    'The account is frozen while funding is settled; wait.',
  ),
  uncertain('50026', 'venue/unavailable', 'OKX had a fault of its own; what became of the request is looked up.'),
  refused(
    '50036',
    'expired',
    'The order reached OKX after its time limit. Look at the clock of the machine and at the connection.',
    'The order came too late and was not placed.',
  ),
  refused(
    '50037',
    'expired',
    'The order expired on its way through OKX and was not placed. If it happens often, allow it more time.',
    'The order came too late and was not placed.',
  ),
  {
    ...refused(
      '50038',
      'other',
      'OKX does not offer this in demo trading.',
      'This cannot be done in demo trading; choose something else.',
    ),
    throws: 'config/unsupported',
  },
  slowed('50040', 1000, 'The same operation came too often. It is tried again after a pause.'),
  refused(
    '50042',
    'other',
    'OKX took the request for a repetition of another one and did not carry it out.',
    'The request was taken for a repetition and not carried out.',
  ),
  slowed('50061', 1000, 'The sub-account has placed and changed too many orders; it is tried again after a pause.'),
  closed(
    '50062',
    'OKX has switched this feature off for now.',
    'The venue has switched this off for now; do something else.',
  ),
  denied('50100', 'auth/rejected', 'OKX has frozen the interface of this account. Write to its support.'),
  denied(
    '50101',
    'auth/wrong_environment',
    'The key belongs to the other environment. For demo trading make a key in OKX’s demo trading section.',
  ),
  {
    ...refused(
      '50102',
      'other',
      'The clock of the machine is more than 30 seconds off. Synchronise it, then try again.',
      'The order was not placed because the clock is off; a person has to correct it.',
    ),
    throws: 'auth/rejected',
  },
  denied('50103', 'auth/rejected', `The request carried no key. ${KEY}`),
  denied('50104', 'auth/rejected', `The request carried no passphrase. ${KEY}`),
  denied('50105', 'auth/rejected', `OKX does not accept the passphrase. ${KEY}`),
  denied('50106', 'auth/rejected', `The request carried no signature. ${KEY}`),
  denied('50107', 'auth/rejected', 'The request carried no time.'),
  denied(
    '50110',
    'auth/permission_missing',
    'The key is bound to other addresses than this machine’s. Add this one to it.',
  ),
  denied('50111', 'auth/rejected', `OKX does not know the key. ${KEY}`),
  denied('50112', 'auth/rejected', 'OKX does not accept the time of the request. Look at the clock of the machine.'),
  denied('50113', 'auth/rejected', `OKX does not accept the signature. ${KEY}`),
  denied('50114', 'auth/rejected', `OKX does not accept the authorization. ${KEY}`),
  denied(
    '50119',
    'auth/rejected',
    'OKX has no such key here: deleted, or of another region. Choose the region in which it was made.',
  ),
  denied('50120', 'auth/permission_missing', 'The key lacks the permission for this. Allow trading for it at OKX.'),
];
