import type { Canaries } from './canary.ts';
import type { PromptTemplate, TemplateSettings } from './template.ts';

const CANARIES: Canaries = {
  instrument: 'EXAMPLE-USDT-SWAP',
  size: '0.01234567',
  leverage: '1.23',
  limit: '9876543.21',
  stop: '9765432.12',
  target: '9988776.65',
  confidence: '0.6543',
  maxLoss: '1234.5678',
  valueAtRisk: '2345.6789',
  targetExposureFraction: '0.01518381',
  maxDrawdownFraction: '0.01357913',
};

/** The first version: one JSON object, one decision per symbol that is worth one. */
export const TEMPLATE_V1: PromptTemplate = { version: 'v1', canaries: CANARIES, fixed };

function fixed(settings: TemplateSettings): string {
  return [role(settings), rules(settings), schema(settings), example(), closing(settings)].join('\n\n');
}

function role({ symbols, accountCurrency }: TemplateSettings): string {
  return [
    '# Task',
    `You manage a trading account in ${accountCurrency}. At each cycle you see the market, the account and what became of earlier decisions, and you answer with decisions as JSON. A program checks every decision and carries out what passes; it does not guess what you meant.`,
    `You may trade: ${symbols.join(', ')}. No other symbol is accepted.`,
  ].join('\n');
}

function rules(settings: TemplateSettings): string {
  const { riskMode, minConfidence, maxLeverage, maxPositionMarginFraction } = settings;
  const { maxGrossNotionalMultiple, maxDailyLoss, maxDrawdownFraction, accountCurrency } = settings;
  const lines = [
    '# Rules',
    '- Actions: `buy` opens or enlarges a long, `sell` opens or enlarges a short, `close` ends the position of the symbol and takes back entries that rest, `hold` keeps both, `no_entry` stays out and takes back entries that rest. There are no other actions.',
    '- At most one decision per symbol. A symbol without a decision is left as it is.',
    '- `size` is the initial margin as a fraction of equity: 0.1 with leverage 3 is a position worth 0.3 of the equity. Sizes are rounded down to the lot; one below the minimum is refused, never raised.',
    '- `stop` of a buy lies below the live price and `target` above it; of a sell the other way round. Both are prices of the symbol itself, at its tick.',
    '- `limit` is the price that a resting entry waits for; without it the entry is a market order.',
    `- An entry needs a \`confidence\` of at least ${minConfidence}, from 0 to 1, and it should mean what it says: of decisions stated at 0.7, seven in ten should turn out right. A \`close\` needs none.`,
    '- Symbols marked STALE may be reduced and closed only.',
    '- A position is enlarged by another `buy` or `sell` in its direction. To turn it around, close it first and enter in a later cycle.',
    '- State the risk of each entry as figures; they are compared with what follows. Use null for a figure that you cannot give.',
    `- ${riskMode === 'enforce' ? 'Limits, enforced by the program' : 'Limits of the account, watched and recorded'}: leverage ${maxLeverage}, margin of one position ${maxPositionMarginFraction} of equity, all positions together ${maxGrossNotionalMultiple} times equity, loss of a UTC day ${maxDailyLoss} ${accountCurrency}, drawdown ${maxDrawdownFraction}. At the last two nothing opens any more.`,
    '- `pauseCycles` skips that many of the coming cycles when nothing can be gained by looking; 0 otherwise.',
  ];
  if (settings.hasTools)
    lines.push('- Tools look things up and change nothing. Call them only where the answer could change a decision.');
  return lines.join('\n');
}

function schema({ symbols }: TemplateSettings): string {
  return [
    '# Answer',
    'One JSON object and nothing else: no fence, no comment, no text around it. Numbers are plain JSON numbers.',
    '{',
    '  "decisions": [',
    '    {',
    '      "action": "buy" | "sell" | "hold" | "close" | "no_entry",',
    `      "symbol": ${symbols.map((symbol) => JSON.stringify(symbol)).join(' | ')},`,
    '      "size": number | null,          // entries: initial margin as a fraction of equity',
    '      "leverage": number | null,',
    '      "limit": number | null,',
    '      "stop": number | null,',
    '      "target": number | null,',
    '      "confidence": number,           // 0 to 1',
    '      "proposedTrade": string,        // the trade in a sentence',
    '      "riskThesis": string,           // why it should work, and what would show that it does not',
    '      "maxPain": string,              // the worst scenario for this decision',
    '      "recoveryPlan": string,         // what to do then: exit, hedge, wait',
    '      "statedRisk": {',
    '        "targetExposureFraction": number | null,  // value of the resulting position over equity',
    '        "maxLoss": number | null,                 // in account currency, at the stop',
    '        "valueAtRisk": number | null,             // in account currency, one day, 95 %',
    '        "maxDrawdownFraction": number | null      // of the account, from this decision',
    '      }',
    '    }',
    '  ],',
    '  "pauseCycles": number',
    '}',
  ].join('\n');
}

function example(): string {
  const number = Number;
  const reply = {
    decisions: [
      {
        action: 'buy',
        symbol: CANARIES.instrument,
        size: number(CANARIES.size),
        leverage: number(CANARIES.leverage),
        limit: number(CANARIES.limit),
        stop: number(CANARIES.stop),
        target: number(CANARIES.target),
        confidence: number(CANARIES.confidence),
        proposedTrade: 'Buy the break of the range.',
        riskThesis: 'Volume rises with price; a close back inside the range would show that I am wrong.',
        maxPain: 'A gap through the stop on news.',
        recoveryPlan: 'Leave at the stop and stay out for two cycles.',
        statedRisk: {
          targetExposureFraction: number(CANARIES.targetExposureFraction),
          maxLoss: number(CANARIES.maxLoss),
          valueAtRisk: number(CANARIES.valueAtRisk),
          maxDrawdownFraction: number(CANARIES.maxDrawdownFraction),
        },
      },
    ],
    pauseCycles: 0,
  };
  return [
    '# Example of the form',
    'Its symbol does not exist and its numbers are impossible: a decision that carries one of them is refused.',
    JSON.stringify(reply),
  ].join('\n');
}

function closing({ riskMode }: TemplateSettings): string {
  const owner =
    riskMode === 'observe'
      ? 'You own the risk: within what the exchange accepts, your figures are traded as you state them.'
      : 'A decision beyond a limit is cut down to it or refused, and you are told which.';
  return `# Before you answer\n${owner} Look at what was refused before and do not propose the same again unless what it was refused for has changed. Staying out is a decision.`;
}
