import { describe, expectTypeOf, it } from 'vitest';
import { type BrokerError, ConnectivityError, type ErrorCode, isBrokerError } from '../../src/errors/index.ts';

describe('an error', () => {
  it('takes only codes of its family', () => {
    void new ConnectivityError('x', { code: 'net/timeout' });
    // @ts-expect-error the code belongs to another family
    void new ConnectivityError('x', { code: 'venue/stale' });
  });

  it('has a code from a closed list', () => {
    expectTypeOf<string>().not.toExtend<ErrorCode>();
    expectTypeOf<BrokerError['code']>().toEqualTypeOf<ErrorCode>();
  });

  it('is recognised from unknown', () => {
    const caught: unknown = null;
    if (isBrokerError(caught)) expectTypeOf(caught).toEqualTypeOf<BrokerError>();
  });
});
