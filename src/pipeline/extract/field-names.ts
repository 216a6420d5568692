import type { SizeUnit } from '../../domain/proposal.ts';

/** Plain keys that say the same thing, the one that counts first in front. */
export type Names = readonly string[];

/** The lists that each key stands in, so that an item is gone through once and not once for each name that it might use. */
const LISTS = new Map<string, Names[]>();
const NO_LISTS: readonly Names[] = [];

/** A key as it is compared: letters and digits, in lower case, so that `stop_loss` and `stopLoss` are one. */
export function plainKey(key: string): string {
  const lower = key.toLowerCase();
  return /^[a-z\d]*$/.test(lower) ? lower : lower.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every list of this module that a plain key stands in. */
export function listsOf(key: string): readonly Names[] {
  return LISTS.get(key) ?? NO_LISTS;
}

function names(words: string): Names {
  const list = words.split(' ');
  for (const word of list) {
    const lists = LISTS.get(word);
    if (lists === undefined) LISTS.set(word, [list]);
    else lists.push(list);
  }
  return list;
}

/** Keys whose word says what is to be done. */
export const VERB_KEYS = names('action decision signal tradesignal tradeaction tradingaction recommendation operation');
/** Keys whose word says on which side. */
export const DIRECTION_KEYS = names('side direction positionside orderside tradeside posside');
export const SYMBOL_KEYS = names('symbol instrument instrumentid instid coin pair tradingpair ticker asset market');

/** Keys of a price, leverage or confidence, by the field of a decision. */
export const NUMBER_KEYS = {
  leverage: names('leverage lev'),
  limit: names('limit limitprice entry entryprice price'),
  stop: names('stop stoploss sl stopprice stoplossprice'),
  target: names('target takeprofit tp targetprice profittarget takeprofitprice'),
  confidence: names('confidence conf confidencescore confidencelevel conviction certainty probability'),
} as const;

/** Keys of a decision's sentences, by field. */
export const TEXT_KEYS = {
  proposedTrade: names('proposedtrade tradeplan plan trade'),
  riskThesis: names('riskthesis thesis rationale reasoning justification reason explanation'),
  maxPain: names('maxpain maxpainscenario worstcase worstcasescenario invalidation invalidationcondition'),
  recoveryPlan: names('recoveryplan recovery hedgeplan hedge recoveryorhedgeplan contingency'),
} as const;

/** Where the figures of the stated risk may stand together. */
export const STATED_RISK_KEYS = names('statedrisk risk riskfigures riskmetrics');
/** Keys of the stated risk; those in `percent` are hundredths. */
export const RISK_KEYS = {
  targetExposureFraction: names('targetexposurefraction targetexposure exposurefraction'),
  maxLoss: names('maxloss riskusd maxlossusd maxlossusdt lossatstop'),
  valueAtRisk: names('valueatrisk var valueatriskusd'),
  maxDrawdownFraction: names('maxdrawdownfraction maxdrawdown'),
} as const;
export const RISK_PERCENT_KEYS = {
  targetExposureFraction: names('targetexposurepct targetexposurepercent'),
  maxLoss: [],
  valueAtRisk: [],
  maxDrawdownFraction: names('maxdrawdownpct maxdrawdownpercent'),
} as const satisfies Record<keyof typeof RISK_KEYS, Names>;

/** What the key of a size says that it counts; `percent` is hundredths of equity, as margin. */
export const SIZE_KEYS: ReadonlyMap<string, SizeUnit | 'percent'> = new Map([
  ...sizes('size sizefraction positionsize positionsizefraction ordersize equityfraction', 'equity_fraction'),
  ...sizes('marginfraction allocation allocationfraction fraction fractionofequity', 'equity_fraction'),
  ...sizes('sizepct sizepercent sizepercentage positionsizepct positionsizepercent', 'percent'),
  ...sizes('allocationpct allocationpercent equitypct equitypercent marginpct marginpercent', 'percent'),
  ...sizes('margin marginusd marginusdt initialmargin collateral marginamount', 'margin'),
  ...sizes('sizeusd sizeusdt notional notionalusd notionalusdt notionalvalue positionvalue', 'notional'),
  ...sizes('positionsizeusd positionsizeusdt ordervalue valueusd amountusd amountusdt quotesize', 'notional'),
  ...sizes('quantity qty coins units basequantity quantitybase basesize sizebase sizecoins coinamount', 'base'),
  ...sizes('contracts contractcount numcontracts numberofcontracts sizecontracts sz', 'contracts'),
]);
export const SIZE_NAMES = names([...SIZE_KEYS.keys()].join(' '));
/** Keys whose unit nobody can tell. */
export const UNCLEAR_SIZE_KEYS = names('amount volume lots');

/** Keys whose word says what `size` counts. */
export const UNIT_KEYS = names('sizeunit unit sizetype sizein');
export const UNIT_WORDS: ReadonlyMap<string, SizeUnit | 'percent'> = new Map([
  ...sizes('fraction equityfraction fractionofequity equity ratio marginfraction', 'equity_fraction'),
  ...sizes('percent pct percentage percentofequity', 'percent'),
  ...sizes('margin marginusd marginusdt', 'margin'),
  ...sizes('notional usd usdt dollar dollars quote notionalusd value', 'notional'),
  ...sizes('base basequantity coin coins', 'base'),
  ...sizes('contract contracts', 'contracts'),
]);

/** Where stop and target may stand together, as if beside the other fields. */
export const EXIT_KEYS = names(
  'exitplan exitstrategy exitconditions exitcriteria exit exits riskmanagement riskcontrol riskcontrols protection',
);

export const ORDER_TYPE_KEYS = names('ordertype entrytype orderkind ordtype executiontype exectype entryordertype');
/** Keys whose word may be a type of order, or of anything else. */
export const LOOSE_TYPE_KEYS = names('type execution');
export const TIME_IN_FORCE_KEYS = names('timeinforce tif');
export const MARGIN_MODE_KEYS = names('marginmode margintype tdmode');
export const PAUSE_KEYS = names('pausecycles pause pauseforcycles skipcycles selfpause selfpausecycles');
/** Keys under which a reply may carry its decisions. */
export const WRAPPER_KEYS = names(
  'decisions decision actions trades orders signals tradingdecisions tradingdecision output result results response answer data tradesignalargs',
);

function sizes<Unit extends SizeUnit | 'percent'>(words: string, unit: Unit): [string, Unit][] {
  return words.split(' ').map((word) => [word, unit]);
}
