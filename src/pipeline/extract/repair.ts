/** What had to be read otherwise than written: first mistakes of JSON, then values in another form than ours. */
export const REPAIR_KINDS = [
  'trailing_comma',
  'missing_comma',
  'single_quotes',
  'full_width_punctuation',
  'control_character',
  'needless_escape',
  'comment',
  'not_a_number',
  'unquoted_key',
  'unquoted_value',
  'foreign_literal',
  'joined_objects',
  'skipped_item',
  'number_form',
  'percent',
  'confidence_scale',
  'confidence_word',
  'ignored_value',
] as const;
/** One of {@link REPAIR_KINDS}. */
export type RepairKind = (typeof REPAIR_KINDS)[number];

/** One place of a reply that was not read to the letter. */
export interface Repair {
  readonly kind: RepairKind;
  /** Where in the reply, as an index of its text. */
  readonly at: number;
  /** What stood there, shortened. */
  readonly found: string;
}

/** Text as a repair shows it: one line, not long. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
