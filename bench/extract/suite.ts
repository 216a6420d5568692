import { Mismatch } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import { extracting, parsing } from './contestants.ts';
import { makeReplies, type Replies } from './replies.ts';

const SIZE = 100_000;
const TIMED = ['prose', 'json', 'miswritten'] as const;

export const suite = defineSuite<Replies, number>({
  name: 'pipeline-extract',
  title: 'Pipeline: ten decisions read out of a reply of 100,000 characters, 200 times',
  unit: 'run',
  size: SIZE,
  start: 'cold',
  rounds: 5,
  input: makeReplies,
  contestants: {
    parse: async () => parsing('JSON.parse on JSON alone'),
    prose: async () => extracting('a fence after prose', 'prose'),
    json: async () => extracting('JSON alone', 'json'),
    miswritten: async () => extracting('single quotes and stray commas', 'miswritten'),
  },
  timed: ['parse', ...TIMED],
  verify,
  claims: TIMED.map((contestant) => ({
    text: `${contestant}: 95 of 100 extractions are done`,
    contestant,
    measure: 'p95' as const,
    target: 5,
  })),
  notes: ['Each extraction is timed by itself, those before the code is compiled included.'],
});

async function verify(ask: Ask<number>): Promise<void> {
  for (const contestant of ['parse', ...TIMED]) {
    const decisions = await ask(contestant, SIZE);
    if (decisions !== 10) throw new Mismatch(`pipeline-extract, ${contestant} read ${decisions} of 10 decisions`);
  }
}
