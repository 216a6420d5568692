const LOCALE = undefined;

/** The contract has checked that the text is a decimal; `Intl` reads it exactly, however many digits it has. */
function exactly(text: string): `${number}` {
  return text as `${number}`;
}

const formats = new Map<string, Intl.NumberFormat>();
function format(text: string, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(LOCALE, options);
    formats.set(key, made);
  }
  return made.format(exactly(text)).replace('-', '−');
}

/** Only to choose digits or a place on a screen: never shown. */
export function approximately(text: string): number {
  return Number(text);
}

/** Less than a cent. */
function isTiny(text: string): boolean {
  const size = Math.abs(approximately(text));
  return size > 0 && size < 0.01;
}

/** `10,012.75`; less than a cent keeps two digits that say something. */
export function money(text: string, sign: Intl.NumberFormatOptions['signDisplay'] = 'auto'): string {
  return isTiny(text)
    ? format(text, { maximumSignificantDigits: 2, signDisplay: sign })
    : format(text, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: sign });
}

/** `64,123.10`, `0.071234`: as many places as prices of this height move by. */
export function priceText(text: string): string {
  const size = Math.abs(approximately(text));
  if (size >= 1000) return format(text, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  if (size >= 1) return format(text, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return format(text, { maximumSignificantDigits: 6 });
}

/** Every place that an exchange counts in. */
export function quantityText(text: string): string {
  return format(text, { maximumFractionDigits: 8 });
}

/** `0.0512` as `5.12%`. */
export function percent(fraction: string, sign: Intl.NumberFormatOptions['signDisplay'] = 'auto'): string {
  return format(fraction, { style: 'percent', maximumFractionDigits: 2, signDisplay: sign });
}

/** `1.84`; a count or a ratio that is no money. */
export function ratio(value: number, digits = 2): string {
  return format(String(value), { maximumFractionDigits: digits });
}

export function whole(value: number): string {
  return format(String(value), { maximumFractionDigits: 0 });
}

/** `84 ms`, `1.42 s`. */
export function durationText(ms: number): string {
  if (ms < 1) return `${format(String(ms), { maximumSignificantDigits: 2 })} ms`;
  if (ms < 1000) return `${format(String(ms), { maximumSignificantDigits: 3 })} ms`;
  return `${format(String(ms / 1000), { maximumFractionDigits: 2 })} s`;
}

/** Which way a sum goes, for a colour beside its sign. */
export function direction(text: string): 'up' | 'down' | 'flat' {
  if (/^-?0*(\.0*)?$/.test(text)) return 'flat';
  return text.startsWith('-') ? 'down' : 'up';
}
