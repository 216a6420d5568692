import { afterEach, describe, expect, it } from 'vitest';
import { VenueError } from '../../../src/errors/index.ts';
import { observedStores } from '../../../src/observability/observed-stores.ts';
import { structuredLogger } from '../../../src/observability/structured-logger.ts';
import { TradeLog } from '../../../src/observability/trade-log.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { DecisionLog } from '../../../src/ports/decision-log.ts';
import { anEvaluation } from '../../../src/testing/contract-stores/records.ts';
import { aBuy, BTC, reply } from '../pipeline/builders/cycles.ts';
import { aPino, type LogLine } from './builders/log-lines.ts';
import { anObservedRun, type ObservedRun } from './builders/observed-run.ts';

const SECRET = 'the-passphrase-of-ann';
const runs: ObservedRun[] = [];
afterEach(async () => {
  for (const { pipeline } of runs.splice(0)) await pipeline.stop();
});

async function aRun(text: string = reply(aBuy())) {
  const { sink, lines, text: written } = aPino();
  const logger = structuredLogger({ sink, secrets: [SECRET] });
  const log = new TradeLog({ logger, mode: 'simulator' });
  const run = anObservedRun(() => text, {
    logger,
    watch: (broker) => void log.watch(broker),
    evaluated: (evaluation) => log.evaluated(evaluation),
    cycle: (report) => log.cycle(report),
  });
  runs.push(run);
  await run.begin();
  const said = (part: string): readonly LogLine[] => lines().filter(({ msg }) => String(msg).includes(part));
  return { run, log, logger, lines, said, written };
}

describe('a decision that is carried out', () => {
  it('is told by intent, orders, fill and position under one decision and one evaluation', async () => {
    const { lines, said } = await aRun();
    const [decided] = said('The model decided: buy');
    const story = lines().filter(({ decisionId }) => decisionId === decided?.decisionId);
    expect(new Set(story.map(({ evaluationId }) => evaluationId))).toEqual(new Set([decided?.evaluationId]));
    expect(new Set(story.map(({ category }) => category))).toEqual(new Set(['trade.intent', 'trade.execution']));
  });

  it('is told before its orders', async () => {
    const { lines } = await aRun();
    const messages = lines().map(({ msg }) => String(msg));
    const decided = messages.findIndex((message) => message.startsWith('The model decided'));
    const sent = messages.findIndex((message) => message.startsWith('An order is'));
    expect(decided).toBeGreaterThanOrEqual(0);
    expect(decided).toBeLessThan(sent);
  });

  it('says of every line in which mode it was', async () => {
    const { lines } = await aRun();
    const traded = lines().filter(({ category }) => category !== undefined);
    expect(new Set(traded.map(({ mode }) => mode))).toEqual(new Set(['simulator']));
  });

  it('names the order of every fill, with money as exact text', async () => {
    const { said } = await aRun();
    const [filled] = said('An order filled');
    expect(filled).toMatchObject({ category: 'trade.execution', instrument: BTC, fillPrice: expect.any(String) });
    expect(filled?.orderId).toEqual(expect.any(String));
  });
});

describe('what goes wrong', () => {
  it('is an error of the system when the model gives no usable answer', async () => {
    const { said } = await aRun('I would rather not.');
    expect(said('A cycle came to nothing')[0]).toMatchObject({ level: 50, category: 'system.error' });
  });

  it('is an error of the system when our view and the venue’s differ', async () => {
    const { log, said } = await aRun();
    const drift = { classification: 'cash', subject: 'USDT', ours: '1', theirs: '2' } as const;
    log.told({ type: 'position.drifted', drift, sequence: 1, at: 1 });
    expect(said('differed')[0]).toMatchObject({ category: 'system.error', drift });
  });

  it('is an error of the system when a person should look', async () => {
    const { log, said } = await aRun();
    log.alert({ at: 5, kind: 'unread', message: 'The account could not be read.' });
    expect(said('could not be read')[0]).toMatchObject({ category: 'system.error', alert: 'unread' });
  });

  it('is about the market when the connection is lost', async () => {
    const { log, said } = await aRun();
    log.told({ type: 'connection.changed', state: 'lost', sequence: 1, at: 1 });
    expect(said('The connection to the venue is lost')[0]).toMatchObject({ category: 'market.data', level: 40 });
  });
});

