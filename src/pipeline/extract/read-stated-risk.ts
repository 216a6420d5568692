import type { Decimal } from '../../domain/decimal.ts';
import type { StatedRisk } from '../../domain/proposal.ts';
import { RISK_KEYS, RISK_PERCENT_KEYS, STATED_RISK_KEYS } from './field-names.ts';
import { ItemFields } from './item-fields.ts';
import type { JsonObject } from './json-node.ts';
import { type NumberForm, readNumber } from './read-number.ts';

/** The risk that an item states, in an object of its own or beside its other fields; what cannot be read is left out. */
export function readStatedRisk(fields: ItemFields): StatedRisk {
  const nested = fields
    .said(STATED_RISK_KEYS)
    .map(({ value }) => value)
    .find((value): value is JsonObject => value.kind === 'object');
  const inner = nested === undefined ? null : new ItemFields(nested);
  const read = (name: keyof typeof RISK_KEYS, form: NumberForm): Decimal | null => {
    for (const place of inner === null ? [fields] : [inner, fields]) {
      const said = [
        ...place.said(RISK_KEYS[name]).map(({ value }) => ({ value, form })),
        ...place.said(RISK_PERCENT_KEYS[name]).map(({ value }) => ({ value, form: 'percent' as const })),
      ];
      const [first] = said;
      if (first === undefined) continue;
      const reading = said.length > 1 ? null : readNumber(first.value, first.form);
      if (reading === null) fields.repair('ignored_value', first.value);
      else if (reading.repair !== null) fields.repair(reading.repair, first.value);
      return reading?.value ?? null;
    }
    return null;
  };
  return {
    targetExposureFraction: read('targetExposureFraction', 'fraction'),
    maxLoss: read('maxLoss', 'money')?.abs() ?? null,
    valueAtRisk: read('valueAtRisk', 'money')?.abs() ?? null,
    maxDrawdownFraction: read('maxDrawdownFraction', 'fraction')?.abs() ?? null,
  };
}
