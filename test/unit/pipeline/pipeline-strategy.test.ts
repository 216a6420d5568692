import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/backtest/backtest.ts';
import { renderReport } from '../../../src/backtest/report/render-report.ts';
import { ModelError } from '../../../src/errors/index.ts';
import { candleReplay } from '../../../src/market/candle-replay.ts';
import { syntheticCandles } from '../../../src/market/synthetic-candles.ts';
import { cassette } from '../../../src/models/cassette.ts';
import { memoryCassette } from '../../../src/models/cassette-store.ts';
import { type Script, scriptedModel } from '../../../src/models/scripted-model.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { pipelineStrategy } from '../../../src/pipeline/pipeline-strategy.ts';
import { playedBack } from '../../../src/pipeline/played-back.ts';
import type { LanguageModel } from '../../../src/ports/language-model.ts';
import { BTC, countingUuids, ETH, reply } from './builders/cycles.ts';

const HOUR = 3_600_000;
const ENTRY = {
  action: 'buy',
  symbol: BTC,
  size: 0.1,
  leverage: 3,
  confidence: 0.8,
  proposedTrade: 'Follow the rise.',
  riskThesis: 'It may turn.',
};

/** Buys, asks for too much, is refused, closes, says nothing that can be read, and stands aside from then on. */
const SCRIPT: Script = (_request, index) => {
  switch (index) {
    case 0:
      return reply(ENTRY);
    case 1:
      return reply({ ...ENTRY, symbol: ETH, size: 0.9 });
    case 2:
      return reply({ ...ENTRY, confidence: 0.2 });
    case 3:
      return reply({ action: 'close', symbol: BTC, confidence: 0.7, riskThesis: 'The rise is over.' });
    case 4:
    case 5:
      return 'I cannot say.';
    default:
      return reply({ action: 'hold', symbol: ETH, confidence: 0.5 });
  }
};

async function play(model: LanguageModel = scriptedModel(SCRIPT)) {
  const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  const strategy = pipelineStrategy({
    model,
    stores,
    uuid: countingUuids(),
    symbols: [BTC, ETH],
    intervalMs: HOUR,
    frames: [300_000, HOUR],
  });
  const feed = candleReplay({ candles: syntheticCandles({ bars: 120, seed: 7 }) });
  const result = await backtest({ broker: { kind: 'simulated' }, feed, strategy, warmupBars: 24 });
  return { result, stores };
}

