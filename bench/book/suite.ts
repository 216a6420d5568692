import { expectSame } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import type { BookResult } from './result.ts';
import { type BookStream, makeStream } from './stream.ts';

const SIZE = 1_000_000;
/** As much as the plain book can bear. */
const PLAIN_SIZE = 30_000;

/** Those that report what they traded, and are held to it. */
const EXACT: readonly string[] = ['brokerkit', 'floor'];

export const suite = defineSuite<BookStream, BookResult>({
  name: 'book',
  title: 'Order book: 1,000,000 operations on one book, 60 % limit, 10 % market, 30 % cancel by id',
  unit: 'operation',
  size: SIZE,
  start: 'warm',
  rounds: 5,
  input: makeStream,
  contestants: {
    'plain-book': async () => (await import('./plain-book.ts')).contestant,
    'level-book': async () => (await import('./level-book-contestant.ts')).contestant,
    floor: async () => (await import('./lean-contestant.ts')).contestant,
    brokerkit: async () => (await import('./brokerkit.ts')).contestant,
    'nodejs-order-book': async () => (await import('./nodejs-order-book.ts')).contestant,
  },
  timed: ['nodejs-order-book', ...EXACT],
  verify,
  claims: [
    {
      text: 'exchange core with lifecycle, fees and account, speed against nodejs-order-book',
      contestant: 'brokerkit',
      against: 'nodejs-order-book',
      measure: 'speed',
      target: 25,
    },
  ],
  notes: [
    'The floor is an exchange that can do nothing but this stream: bench/book/lean-exchange.ts.',
    'Ids, prices and quantities are made before; an option object and a result object for each operation are in the time.',
    'nodejs-order-book keeps no account and charges no fees.',
  ],
});

async function verify(ask: Ask<BookResult>): Promise<void> {
  for (const [judge, size] of [
    ['plain-book', PLAIN_SIZE],
    ['level-book', SIZE],
  ] as const) {
    const right = await ask(judge, size);
    const held = ['level-book', ...EXACT].filter((contestant) => contestant !== judge);
    for (const contestant of held)
      expectSame(
        `book, ${contestant} against the ${judge} over ${size} operations`,
        right,
        await ask(contestant, size),
      );
    const peer = await ask('nodejs-order-book', size);
    expectSame(
      `book, final depth of nodejs-order-book against the ${judge} over ${size} operations`,
      { ...right, traded: null },
      peer,
    );
  }
}
