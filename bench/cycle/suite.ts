import { Mismatch } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import type { Cycled } from './contestant.ts';

const SIZE = 200;
const DECISIONS = 10;

export const suite = defineSuite<number, Cycled>({
  name: 'pipeline-cycle',
  title: 'Pipeline: 200 cycles over 10 symbols in 3 time frames, 10 decisions each',
  unit: 'cycle',
  size: SIZE,
  start: 'cold',
  rounds: 5,
  input: (size) => size,
  contestants: {
    brokerkit: async () => (await import('./contestant.ts')).contestant,
  },
  timed: ['brokerkit'],
  verify,
  claims: [{ text: 'own time of a cycle, the middle one of 200', contestant: 'brokerkit', measure: 'p50', target: 25 }],
  notes: [
    'From the call of run() to its report, the cycles before the code is compiled included.',
    'Counted: market and account read in this process, indicators of 30 sets of 200 bars (kept while these stay), the prompt with its count of tokens,',
    'the extraction, the record of all that in memory, the judge, about five orders through engine and simulated exchange, and feedback.',
    'Not counted: the model, and what moves the market between two cycles. There is no network.',
  ],
});

async function verify(ask: Ask<Cycled>): Promise<void> {
  const { completed, decisions, executed, fills, promptLength } = await ask('brokerkit', SIZE);
  const isWhole = completed === SIZE && decisions === SIZE * DECISIONS && executed === decisions;
  if (!isWhole || fills < SIZE || promptLength < 10_000) {
    const found = JSON.stringify({ completed, decisions, executed, fills, promptLength });
    throw new Mismatch(`pipeline-cycle did something else than ten decisions in each of ${SIZE} cycles: ${found}`);
  }
}
