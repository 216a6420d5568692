import { z } from 'zod';
import { flag, name, optionalDecimal, optionalInstant, optionalText, positive } from './scalar.ts';

/** What every instrument has, whether it can be traded here or not. */
export const instrumentHead = z.object({
  instId: name,
  instType: name,
  ctType: optionalText,
  state: name,
});

const rules = {
  ...instrumentHead.shape,
  lotSz: positive,
  minSz: positive,
  tickSz: positive,
  maxLmtSz: positive,
  maxMktSz: positive,
  lever: optionalDecimal,
  instIdCode: z.union([z.number().int(), z.string().regex(/^\d*$/)]).optional(),
  groupId: optionalText,
  listTime: optionalInstant,
  expTime: optionalInstant,
  futureSettlement: flag,
  maxLmtAmt: optionalDecimal,
  maxMktAmt: optionalDecimal,
  upcChg: z
    .array(z.object({ param: name, newValue: optionalText, effTime: optionalInstant }))
    .default([])
    .catch([]),
};

/** A swap of `GET public/instruments` and `account/instruments`: sizes in contracts. */
export const swapRow = z.object({
  ...rules,
  ctVal: positive,
  ctMult: positive,
  ctValCcy: name,
  settleCcy: name,
  instFamily: optionalText,
  uly: optionalText,
});
export type SwapRow = z.output<typeof swapRow>;

/** A spot pair of the same endpoints: sizes in base currency, `maxMktSz` in US dollars. */
export const spotRow = z.object({ ...rules, baseCcy: name, quoteCcy: name });
export type SpotRow = z.output<typeof spotRow>;
