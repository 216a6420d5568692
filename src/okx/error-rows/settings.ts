import { closed, type OkxErrorRow, refused } from './error-row.ts';

const LEVERAGE = 'The leverage cannot be changed now; trade with the one that is set.';
const CLOSE_FIRST = 'Cancel the open orders, and close the positions where the message asks for it, then try again.';

/** Settings of the account: 59xxx. */
export const SETTING_ROWS: readonly OkxErrorRow[] = [
  refused('59000', 'leverage_not_allowed', `Orders or positions forbid the change. ${CLOSE_FIRST}`, LEVERAGE),
  refused('59101', 'leverage_not_allowed', `Open orders forbid to change the leverage. ${CLOSE_FIRST}`, LEVERAGE),
  refused(
    '59102',
    'leverage_not_allowed',
    'The leverage is above the largest of this instrument or position.',
    LEVERAGE,
  ),
  refused('59107', 'leverage_not_allowed', `Open orders forbid to change the leverage. ${CLOSE_FIRST}`, LEVERAGE),
  closed(
    '59113',
    'OKX wants this account verified before it trades. Do so in its settings; it concerns live accounts only.',
    'The account cannot trade until a person has verified it.',
  ),
];
