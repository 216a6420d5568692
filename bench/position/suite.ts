import { expectSame, Mismatch } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import { type Fills, makeFills } from './fills.ts';
import type { PositionResult } from './result.ts';

const SIZE = 4_000_000;

/** Those that are held to the bigints, digit by digit. */
const EXACT: readonly string[] = ['brokerkit'];

export const suite = defineSuite<Fills, PositionResult>({
  name: 'position',
  title: 'Position update: 4,000,000 fills that open, add, reduce, close and flip one position',
  unit: 'fill',
  size: SIZE,
  start: 'warm',
  rounds: 5,
  input: makeFills,
  contestants: {
    bigint: async () => (await import('./bigint-position.ts')).contestant,
    float: async () => (await import('./float-position.ts')).contestant,
    brokerkit: async () => (await import('./brokerkit.ts')).contestant,
  },
  timed: ['float', 'bigint', ...EXACT],
  verify,
  claims: [
    {
      text: "exchange core's position update, time against floating arithmetic",
      contestant: 'brokerkit',
      against: 'float',
      measure: 'time',
      target: 2,
    },
  ],
  notes: ['Fills come from columns; no order, event or result object is in either time.'],
});

async function verify(ask: Ask<PositionResult>): Promise<void> {
  const right = await ask('bigint', SIZE);
  for (const contestant of EXACT)
    expectSame(`position, ${contestant} against bigints`, right, await ask(contestant, SIZE));
  // Not exact, but the same thing: within a millionth of the cash that moved.
  const float = await ask('float', SIZE);
  for (const field of ['cash', 'fees'] as const) {
    const off = Math.abs(Number(float[field]) - Number(right[field]));
    if (!(off <= Math.abs(Number(right.fees)) * 1e-6))
      throw new Mismatch(`position, ${field} in floating arithmetic is off by ${off} USDT`);
  }
}