describe('a secret that is planted', () => {
  it.each<readonly [string, (planted: Awaited<ReturnType<typeof aRun>>) => void]>([
    ['in a message', ({ logger }) => logger.warn(`refused ${SECRET}`)],
    ['in a field', ({ logger }) => logger.info('x', { deep: { list: [SECRET] } })],
    ['in a field for all lines', ({ logger }) => logger.with({ note: SECRET }).info('x')],
    ['under its name', ({ logger }) => logger.info('x', { headers: { 'OK-ACCESS-PASSPHRASE': SECRET } })],
    ['in an error', ({ logger }) => logger.error('x', { error: new Error('a', { cause: new Error(SECRET) }) })],
    [
      'in what a listener threw',
      ({ log }) =>
        log.told({ type: 'listener.failed', eventType: 'order.updated', error: new Error(SECRET), sequence: 1, at: 1 }),
    ],
    ['in an alert', ({ log }) => log.alert({ at: 1, kind: 'unread', message: `401 for ${SECRET}` })],
    [
      'in the cause of a doubt',
      ({ logger }) =>
        logger.warn('x', { cause: new VenueError('x', { code: 'venue/failed', details: { venueMessage: SECRET } }) }),
    ],
  ])('is in no line: %s', async (_where, plant) => {
    const run = await aRun();
    plant(run);
    expect(run.written()).toContain('[redacted]');
    expect(run.written()).not.toContain(SECRET);
  });

  it('is in no line when the model repeats it as its decision', async () => {
    const { written } = await aRun(reply({ ...aBuy(), riskThesis: SECRET, proposedTrade: SECRET }));
    expect(written()).not.toContain(SECRET);
  });
});

describe('a log that cannot be written', () => {
  it('stops nothing', () => {
    const broken = () => {
      throw new Error('disk full');
    };
    const logger = structuredLogger({ sink: { debug: broken, info: broken, warn: broken, error: broken } });
    expect(() => logger.error('x')).not.toThrow();
  });
});

describe('stores that are observed', () => {
  const some = () => memoryStores({ portfolioId: 'a', runtimeMode: 'simulator' });

  it('are written also where the observer fails', async () => {
    const stores = observedStores(some(), () => {
      throw new Error('observer');
    });
    const evaluation = anEvaluation(1);
    await stores.decisions.append(evaluation);
    expect((await stores.decisions.evaluation(evaluation.evaluationId))?.evaluationId).toBe(evaluation.evaluationId);
  });

  it('tell nothing of what could not be written', async () => {
    const { decisions } = some();
    const told: string[] = [];
    const failing: { readonly decisions: DecisionLog } = {
      decisions: { ...decisions, append: () => Promise.reject(new Error('away')) },
    };
    const stores = observedStores(failing, ({ evaluationId }) => void told.push(evaluationId));
    await expect(stores.decisions.append(anEvaluation(1))).rejects.toThrow('away');
    expect(told).toEqual([]);
  });

  it('say how they are when they are asked, not how they were', () => {
    let reason: string | null = null;
    const stores = observedStores(
      {
        ...some(),
        get health() {
          return { reason };
        },
      },
      () => {},
    );
    reason = 'away';
    expect(stores.health.reason).toBe('away');
  });

  it('may be of a class that hides its parts', async () => {
    class Hidden {
      readonly #stores = some();
      get decisions() {
        return this.#stores.decisions;
      }
      name(): string {
        return this.#stores.scope.portfolioId;
      }
    }
    expect(observedStores(new Hidden(), () => {}).name()).toBe('a');
  });
});
