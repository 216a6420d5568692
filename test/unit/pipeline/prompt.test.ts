import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { TradingContext } from '../../../src/pipeline/context/build-context.ts';
import { NO_MEMORY } from '../../../src/pipeline/context/memory-context.ts';
import { canaryFigures } from '../../../src/pipeline/prompt/canary.ts';
import { countTokens, type PromptOptions, renderPrompt } from '../../../src/pipeline/prompt/render-prompt.ts';
import type { TemplateSettings } from '../../../src/pipeline/prompt/template.ts';
import { TEMPLATE_V1 } from '../../../src/pipeline/prompt/template-v1.ts';
import { aContext, contextsOf, SYMBOLS } from './builders/contexts.ts';

const SETTINGS: TemplateSettings = {
  symbols: SYMBOLS,
  minConfidence: '0.6',
  maxLeverage: '10',
  maxPositionMarginFraction: '0.5',
  maxGrossNotionalMultiple: '10',
  maxDailyLoss: '1000',
  maxDrawdownFraction: '0.05',
  accountCurrency: 'USDT',
  riskMode: 'enforce',
  hasTools: false,
};

function prompt(context: TradingContext, options: Partial<PromptOptions> = {}) {
  return renderPrompt(context, { template: TEMPLATE_V1, settings: SETTINGS, ...options });
}

describe('the prompt', () => {
  it('reads as it did', async () => {
    const context = await aContext({
      before: async (broker) => {
        await broker.placeOrder({
          instrument: 'BTC-USDT-SWAP',
          side: 'buy',
          quantity: '0.05',
          pricing: { type: 'market' },
          protection: { stopLoss: { trigger: { price: '50000' } }, takeProfit: { trigger: { price: '90000' } } },
        });
        await broker.placeOrder({
          instrument: 'ETH-USDT-SWAP',
          side: 'buy',
          quantity: '0.5',
          pricing: { type: 'limit', price: '2500' },
        });
      },
    });
    const memory = {
      decisions: [
        {
          at: Date.UTC(2026, 0, 3),
          instrument: 'ETH-USDT-SWAP',
          action: 'sell',
          outcome: 'denied',
          message: 'The stop of 3100 is below the live price of 3200.',
        },
      ],
      trades: [
        {
          closedAt: Date.UTC(2026, 0, 2),
          instrument: 'BTC-USDT-SWAP',
          side: 'long' as const,
          quantity: new Decimal('0.02'),
          entryPrice: new Decimal('65000.123456789'),
          exitPrice: new Decimal('65500'),
          netPnl: new Decimal('8.7'),
          closedBy: 'take_profit',
          confidence: new Decimal('0.71'),
          thesis: 'The range breaks.',
          statedLoss: { valueAtRisk: null, maxLoss: new Decimal('25') },
        },
      ],
      lessons: [{ text: 'Shorts of ETH-USDT-SWAP: 1 of 8 won, net -69.00.', trades: 8 }],
      breaches: [{ at: Date.UTC(2026, 0, 1), rule: 'daily_loss_limit', message: 'The account lost 1000.' }],
    };
    const { fixed, volatile } = prompt({ ...context, memory }, { budgetTokens: 6_500 });
    await expect(`${fixed}\n\n---\n\n${volatile}\n`).toMatchFileSnapshot('snapshots/prompt-v1.txt');
  });

  it('has a fixed part that is the same bytes from cycle to cycle, before everything that changes', async () => {
    const contexts = await contextsOf({ contexts: 3 });
    const prompts = contexts.map((context) => prompt(context));
    expect(new Set(prompts.map(({ fixed }) => fixed)).size).toBe(1);
    expect(new Set(prompts.map(({ volatile }) => volatile)).size).toBe(3);
  });

  it('tells the time last', async () => {
    const { volatile, fixed } = prompt(await aContext());
    expect(volatile.trimEnd().split('\n').slice(-2)).toEqual(['# Now', '2026-01-03 10:20 UTC. Decide.']);
    expect(fixed).not.toContain('2026-01-03');
  });

  it('prints prices with as many digits as the tick has', async () => {
    const { volatile } = prompt(await aContext());
    const [, bar] = /### 5 min bars\n.*\n.*\n([^\n]+)/.exec(volatile) ?? [];
    expect(bar).toMatch(/^(\d+\.\d ){4}/);
  });

  it('uses numbers in its example that stand nowhere else', async () => {
    const { fixed, volatile } = prompt(await aContext());
    for (const figure of canaryFigures(TEMPLATE_V1.canaries)) {
      expect(fixed.split(figure)).toHaveLength(2);
      expect(volatile).not.toContain(figure);
    }
  });

  it('contains the word JSON and an example, which JSON mode needs', async () => {
    expect(TEMPLATE_V1.fixed(SETTINGS)).toMatch(/json/i);
    expect(TEMPLATE_V1.fixed(SETTINGS)).toContain('"decisions":[{');
  });

  it('says that the past could not be read', async () => {
    const context = await aContext();
    const { volatile } = prompt({ ...context, memory: NO_MEMORY, memoryProblem: 'the store is away' });
    expect(volatile).toContain('The past could not be read: the store is away');
  });

  it.each([
    ['enforce', 'Limits, enforced by the program', 'cut down to it or refused'],
    ['observe', 'watched and recorded', 'You own the risk'],
  ] as const)('says in mode %s who owns the risk', (riskMode, rule, closing) => {
    const fixed = TEMPLATE_V1.fixed({ ...SETTINGS, riskMode });
    expect(fixed).toContain(rule);
    expect(fixed).toContain(closing);
  });
});

