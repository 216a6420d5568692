import type { RecordCodec } from './record-codec.ts';

/**
 * Reads each row once and hands the same record out again, frozen throughout: no reader changes it for the others or for
 * the store. For rows that are never changed.
 */
export function readOnce<Record, Row extends object>(codec: RecordCodec<Record, Row>): (row: Row) => Record {
  const records = new WeakMap<Row, Record>();
  return (row) => {
    const known = records.get(row);
    if (known !== undefined) return known;
    const record = codec.read(row);
    freeze(record);
    records.set(row, record);
    return record;
  };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
