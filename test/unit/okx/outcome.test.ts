import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { type CommandKind, outcomesOf, outcomesOfFailure, replyOf } from '../../../src/okx/outcome.ts';
import { rateRefusalOf, readErrorOf } from '../../../src/okx/venue-error.ts';

const sent = (kind: CommandKind, ...ids: string[]) => ({ kind, endpoint: `POST trade/${kind}`, ids });
const item = (fields: object) => ({ ordId: '', clOrdId: 'a', sCode: '0', sMsg: '', ...fields });
const answer = (code: string, data: readonly object[], status = 200) => ({ status, json: { code, msg: '', data } });
const one = (kind: CommandKind, code: string, fields: object, status = 200) =>
  outcomesOf(sent(kind, 'a'), answer(code, [item(fields)], status))[0];

describe('an order that was sent', () => {
  it('is accepted when OKX gives it an id', () => {
    expect(one('place', '0', { ordId: '7' })).toMatchObject({ outcome: 'accepted', item: { ordId: '7' } });
  });

  it('is accepted as a condition when OKX gives it an algo id', () => {
    const reply = answer('0', [{ algoId: '9', algoClOrdId: 'a', sCode: '0' }]);
    expect(outcomesOf(sent('place', 'a'), reply)[0]).toMatchObject({ outcome: 'accepted', item: { algoId: '9' } });
  });

  it.each([
    ['a yes without an id', answer('0', [item({ ordId: '' })])],
    ['a yes without an item', answer('0', [])],
    ['a no without an item', answer('1', [])],
    ['a body that is no JSON', { status: 200, json: undefined }],
    ['a gateway’s page', { status: 502, json: undefined }],
    ['too many requests, said by a gateway', { status: 429, json: undefined }],
    ['JSON that is no envelope', { status: 200, json: ['hello'] }],
    ['an item of another form', answer('0', [{ ordId: 5, sCode: {} }])],
    ['a time-out of the exchange', answer('1', [item({ sCode: '51149' })], 500)],
    ['a time-out of the order', answer('1', [item({ sCode: '51054' })], 500)],
    ['a time-out of the service', answer('50004', [], 400)],
    ['maintenance', answer('50001', [], 503)],
    ['overload', answer('50013', [], 429)],
    ['a fault', answer('50026', [], 500)],
    ['a refusal with a status of the gateway', answer('51000', [], 502)],
    ['a code that nobody knows', answer('50999', [])],
  ])('has an unknown outcome after %s', (_name, reply) => {
    const [outcome] = outcomesOf(sent('place', 'a'), reply);
    expect(outcome).toMatchObject({ outcome: 'unknown', cause: { advice: { retry: 'lookup' } } });
  });

  it('is refused by its item’s code, whatever the envelope says', () => {
    expect(one('place', '0', { sCode: '51008', sMsg: 'Insufficient margin', subCode: '1000' })).toEqual({
      outcome: 'refused',
      reason: 'insufficient_margin',
      venueCode: '51008',
      venueMessage: expect.stringContaining('Insufficient margin'),
      figures: { subCode: '1000' },
    });
  });

  it.each([
    ['50011', 'net/rate_limited'],
    ['50061', 'net/rate_limited'],
    ['50040', 'net/rate_limited'],
  ])('refused for the rate with %s was not executed', (code) => {
    const [outcome] = outcomesOf(sent('place', 'a'), answer(code, [], 429));
    expect(outcome).toEqual({ outcome: 'not_executed', retryAfterMs: 1000, venueCode: code });
  });

  it.each(['51016', '50071'])('whose id is live (%s) is to be looked up, not refused', (sCode) => {
    const outcome = one('place', '1', { sCode });
    expect(outcome).toMatchObject({ outcome: 'duplicate_live', venueCode: sCode });
    expect(outcome && replyOf(outcome)).toMatchObject({ outcome: 'unknown', cause: { advice: { retry: 'lookup' } } });
  });

  it.each(['50036', '50037'])('that came too late (%s) is refused as expired', (code) => {
    expect(outcomesOf(sent('place', 'a'), answer(code, []))[0]).toMatchObject({
      outcome: 'refused',
      reason: 'expired',
    });
  });

  it('is refused when the key is', () => {
    expect(outcomesOf(sent('place', 'a'), answer('50101', [], 401))[0]).toMatchObject({
      outcome: 'refused',
      reason: 'account_restricted',
      venueCode: '50101',
    });
  });
});

describe('a cancel', () => {
  it.each(['51400', '51401', '51402', '51405', '51416'])(
    'answered with %s leads to a read, not to a conclusion',
    (sCode) => {
      const outcome = one('cancel', '1', { sCode });
      expect(outcome?.outcome).toBe('query');
      expect(outcome && replyOf(outcome)).toMatchObject({ outcome: 'refused', reason: 'order_not_found' });
    },
  );

  it('of an order that is being canceled is accepted', () => {
    expect(one('cancel', '1', { sCode: '51410' })?.outcome).toBe('accepted');
  });

  it('that timed out is in doubt', () => {
    expect(one('cancel', '1', { sCode: '51412' })?.outcome).toBe('unknown');
  });
});

