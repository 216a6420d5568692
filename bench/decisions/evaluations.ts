import type { LoggedEvaluation } from '../../src/ports/decision-log.ts';

export const DECISIONS = 10;
const INSTRUMENTS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LTC', 'LINK', 'AVAX', 'DOT'];
const BEGIN = Date.UTC(2026, 0, 1);
const CYCLE_MS = 300_000;

/** Evaluations as a five-minute cycle over ten symbols makes them: each prompt is new, a third of it in figures. */
export function makeEvaluations(count: number): readonly LoggedEvaluation[] {
  return Array.from({ length: count }, (_, cycle) => {
    const at = BEGIN + cycle * CYCLE_MS;
    const decisions = INSTRUMENTS.slice(0, DECISIONS).map((base, index) => decision(cycle, index, `${base}-USDT-SWAP`));
    return {
      evaluationId: uuid(cycle, 0xffff),
      at,
      trigger: 'interval',
      provider: 'scripted',
      model: 'script-1',
      templateVersion: '1',
      messages: [
        { role: 'system', content: text(10_000, 0) },
        { role: 'user', content: text(20_000, cycle + 1) },
      ],
      reply: JSON.stringify({ decisions: decisions.map(({ proposal }) => proposal) }),
      reasoning: text(8_000, cycle + 7),
      toolPayload: null,
      usage: { inputTokens: 9000, cachedInputTokens: 3000, outputTokens: 1200, reasoningTokens: 800 },
      costUsd: '0.0021',
      finishReason: 'stop',
      abstained: null,
      repairs: [],
      judgeView: null,
      pauseCycles: 0,
      decisions,
    };
  });
}

function decision(cycle: number, index: number, instrument: string) {
  const price = String(50_000 + ((cycle * 37 + index * 11) % 1000));
  const proposal = {
    action: 'buy',
    symbol: instrument,
    size: '0.1',
    leverage: '3',
    stop: price,
    target: price,
    confidence: '0.7',
    riskThesis: text(200, cycle + index),
    maxPain: text(100, cycle + index + 1),
  };
  return {
    decisionId: uuid(cycle, index),
    index,
    action: 'buy' as const,
    instrument,
    confidence: '0.7',
    costUsd: '0.00021',
    proposal,
    source: JSON.stringify(proposal),
  };
}

function uuid(cycle: number, index: number): string {
  return `01890a5d-ac96-774b-${index.toString(16).padStart(4, '0')}-${cycle.toString(16).padStart(12, '0')}`;
}

/** So many characters of words and figures. */
function text(length: number, seed: number): string {
  let written = '';
  for (let line = 0; written.length < length; line++) {
    const figure = ((seed * 7919 + line * 104_729) % 1_000_003) / 100;
    written += `${line} open ${figure} high ${figure + 12.5} low ${figure - 7.25} close ${figure + 3.75}\n`;
  }
  return written.slice(0, length);
}
