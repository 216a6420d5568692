import type { LoggedEvaluation } from '../../src/ports/decision-log.ts';
import { expectSame } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import { inPglite, onServer, type Written } from './databases.ts';
import { makeEvaluations } from './evaluations.ts';

const SIZE = 100;
const TARGET = 1.5;

export const suite = defineSuite<readonly LoggedEvaluation[], Written>({
  name: 'decision-write',
  title: 'Decision write: 100 evaluations of 10 decisions with 42 kB of prompt, reasoning and reply',
  unit: 'evaluation',
  size: SIZE,
  start: 'cold',
  rounds: 5,
  input: makeEvaluations,
  contestants: {
    'bare-server': async () => (await import('./bare.ts')).bare('ten bare inserts, PostgreSQL server', onServer),
    'brokerkit-server': async () =>
      (await import('./brokerkit.ts')).brokerkit('brokerkit, PostgreSQL server', onServer),
    'bare-pglite': async () => (await import('./bare.ts')).bare('ten bare inserts, PGlite', inPglite),
    'brokerkit-pglite': async () => (await import('./brokerkit.ts')).brokerkit('brokerkit, PGlite', inPglite),
  },
  timed: ['bare-server', 'brokerkit-server', 'bare-pglite', 'brokerkit-pglite'],
  verify,
  claims: [
    {
      text: 'decision log, time against ten bare inserts in one transaction, server',
      contestant: 'brokerkit-server',
      against: 'bare-server',
      measure: 'time',
      target: TARGET,
    },
    {
      text: 'decision log, time against ten bare inserts in one transaction, PGlite',
      contestant: 'brokerkit-pglite',
      against: 'bare-pglite',
      measure: 'time',
      target: TARGET,
    },
  ],
  notes: [
    'Each side writes the same 100 evaluations to three other portfolios first, until its code is compiled.',
    'The bare inserts write the rows of the decisions alone, into a table of the same columns and indexes.',
    'brokerkit writes the evaluation, the payloads with their hashes and the foreign keys besides.',
  ],
});

async function verify(ask: Ask<Written>): Promise<void> {
  const right = await ask('bare-server', SIZE);
  for (const contestant of ['brokerkit-server', 'bare-pglite', 'brokerkit-pglite']) {
    expectSame(`decision-write, ${contestant} against bare inserts`, right, await ask(contestant, SIZE));
  }
}