describe('a budget of tokens', () => {
  it('takes old bars away first, and says so', async () => {
    const context = await aContext();
    const full = prompt(context, { budgetTokens: 100_000 });
    const less = prompt(context, { budgetTokens: full.tokens - 1 });
    expect(full.dropped).toEqual([]);
    expect(less.dropped).toEqual(['Bars: the newest 40 of 60 per frame.']);
    expect(less.volatile).toContain('Bars: the newest 40 of 60 per frame.');
    expect(less.tokens).toBeLessThan(full.tokens);
  });

  it('keeps the newest bars of those that it keeps', async () => {
    const context = await aContext();
    const newest = (text: string): string | undefined =>
      /### 5 min bars\n(?:.+\n)+?(?=###)/.exec(text)?.[0].trimEnd().split('\n').at(-1);
    const full = newest(prompt(context, { budgetTokens: 100_000 }).volatile);
    expect(full).toBeDefined();
    expect(newest(prompt(context, { budgetTokens: 4_000 }).volatile)).toBe(full);
  });

  it.each([1, 2_000, 3_000, 5_000, 8_000])('of %i never takes a symbol or the account away', async (budgetTokens) => {
    const { volatile } = prompt(await aContext(), { budgetTokens });
    for (const symbol of SYMBOLS) expect(volatile).toContain(`## ${symbol}`);
    for (const block of [
      '# Account',
      '## Positions',
      '## Open orders',
      '## What an entry can be now',
      'opening pauses',
    ]) {
      expect(volatile).toContain(block);
    }
  });

  it('that cannot be kept is overrun, and said to be', async () => {
    const { dropped, tokens } = prompt(await aContext(), { budgetTokens: 10 });
    expect(tokens).toBeGreaterThan(10);
    expect(dropped.at(-1)).toContain('10 were wanted');
  });

  it('counts bytes, so that no script is cheaper than it is', () => {
    expect(countTokens('€')).toBe(2);
    expect(countTokens('12345')).toBe(2);
  });

  it.each([100, 3_000, 5_000, 8_000, 24_000])(
    'of %i is kept with the same prompt whether bytes are added up or the text is counted',
    async (budgetTokens) => {
      const context = await aContext();
      const lessons = [{ text: 'Shorts of ETH: 1 of 8 won — “later” costs 3 €.', trades: 8 }];
      const remembering = { ...context, memory: { ...NO_MEMORY, lessons } };
      const added = prompt(remembering, { budgetTokens });
      expect(added.tokens).toBe(countTokens(added.fixed) + countTokens(added.volatile));
      expect(added).toEqual(prompt(remembering, { budgetTokens, countTokens }));
    },
  );
});