describe('a change', () => {
  it.each(['51503', '51509', '51510'])('of what is gone (%s) leads to a read', (sCode) => {
    expect(one('amend', '1', { sCode })?.outcome).toBe('query');
  });

  it('to a price that would trade at once is refused', () => {
    expect(one('amend', '1', { sCode: '51511' })).toMatchObject({ outcome: 'refused', reason: 'would_take_liquidity' });
  });

  it('while three are under way was not executed', () => {
    expect(one('amend', '1', { sCode: '51513' })).toMatchObject({ outcome: 'not_executed', retryAfterMs: 250 });
  });

  it('whose request id was used is refused, and no order is adopted', () => {
    expect(one('amend', '1', { sCode: '50071' })?.outcome).toBe('refused');
  });
});

describe('a setting', () => {
  it('is accepted without an item’s code', () => {
    expect(outcomesOf(sent('setting', 'x'), answer('0', [{ lever: '3' }]))[0]?.outcome).toBe('accepted');
  });

  it('that orders forbid is refused', () => {
    expect(outcomesOf(sent('setting', 'x'), answer('59107', []))[0]).toMatchObject({
      outcome: 'refused',
      reason: 'leverage_not_allowed',
    });
  });
});

describe('a batch', () => {
  it('has an outcome for each order, found by its id', () => {
    const reply = answer('2', [item({ clOrdId: 'b', sCode: '51020' }), item({ clOrdId: 'a', ordId: '7' })]);
    expect(outcomesOf(sent('place', 'a', 'b'), reply).map(({ outcome }) => outcome)).toEqual(['accepted', 'refused']);
  });

  it('is in doubt about an order that the answer leaves out', () => {
    const reply = answer('2', [item({ clOrdId: 'a', ordId: '7' })]);
    expect(outcomesOf(sent('place', 'a', 'b'), reply).map(({ outcome }) => outcome)).toEqual(['accepted', 'unknown']);
  });

  it('refused for the rate was executed in no part', () => {
    const outcomes = outcomesOf(sent('place', 'a', 'b'), answer('50011', []));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['not_executed', 'not_executed']);
  });
});

describe('a call without an answer', () => {
  const failure = (details: object, code: 'net/timeout' | 'net/unreachable' | 'net/rate_limited' = 'net/timeout') =>
    outcomesOfFailure(sent('place', 'a'), new ConnectivityError('No answer.', { code, details: { ...details } }))[0];

  it('that cannot have been sent was not executed', () => {
    expect(failure({}, 'net/unreachable')?.outcome).toBe('not_executed');
    expect(failure({ sent: false })?.outcome).toBe('not_executed');
    expect(failure({}, 'net/rate_limited')?.outcome).toBe('not_executed');
  });

  it('that may have been sent is in doubt, with the error as its cause', () => {
    expect(failure({})).toMatchObject({ outcome: 'unknown', cause: { code: 'net/timeout' } });
    expect(failure({ sent: true })?.outcome).toBe('unknown');
  });

  it('that broke with a foreign error is in doubt', () => {
    const [outcome] = outcomesOfFailure(sent('place', 'a'), new TypeError('other side closed'));
    expect(outcome).toMatchObject({ outcome: 'unknown', cause: { code: 'net/connection_lost' } });
  });
});

describe('the answer to a read', () => {
  it.each([
    ['an unreadable body', { status: 502, json: undefined }, 'after'],
    ['overload', answer('50013', [], 429), 'after'],
    ['a time-out', answer('50004', []), 'after'],
    ['the rate', answer('50011', [], 429), 'after'],
    ['a wrong key', answer('50111', [], 401), 'never'],
    ['no such order', answer('51603', []), 'never'],
  ])('that is no for %s says whether to ask again', (_name, reply, retry) => {
    expect(readErrorOf('GET x', reply)?.advice.retry).toBe(retry);
  });

  it('that is a yes has nothing wrong', () => {
    expect(readErrorOf('GET x', answer('0', []))).toBeNull();
  });
});

describe('a refusal for the rate', () => {
  it('is told to the limiter', () => {
    expect(rateRefusalOf('POST x', answer('50011', []))).toMatchObject({
      code: 'net/rate_limited',
      advice: { retry: 'after', delayMs: 1000 },
    });
  });

  it.each([
    ['a yes', answer('0', [item({ ordId: '7' })])],
    ['another refusal', answer('51008', [])],
    ['a batch of which a part was taken', answer('2', [item({ ordId: '7' })])],
    ['no answer', { status: 429, json: undefined }],
  ])('is not %s', (_name, reply) => {
    expect(rateRefusalOf('POST x', reply)).toBeNull();
  });
});
