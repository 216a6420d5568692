import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { ConnectivityError, VenueError } from '../../../src/errors/index.ts';
import { redactor } from '../../../src/observability/redactor.ts';

const SECRET = 'p4ss "phrase" / + ü';
const redact = redactor([SECRET, 'a1b2c3d4-key']);
const written = (value: unknown): string => JSON.stringify(redact.value(value));

describe('a value that is known to be secret', () => {
  it.each([
    ['as it is', SECRET],
    ['in the middle of a sentence', `The phrase is ${SECRET}, as ever.`],
    ['in JSON within a text', JSON.stringify({ note: SECRET })],
    ['in an address', `https://example.com/?q=${encodeURIComponent(SECRET)}`],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for addresses', Buffer.from(SECRET).toString('base64url')],
    ['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
    ['as the name of a field', { [SECRET]: 1 }],
    ['deep within', { a: [{ b: new Map([['c', new Set([SECRET])]]) }] }],
    ['in what a value says of itself', { toJSON: () => ({ said: SECRET }) }],
    ['in an error', new Error(`refused: ${SECRET}`)],
    ['in the cause of a cause', new Error('a', { cause: new Error('b', { cause: new Error(SECRET) }) })],
    [
      'in the details of an error of ours',
      new VenueError('x', { code: 'venue/failed', details: { venueMessage: `bad ${SECRET}` } }),
    ],
    ['in several errors at once', new AggregateError([new Error(SECRET)], 'many')],
    ['in headers', new Headers({ 'x-note': encodeURIComponent(SECRET) })],
    ['in an address as an object', new URL(`https://example.com/${encodeURIComponent(SECRET)}`)],
  ])('is not written: %s', (_where, planted) => {
    const text = written(planted);
    for (const form of [
      SECRET,
      JSON.stringify(SECRET).slice(1, -1),
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString('base64').replace(/=+$/, ''),
      Buffer.from(SECRET).toString('hex'),
    ]) {
      expect(text).not.toContain(form);
    }
    expect(text).toContain('[redacted]');
  });

  it('leaves no half where a text is cut', () => {
    expect(redact.text(`${'x'.repeat(7_995)}${SECRET}`)).not.toContain(SECRET.slice(0, 4));
  });

  it.each([
    ['letters without an end', 'a'],
    ['beginnings of addresses', 'a.'],
    ['addresses without an end', 'a://'],
    ['names of secrets', 'token '],
  ])('costs no more than a moment in a long text of %s', (_what, part) => {
    const begun = performance.now();
    redact.text(part.repeat(60_000));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('is found wherever it stands in a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(redact.text(`${before}a1b2c3d4-key${after}`)).not.toContain('a1b2c3d4-key');
      }),
    );
  });
});

describe('what stands under the name of a secret', () => {
  it.each([
    'apiKey',
    'api_key',
    'OK-ACCESS-KEY',
    'OK-ACCESS-SIGN',
    'OK-ACCESS-PASSPHRASE',
    'secretKey',
    'OKX_DEMO_SECRET_KEY',
    'passphrase',
    'password',
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'set-cookie',
    'accessToken',
    'slackWebhookUrl',
    'DATABASE_URL',
    'clientSecret',
    'sign',
  ])('is not written: %s', (name) => {
    const planted = { deep: [{ [name]: 'unknown-value' }], headers: [name, 'unknown-value'] };
    expect(written(planted)).not.toContain('unknown-value');
    expect(written(new Map([[name, { nested: 'unknown-value' }]]))).not.toContain('unknown-value');
    expect(written(new Headers([[name, 'unknown-value']]))).not.toContain('unknown-value');
  });

  it('is written where the name only sounds like one', () => {
    const plain = { promptTokens: 12, key: 'drift', instrument: 'BTC-USDT-SWAP', signal: 'up', design: 'x' };
    expect(redact.value(plain)).toEqual(plain);
  });
});

describe('what looks like a secret in a text', () => {
  it.each([
    ['credentials in an address', 'postgres://trader:hunter22@db.example/trading', 'hunter22'],
    ['a password alone in an address', 'redis://:hunter22@cache.example', 'hunter22'],
    ['a key of a model', 'asked with sk-0123456789abcdef', '0123456789abcdef'],
    ['a bearer', 'authorization: Bearer abcdef0123456', 'abcdef0123456'],
    ['a webhook', 'https://hooks.slack.com/services/T000/B000/abcdef', 'abcdef'],
    ['a query', 'GET /path?apiKey=abcdef12&x=1', 'abcdef12'],
    ['a line of a file', 'OKX_DEMO_SECRET_KEY=abcdef12', 'abcdef12'],
    ['JSON', '{"passphrase":"abcdef12"}', 'abcdef12'],
    ['JSON within JSON', '{\\"passphrase\\":\\"abcdef12\\"}', 'abcdef12'],
  ])('is not written: %s', (_what, text, secret) => {
    expect(redactor().text(text)).not.toContain(secret);
  });

  it('leaves the host of an address to be seen', () => {
    expect(redactor().text('postgres://trader:hunter22@db.example/trading')).toContain('@db.example/trading');
  });
});

describe('everything else', () => {
  it('comes out as plain values', () => {
    const fields = { at: new Date(0), exact: new Decimal('0.0000000150'), big: 10n, none: null, list: [1, true] };
    expect(redact.value(fields)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      exact: '0.000000015',
      big: '10',
      none: null,
      list: [1, true],
    });
  });

  it('keeps code, advice, details and causes of an error', () => {
    const error = new ConnectivityError('No answer.', {
      code: 'net/timeout',
      details: { request: 'POST trade/order' },
      cause: new Error('socket'),
    });
    expect(redact.value(error)).toMatchObject({
      name: 'ConnectivityError',
      message: 'No answer.',
      code: 'net/timeout',
      details: { request: 'POST trade/order' },
      cause: { message: 'socket' },
    });
  });

  it('ends where values contain themselves', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(redact.value(circle)).toEqual({ self: '[circular]' });
  });

  it('survives whatever cannot be read', () => {
    const hostile = {
      get broken(): string {
        throw new Error('no');
      },
    };
    expect(redact.value({ hostile })).toEqual({ hostile: '[unreadable]' });
  });

  it('never throws and always gives JSON', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => JSON.stringify(redact.value(value))).not.toThrow();
      }),
    );
  });
});
