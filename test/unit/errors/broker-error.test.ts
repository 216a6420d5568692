import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CANCEL_REASONS, DENIAL_CODES, REJECTION_REASONS } from '../../../src/domain/denial.ts';
import {
  AuthenticationError,
  assertNever,
  ConfigurationError,
  ConnectivityError,
  ERROR_CODES,
  InternalError,
  invariant,
  isBrokerError,
  ModelError,
  OrderError,
  PersistenceError,
  VenueError,
} from '../../../src/errors/index.ts';

const EXAMPLES = [
  new ConfigurationError('m', { code: 'config/invalid' }),
  new AuthenticationError('m', { code: 'auth/rejected' }),
  new ConnectivityError('m', { code: 'net/timeout' }),
  new VenueError('m', { code: 'venue/failed' }),
  new OrderError('m', { code: 'order/refused' }),
  new ModelError('m', { code: 'model/unavailable' }),
  new PersistenceError('m', { code: 'store/corrupt' }),
  new InternalError('m', { code: 'internal/invariant' }),
];

describe('an error', () => {
  it.each(EXAMPLES.map((error) => [error.name, error] as const))(
    'of the class %s has a family of its own',
    (_name, error) => {
      expect(ERROR_CODES[error.family]).toContain(error.code);
    },
  );

  it('has one class per family', () => {
    expect(EXAMPLES.map(({ family }) => family)).toEqual(Object.keys(ERROR_CODES));
  });

  it('says never, unless it knows better', () => {
    expect(new ConfigurationError('m', { code: 'config/invalid' }).advice).toEqual({ retry: 'never' });
  });

  it('keeps its cause', () => {
    const cause = new Error('inner');
    expect(new VenueError('m', { code: 'venue/failed', cause }).cause).toBe(cause);
  });

  it('has no cause where none was given', () => {
    expect(new VenueError('m', { code: 'venue/failed' })).not.toHaveProperty('cause');
  });

  it('prints itself without stack and cause', () => {
    const error = new VenueError('m', { code: 'venue/failed', cause: new Error('secret'), details: { a: 1 } });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'VenueError',
      code: 'venue/failed',
      message: 'm',
      advice: { retry: 'never' },
      details: { a: 1 },
      docs: 'docs/errors.md#venuefailed',
    });
  });
});

describe('recognising an error', () => {
  const error = new ConnectivityError('m', { code: 'net/timeout' });

  it.each<[string, unknown, boolean]>([
    ['an error of ours', error, true],
    ['an error of another copy of the package', { [Symbol.for('brokerkit.error')]: true, code: 'net/timeout' }, true],
    ['any other error', new Error('x'), false],
    ['a text', 'net/timeout', false],
    ['null', null, false],
    ['undefined', undefined, false],
  ])('answers for %s', (_what, value, expected) => {
    expect(isBrokerError(value)).toBe(expected);
  });

  it('tells codes apart', () => {
    expect([isBrokerError(error, 'net/timeout'), isBrokerError(error, 'net/closed')]).toEqual([true, false]);
  });
});

describe('an invariant', () => {
  it('that holds does nothing', () => {
    expect(() => invariant(true, 'never')).not.toThrow();
  });

  it('that does not hold stops with its details', () => {
    expect(() => invariant(false, 'lost money', { by: 3 })).toThrow(
      expect.objectContaining({ code: 'internal/invariant', message: 'lost money', details: { by: 3 } }),
    );
  });

  it('covers values that no type allows', () => {
    expect(() => assertNever('surprise' as never)).toThrow('"surprise"');
  });
});

describe('the document of errors', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  // As GitHub makes anchors: small letters, without what is no letter, digit, blank, dash or underscore.
  const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  );

  it.each(EXAMPLES.map((error) => [error.docs, error] as const))('has the anchor %s', (docs) => {
    expect(anchors).toContain(docs.split('#')[1]);
  });

  it('has an anchor for every code', () => {
    const missing = Object.values(ERROR_CODES)
      .flat()
      .filter((code) => !anchors.includes(code.replace('/', '')));
    expect(missing).toEqual([]);
  });

  it.each([
    ['rejection', REJECTION_REASONS],
    ['cancel', CANCEL_REASONS],
  ])('explains every reason of a %s', (_what, reasons) => {
    expect(reasons.filter((reason) => !text.includes(`| \`${reason}\` |`))).toEqual([]);
  });

  it('explains no code or reason that does not exist', () => {
    const known: readonly string[] = [...DENIAL_CODES, ...REJECTION_REASONS, ...CANCEL_REASONS];
    const rows = [...text.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code = '']) => code);
    expect(rows.filter((code) => !known.includes(code))).toEqual([]);
  });

  it('links only to anchors that it has', () => {
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });
});
