/** What a JSON value of OKX's protocol can be. */
export type WireValue = string | number | boolean | null | readonly WireValue[] | WireRow;

/** One JSON object of OKX's protocol: values are strings, save a few; what is absent is `""`. */
export interface WireRow {
  readonly [field: string]: WireValue | undefined;
}

/** A JSON object, whatever is in it. */
export function isRow(value: unknown): value is WireRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field as OKX reads it: numbers and booleans of a JSON body count as their text, what is missing as `""`. */
export function textOf(row: WireRow, field: string): string {
  const value = row[field];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A field that says yes: `true` or `"true"`. */
export function isSet(row: WireRow, field: string): boolean {
  return textOf(row, field) === 'true';
}

/** The objects of a field that is a list. */
export function rowsOf(row: WireRow, field: string): readonly WireRow[] {
  const value = row[field];
  return Array.isArray(value) ? value.filter(isRow) : [];
}
