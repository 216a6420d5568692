import { Mismatch } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import { LIMIT, type LimiterResult } from './venue.ts';

/** Five full windows and the first request of the sixth: ten seconds at the allowed rate. */
const SIZE = 5 * LIMIT + 1;

export const suite = defineSuite<number, LimiterResult>({
  name: 'limiter',
  title: 'Limiter: 301 requests at once under a limit of 60 in 2 s, to a server on loopback that counts them',
  unit: 'request',
  size: SIZE,
  start: 'cold',
  rounds: 5,
  input: (size) => size,
  contestants: {
    allowed: async () => (await import('./allowed-rate.ts')).contestant,
    brokerkit: async () => (await import('./brokerkit.ts')).contestant,
  },
  timed: ['allowed', 'brokerkit'],
  verify,
  claims: [
    {
      text: 'request ring, rate against the allowed rate',
      contestant: 'brokerkit',
      against: 'allowed',
      measure: 'speed',
      target: 0.95,
    },
  ],
  notes: [
    `Every run of brokerkit, timed or not, fails when any span of 2 s holds more than ${LIMIT} arrivals.`,
    'The allowed rate is a fixed schedule of full bursts; it keeps nothing in hand for what arrives late.',
  ],
});

async function verify(ask: Ask<LimiterResult>): Promise<void> {
  const { arrived, fullestWindow } = await ask('brokerkit', SIZE);
  if (arrived !== SIZE) throw new Mismatch(`limiter: ${arrived} of ${SIZE} requests arrived`);
  if (fullestWindow > LIMIT) throw new Mismatch(`limiter: ${fullestWindow} requests in one window of ${LIMIT}`);
}