describe('the pipeline as a strategy', () => {
  it('leaves every decision in the result, with its reasons, its findings and its outcome', async () => {
    const { result } = await play();
    const told = result.decisions.map(({ decision, outcome, reason, findings, orders }) => ({
      does: `${decision.action} ${decision.instrument}`,
      why: decision.reasons[0],
      outcome,
      reason: reason?.code ?? null,
      found: findings.map(({ rule, effect }) => `${effect} ${rule}`),
      orders: orders.length,
    }));
    expect(told).toEqual([
      { does: `buy ${BTC}`, why: 'Follow the rise.', outcome: 'executed', reason: null, found: [], orders: 1 },
      {
        does: `buy ${ETH}`,
        why: 'Follow the rise.',
        outcome: 'clamped',
        reason: null,
        found: ['clamp position_margin_limit'],
        orders: 1,
      },
      {
        does: `buy ${BTC}`,
        why: 'Follow the rise.',
        outcome: 'denied',
        reason: 'confidence',
        found: ['refuse confidence'],
        orders: 0,
      },
      { does: `close ${BTC}`, why: 'The rise is over.', outcome: 'executed', reason: null, found: [], orders: 1 },
    ]);
    expect(result.decisionCounts).toMatchObject({ buy: 3, close: 1, hold: 3 });
  });

  it('leads from a trade to the decisions that opened and closed it', async () => {
    const { trades } = (await play()).result;
    const why = trades.map((trade) => [trade.entryDecision, trade.exitDecision].map((one) => one?.decision.reasons));
    expect(why).toEqual([[['Follow the rise.', 'It may turn.'], ['The rise is over.']]]);
  });

  it('shows what the judge found in the report, as text', async () => {
    const { result } = await play();
    const page = renderReport(result);
    expect(page).toContain('Of 4: 2 executed, 1 clamped, 1 denied');
    expect(page).toContain('Refused by confidence: Its confidence is 0.2; an entry needs 0.6.');
    expect(page).toMatch(/Made smaller by position_margin_limit [\d.]+ → [\d.]+/);
  });

  it('says at the end how often the model was asked and what came of it', async () => {
    const { result } = await play();
    expect(result.notes.at(-1)).toBe(
      'scripted: asked in 8 cycles, no usable answer in 1; 7 decisions: 2 accepted, 1 made smaller, 1 refused, 3 stood aside.',
    );
  });

  it('has written everything when the run is over', async () => {
    const { result, stores } = await play();
    const { items } = await stores.executions.listFills();
    expect(items).toHaveLength(result.fills.length);
  });

  it('is repeated from a cassette to the last byte, asking nobody', async () => {
    const store = memoryCassette();
    const model = scriptedModel(SCRIPT);
    const recorded = await play(cassette(model, { store, mode: 'record' }));
    const asked = model.requests.length;
    const replayed = await play(cassette({ provider: 'scripted', model: 'scripted' }, { store, mode: 'replay_only' }));
    expect(JSON.stringify(replayed.result)).toBe(JSON.stringify(recorded.result));
    expect([asked, model.requests.length]).toEqual([9, 9]);
  });
});

describe('a run that is played back from a cassette', () => {
  const other: Script = () => reply({ action: 'hold', symbol: BTC, confidence: 0.5 });

  async function played(store: ReturnType<typeof memoryCassette>, equity: string) {
    const reports: string[] = [];
    const run = backtest({
      broker: { kind: 'simulated', balances: { USDT: equity } },
      feed: candleReplay({ candles: syntheticCandles({ bars: 760, seed: 7 }) }),
      warmupBars: 700,
      strategy: pipelineStrategy({
        symbols: [BTC, ETH],
        model: cassette({ provider: 'scripted', model: 'script-1' }, { store, mode: 'replay_only' }),
        stores: memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' }),
        uuid: countingUuids(),
        intervalMs: HOUR,
        onReport: ({ status }) => reports.push(status),
      }),
    });
    return {
      error: await run.then(
        () => null,
        (cause: unknown) => cause,
      ),
      reports,
    };
  }

  it('ends at the first question with one error where the cassette is of another run', async () => {
    const store = memoryCassette();
    await cassette(scriptedModel(other), { store, mode: 'record' }).complete({
      messages: [{ role: 'user', content: 'Another run.' }],
    });
    const { error, reports } = await played(store, '10000');
    expect(error).toMatchObject({ code: 'model/not_recorded', details: { cassette: 'in memory' } });
    expect(String(error)).toMatch(/no answer to the question [0-9a-f]{12}… .* Record it in mode "auto" or "record"/);
    expect(reports).toEqual(['model_failed']);
  });
});

describe('a model that is watched for what was not recorded', () => {
  const missing = new ModelError('Not recorded.', { code: 'model/not_recorded' });
  const away = new ModelError('Away.', { code: 'model/unavailable' });

  it.each([
    ['the first question was not recorded', [missing], true],
    ['three in a row were not', [reply(), missing, missing, missing], true],
    ['a failure was not recorded', [reply(), missing, missing, reply(), missing], false],
    ['it fails otherwise', [away, away, away, away], false],
  ])('says so, or not, where %s', async (_what, script, isOfAnotherRun) => {
    const watched = playedBack(scriptedModel(script));
    for (const _ of script) await watched.model.complete({ messages: [] }).catch(() => {});
    const said = () => watched.expectRecorded();
    if (isOfAnotherRun) expect(said).toThrow(missing);
    else expect(said).not.toThrow();
  });
});
