import { describe, expect, it } from 'vitest';
import { clientOrderIdOf, decisionIdOf, readClientOrderId, uuidDigits } from '../../../src/domain/client-order-id.ts';
import { foreignId, legId, venueIdOf } from '../../../src/okx/client-order-ids.ts';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('a client order id', () => {
  it('is the UUID in 22 digits and the letter of the role', () => {
    expect(clientOrderIdOf({ uuid: UUID, role: 'entry', attempt: 1 })).toBe(`${uuidDigits(UUID)}E`);
    expect(uuidDigits(UUID)).toHaveLength(22);
  });

  it('carries the attempt when it is not the first', () => {
    expect(clientOrderIdOf({ uuid: UUID, role: 'stop_loss', attempt: 12 })).toBe(`${uuidDigits(UUID)}S12`);
  });

  it('says what it was made of', () => {
    const parts = { uuid: UUID, role: 'exit', attempt: 3 } as const;
    expect(readClientOrderId(clientOrderIdOf(parts))).toEqual(parts);
  });

  it.each([
    ['the smallest UUID', '00000000-0000-0000-0000-000000000000'],
    ['the largest UUID', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('holds %s', (_name, uuid) => {
    expect(readClientOrderId(clientOrderIdOf({ uuid, role: 'entry', attempt: 1 }))?.uuid).toBe(uuid);
  });

  it('at its longest fits into the 32 characters that OKX takes', () => {
    expect(clientOrderIdOf({ uuid: UUID, role: 'protection', attempt: 999_999_999 })).toHaveLength(32);
  });

  it.each([
    ['another client', 'e847386590ce4dBCabc'],
    ['digits beyond a UUID', `${'z'.repeat(22)}E`],
    ['a role that is none', `${uuidDigits(UUID)}Q`],
    ['a first attempt with its number', `${uuidDigits(UUID)}E1`],
    ['no role', uuidDigits(UUID)],
  ])('is none of ours when it has %s', (_name, id) => {
    expect(readClientOrderId(id)).toBeNull();
  });

  it.each([
    ['an entry', 'E'],
    ['the second exit', 'X2'],
    ['what was attached to the third entry', 'E3P'],
    ['the stop in its second attempt', 'ES2'],
  ])('leads back to the decision from %s', (_name, tail) => {
    expect(decisionIdOf(`${uuidDigits(UUID)}${tail}`)).toBe(UUID);
  });

  it.each(['okxorder312269865356374016', 'mine', `${uuidDigits(UUID)}Q`])('leads to no decision from %s', (id) => {
    expect(decisionIdOf(id)).toBeNull();
  });
});

describe('the id of a protective order', () => {
  it('is its entry’s with a letter', () => {
    expect(legId('entry1', 'stop_loss')).toBe('entry1S');
    expect(legId('entry1', 'take_profit', 2)).toBe('entry1T2');
  });

  it('of an entry with the longest id still fits, and differs from a sibling’s', () => {
    const one = legId(`${'a'.repeat(31)}b`, 'protection');
    const other = legId(`${'a'.repeat(31)}c`, 'protection');
    expect(one).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(one).not.toBe(other);
  });
});

describe('an order without an id of its client', () => {
  it('is named by OKX’s id, which the name gives back', () => {
    expect(venueIdOf(foreignId('order', '312269865356374016'))).toBe('312269865356374016');
    expect(venueIdOf(`${foreignId('algo', '77')}S`)).toBe('77');
  });

  it('is not confused with an order of ours', () => {
    expect(venueIdOf(`${uuidDigits(UUID)}E`)).toBeNull();
  });
});
