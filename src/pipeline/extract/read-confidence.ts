import { Decimal } from '../../domain/decimal.ts';
import type { JsonNode } from './json-node.ts';
import { halfWidth, isAbsent, type NumberReading, readPlainNumber } from './read-number.ts';

const WORDS: ReadonlyMap<string, string> = new Map([
  ['very low', '0.1'],
  ['low', '0.3'],
  ['medium', '0.5'],
  ['moderate', '0.5'],
  ['high', '0.75'],
  ['very high', '0.9'],
]);

/** A confidence from 0 to 1: said so, in hundredths, in parts (`8/10`) or as a word; `null` for what is none of these. */
export function readConfidence(node: JsonNode): NumberReading | null {
  if (node.kind === 'null') return { value: null, repair: null };
  if (node.kind !== 'string' && node.kind !== 'number') return null;
  const text = halfWidth(node.text).trim().toLowerCase();
  if (isAbsent(text)) return { value: null, repair: null };
  const word = WORDS.get(text.replace(/[_-]+/g, ' '));
  if (word !== undefined) return { value: new Decimal(word), repair: 'confidence_word' };
  const [, figure = '', sign = ''] = /^([^%/]*?)\s*(%|\/\s*10|\/\s*100)?$/.exec(text) ?? [];
  const value = readPlainNumber(figure);
  if (value === null || value.isNegative()) return null;
  const parts = sign === '' ? (value.gt(1) ? 100 : 1) : sign.replace(/\D/g, '') === '10' ? 10 : 100;
  const fraction = value.div(parts);
  if (fraction.gt(1)) return null;
  if (parts !== 1) return { value: fraction, repair: 'confidence_scale' };
  return { value: fraction, repair: node.kind === 'string' ? 'number_form' : null };
}
