import type { DecimalInput } from '../domain/decimal.ts';
import { houseOf } from './known-models.ts';

/** US dollars for a million tokens. */
export interface TokenPrices {
  /** Input that the endpoint had in its cache. */
  readonly cachedInput: DecimalInput;
  readonly input: DecimalInput;
  /** The thinking included. */
  readonly output: DecimalInput;
}

/** What a model costs from some instant on, until a later entry for it. */
export interface ModelPrice {
  readonly provider: string;
  /** The id that is asked for. */
  readonly model: string;
  /** Epoch ms. */
  readonly from: number;
  readonly offPeak: TokenPrices;
  /** In the peak hours; `null` where there are none. */
  readonly peak: TokenPrices | null;
}

/** Hours of the day, UTC, from and up to but without. */
export const PEAK_HOURS: readonly (readonly [number, number])[] = [
  [1, 4],
  [6, 10],
];

const FLASH: Pick<ModelPrice, 'offPeak' | 'peak'> = {
  offPeak: { cachedInput: '0.003', input: '0.15', output: '0.60' },
  peak: { cachedInput: '0.006', input: '0.30', output: '1.20' },
};
const V4_FLASH: Pick<ModelPrice, 'offPeak' | 'peak'> = {
  offPeak: { cachedInput: '0.007', input: '0.22', output: '0.66' },
  peak: { cachedInput: '0.014', input: '0.44', output: '1.32' },
};
const V4_PRO: Pick<ModelPrice, 'offPeak' | 'peak'> = {
  offPeak: { cachedInput: '0.022', input: '0.66', output: '1.98' },
  peak: { cachedInput: '0.044', input: '1.32', output: '3.96' },
};
/** Prices by the hour began at 16:00 UTC, and those of the present flash model with it. */
const HOURLY = Date.UTC(2026, 7, 16, 16);
const FLASH_CAME = Date.UTC(2026, 8, 9, 16);

/**
 * Prices that we know. DeepSeek counts weekends and Chinese holidays as off-peak; here every day has its peak hours, so
 * that a cost is never told too low.
 *
 * @see https://api-docs.deepseek.com/quick_start/pricing, as of November 2026
 */
export const MODEL_PRICES: readonly ModelPrice[] = [
  { provider: 'deepseek', model: 'deepseek-flash', from: FLASH_CAME, ...FLASH },
  { provider: 'deepseek', model: 'deepseek-v4-flash', from: HOURLY, ...V4_FLASH },
  { provider: 'deepseek', model: 'deepseek-v4-flash', from: FLASH_CAME, ...FLASH },
  { provider: 'deepseek', model: 'deepseek-v4-pro', from: HOURLY, ...V4_PRO },
];

/** The prices that hold for a model at an instant, or `null` where none is known. */
export function pricesAt(
  table: readonly ModelPrice[],
  asked: { readonly provider: string; readonly model: string },
  at: number,
): { readonly prices: TokenPrices; readonly hours: 'peak' | 'off_peak' } | null {
  const house = houseOf(asked.provider);
  let valid: ModelPrice | null = null;
  for (const price of table) {
    if (houseOf(price.provider) !== house || price.model !== asked.model || price.from > at) continue;
    if (valid === null || price.from >= valid.from) valid = price;
  }
  if (valid === null) return null;
  const hour = new Date(at).getUTCHours();
  const peak = PEAK_HOURS.some(([from, to]) => hour >= from && hour < to) ? valid.peak : null;
  return peak === null ? { prices: valid.offPeak, hours: 'off_peak' } : { prices: peak, hours: 'peak' };
}
